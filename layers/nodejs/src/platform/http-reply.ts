import { HeaderBlock } from './header-block';

export interface Reply {
  readonly status: number;
  readonly headers: HeaderBlock;
  /** Of a reply that is too long only the beginning. */
  readonly body: Buffer;
}

/** More than any back end has to say; what follows is not read, and the head tells what became of the request. */
const LARGEST = 256 * 1024;

/** Of the line before a chunk. */
const LONGEST_LINE = 256;

/** Reads one HTTP/1.1 reply from the chunks of a socket. */
export class ReplyReader {
  public keepAlive = true;
  /** Of all that has come. */
  private size = 0;
  /** Not read yet. */
  private rest: Buffer = Buffer.alloc(0);
  private head?: Omit<Reply, 'body'>;
  private chunked = false;
  /** So many bytes of the body follow, or of the chunk. */
  private left = 0;
  private readonly parts: Buffer[] = [];

  /** Whether the other side has said anything: a request it has answered is not sent again. */
  public get begun(): boolean {
    return this.size > 0;
  }

  /** The reply once it is complete. */
  public push(piece: Buffer): Reply | undefined {
    this.size += piece.length;
    this.rest = this.rest.length === 0 ? piece : Buffer.concat([this.rest, piece]);
    return this.parse(false);
  }

  /** The reply of a server that marks its end by closing. */
  public closed(): Reply | undefined {
    return this.parse(true);
  }

  private parse(closed: boolean): Reply | undefined {
    const full = this.size > LARGEST;
    while (!this.head) {
      const end = this.rest.indexOf('\r\n\r\n') + 4;
      if (end < 4 && !full) return undefined;
      const head = this.rest.toString('latin1', 0, end);
      const [, version, digits] = /^HTTP\/1\.([01]) (\d{3})/.exec(head) ?? [];
      const status = Number(digits);
      if (!status) throw new Error('not an HTTP reply');
      this.rest = this.rest.subarray(end);
      if (status < 200) continue;
      const headers = new HeaderBlock(head);
      if (version === '0' || headers.get('connection')?.toLowerCase() === 'close') this.keepAlive = false;
      this.head = { status, headers };
      this.chunked = /chunked/i.test(headers.get('transfer-encoding') ?? '');
      this.left = this.chunked || status === 204 || status === 304 ? 0 : Number(headers.get('content-length') ?? Infinity);
    }
    if (!this.isWhole()) {
      if (!full && !(this.left === Infinity ? closed : this.left > LARGEST)) return undefined;
      this.keepAlive = false;
    }
    return { ...this.head, body: Buffer.concat(this.parts) };
  }

  /** Reads what has come of the body. */
  private isWhole(): boolean {
    for (;;) {
      const part = this.rest.subarray(0, this.left);
      this.parts.push(part);
      this.rest = this.rest.subarray(part.length);
      this.left -= part.length;
      if (!this.chunked || this.left > 0) return !(this.left > 0);
      const [line, digits] = /^(?:\r\n)?(.+)\r\n/.exec(this.rest.toString('latin1', 0, LONGEST_LINE)) ?? [];
      if (!line) return false;
      this.left = parseInt(digits, 16);
      if (!(this.left >= 0)) throw new Error('not a chunked body');
      // The last one ends with an empty line, after trailers if there are any.
      if (this.left === 0) return this.rest.includes('\r\n\r\n', 1);
      this.rest = this.rest.subarray(line.length);
    }
  }
}
