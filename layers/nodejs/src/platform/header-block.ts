/** The head of an HTTP/1.1 message up to its empty line: of a request as node:http has it ready to send, whatever form its headers were given in. */
export class HeaderBlock {
  private lower: string;

  constructor(private text: string) {
    this.lower = text.toLowerCase();
  }

  public get(name: string): string | undefined {
    const at = this.find(name);
    return at < 0 ? undefined : this.text.slice(at, this.text.indexOf('\r\n', at)).trim();
  }

  /** The text with these headers in it; one that is there is replaced where it stands, its name kept as it was written. */
  public with(headers: Record<string, string>): string {
    let added = '';
    const names = Object.keys(headers);
    for (let i = 0; i < names.length; i++) {
      const name = names[i];
      const at = this.find(name);
      if (at < 0) {
        added += `${name}: ${headers[name]}\r\n`;
      } else {
        this.text = `${this.text.slice(0, at)} ${headers[name]}${this.text.slice(this.text.indexOf('\r\n', at))}`;
        this.lower = this.text.toLowerCase();
      }
    }
    return added ? `${this.text.slice(0, -2)}${added}\r\n` : this.text;
  }

  /** Where the value of a header begins, after the colon. */
  private find(name: string): number {
    const at = this.lower.indexOf(`\r\n${name}:`);
    return at < 0 ? -1 : at + 3 + name.length;
  }
}
