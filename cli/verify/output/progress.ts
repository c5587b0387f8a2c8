const WIDTH = 24;

/** Shows how far it has come: a bar on a terminal, a line each elsewhere. */
export class Progress {
  private done = 0;

  constructor(private readonly total: number, private readonly write: (text: string) => void, private readonly terminal: boolean, private readonly columns = 80) {}

  public step(what: string): void {
    this.done += 1;
    const count = `${String(this.done).padStart(String(this.total).length)}/${this.total}`;
    if (!this.terminal) {
      this.write(`${count} ${what}\n`);
      return;
    }
    const filled = Math.round((this.done / this.total) * WIDTH);
    const line = `[${'#'.repeat(filled)}${'.'.repeat(WIDTH - filled)}] ${count} ${what}`;
    // The line is written over by the next, and taken away in the end.
    this.write(`\r${line.slice(0, this.columns - 1)}\u001b[K`);
  }

  public end(): void {
    if (this.terminal && this.done > 0) { this.write('\r\u001b[K'); }
  }
}
