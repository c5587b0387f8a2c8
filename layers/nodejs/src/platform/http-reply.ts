import { HeaderBlock } from './header-block';

export interface Reply {
  readonly status: number;
  readonly headers: HeaderBlock;
  readonly body: Buffer;
}

/** More than any back end has to say; what follows is not read. */
const LARGEST = 256 * 1024;

/** Reads one HTTP/1.1 reply from the chunks of a socket. */
export class ReplyReader {
  public keepAlive = true;
  private data: Buffer = Buffer.alloc(0);

  /** Whether the other side has said anything: a request it has answered is not sent again. */
  public get begun(): boolean {
    return this.data.length > 0;
  }

  /** The reply once it is complete. */
  public push(chunk: Buffer): Reply | undefined {
    this.data = this.data.length === 0 ? chunk : Buffer.concat([this.data, chunk]);
    if (this.data.length > LARGEST) this.keepAlive = false;
    return this.parse(this.data.length > LARGEST);
  }

  /** The reply of a server that marks its end by closing. */
  public closed(): Reply | undefined {
    return this.parse(true);
  }

  private parse(ended: boolean): Reply | undefined {
    const end = this.data.indexOf('\r\n\r\n');
    if (end < 0) return undefined;
    const head = this.data.toString('latin1', 0, end + 4);
    const [, version, digits] = /^HTTP\/1\.([01]) (\d{3})/.exec(head) ?? [];
    const status = Number(digits);
    if (!status) throw new Error('not an HTTP reply');
    if (status < 200) {
      this.data = this.data.subarray(end + 4);
      return this.parse(ended);
    }
    const headers = new HeaderBlock(head);
    if (version === '0' || headers.get('connection')?.toLowerCase() === 'close') this.keepAlive = false;
    const body = bodyOf(this.data.subarray(end + 4), headers, status, ended);
    return body && { status, headers, body };
  }
}

function bodyOf(data: Buffer, headers: HeaderBlock, status: number, ended: boolean): Buffer | undefined {
  if (status === 204 || status === 304) return data.subarray(0, 0);
  if (/chunked/i.test(headers.get('transfer-encoding') ?? '')) return unchunked(data);
  const length = headers.get('content-length');
  if (length === undefined) return ended ? data : undefined;
  return data.length >= Number(length) ? data.subarray(0, Number(length)) : undefined;
}

function unchunked(data: Buffer): Buffer | undefined {
  const parts: Buffer[] = [];
  for (let at = 0; ;) {
    const end = data.indexOf('\r\n', at);
    if (end < 0) return undefined;
    const size = parseInt(data.toString('latin1', at, end), 16);
    if (!(size >= 0)) throw new Error('not a chunked body');
    if (size === 0) return data.indexOf('\r\n', end + 2) < 0 ? undefined : Buffer.concat(parts);
    if (data.length < end + 2 + size + 2) return undefined;
    parts.push(data.subarray(end + 2, end + 2 + size));
    at = end + 2 + size + 2;
  }
}
