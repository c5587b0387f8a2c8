/** The head of an HTTP/1.1 request as node:http has it ready to send, whatever form its headers were given in. */
export class HeaderBlock {
  private readonly lines = new Map<string, string>();

  constructor(private text: string) {
    for (const line of text.split('\r\n').slice(1)) {
      const colon = line.indexOf(':');
      const name = line.slice(0, colon).toLowerCase();
      if (colon > 0 && !this.lines.has(name)) this.lines.set(name, line.slice(colon + 1).trim());
    }
  }

  public get(name: string): string | undefined {
    return this.lines.get(name);
  }

  /** The text with these headers in it; one that is there is replaced where it stands, its name kept as it was written. */
  public with(headers: Record<string, string>): string {
    for (const [name, value] of Object.entries(headers)) {
      const at = this.text.toLowerCase().indexOf(`\r\n${name}:`);
      if (at < 0) {
        this.text = `${this.text.slice(0, -2)}${name}: ${value}\r\n\r\n`;
      } else {
        const end = this.text.indexOf('\r\n', at + 2);
        this.text = `${this.text.slice(0, at + 3 + name.length)} ${value}${this.text.slice(end)}`;
      }
    }
    return this.text;
  }
}
