import type { Socket } from 'node:net';
import type { ConnectionOptions } from 'node:tls';
import { builtin } from './builtins';
import { ReplyReader, type Reply } from './http-reply';
import type { Tunnel } from './proxy';
import { clearTimeout, setTimeout } from './timers';

type Net = typeof import('node:net');
type Tls = typeof import('node:tls');

/** Taken at load: what user code does to these modules later concerns its own connections only. */
const { Socket: NetSocket, connect, isIP } = builtin<Net>('node:net');

export interface HttpRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: Buffer;
  /** Milliseconds; none for a request that waits as long as the environment sleeps. */
  readonly timeout?: number;
  /** Whether a reply of success, when it comes, can wait until `read` is called. */
  readonly unhurried?: () => boolean;
}

/**
 * One kept-alive HTTP/1.1 connection to one origin.
 *
 * Our own instead of node:http: no agent refs its socket again, nothing that patches or watches node:http sees it, and an unwanted
 * event loop turn costs nothing when the function has something better to do. One request at a time.
 */
export class HttpConnection {
  private socket?: Socket;
  /** Reads what has come of an unhurried reply. */
  private unread?: () => void;

  private url?: URL;

  constructor(private readonly at: string | URL, private readonly tlsOptions: ConnectionOptions = {}, private readonly tunnel?: Tunnel) {}

  private get origin(): URL {
    return this.url ??= new URL(this.at);
  }

  /** Sends the request; a kept connection that went stale in a freeze is replaced and the request sent once more. */
  public async send(request: HttpRequest): Promise<Reply> {
    const kept = this.socket;
    this.socket = undefined;
    if (kept && kept.writable && !kept.destroyed) {
      const reader = new ReplyReader();
      try {
        return await this.exchange(kept, request, reader);
      } catch (error) {
        if (reader.begun || (error as Error).message === TIMED_OUT) throw error;
      }
    }
    return this.exchange(await this.open(request.timeout), request, new ReplyReader());
  }

  /** The reply to a request that another program has sent, on a socket that this one has inherited. */
  public async receive(descriptor: number): Promise<Reply> {
    const socket = new NetSocket({ fd: descriptor });
    socket.unref();
    socket.on('error', () => socket.destroy());
    return this.exchange(socket, undefined, new ReplyReader());
  }

  public read(): void {
    const { unread } = this;
    this.unread = undefined;
    unread?.();
  }

  public close(): void {
    this.socket?.destroy();
    this.socket = undefined;
  }

  private async open(timeout: number | undefined): Promise<Socket> {
    const { hostname, port, protocol } = this.origin;
    const host = hostname.replace(/^\[|\]$/g, '');
    const secure = protocol === 'https:';
    const through = await this.tunnel?.();
    const options = through ? { socket: through } : { host, port: Number(port) || (secure ? 443 : 80) };
    return new Promise((resolve, reject) => {
      const socket = secure
        ? builtin<Tls>('node:tls').connect({ ...options, ...(isIP(host) === 0 && { servername: host }), ALPNProtocols: ['http/1.1'], ...this.tlsOptions })
        : connect(options as { host: string; port: number });
      socket.unref();
      const timer = deadline(timeout, () => socket.destroy(new Error(TIMED_OUT)));
      socket.once('error', reject);
      socket.once('close', () => reject(new Error('connection closed')));
      socket.once(secure ? 'secureConnect' : 'connect', () => {
        timer.stop();
        socket.removeAllListeners('error').removeAllListeners('close');
        socket.setNoDelay(true);
        // A connection that fails while nobody waits for it is found out by the next request.
        socket.on('error', () => socket.destroy());
        resolve(socket);
      });
      socket.once('close', () => timer.stop());
    });
  }

  private exchange(socket: Socket, request: HttpRequest | undefined, reader: ReplyReader): Promise<Reply> {
    return new Promise((resolve, reject) => {
      let done = false;
      const finish = (settle: () => void, keep: boolean) => {
        if (done) return;
        done = true;
        timer.stop();
        socket.off('data', onData).off('error', onError).off('close', onClose);
        if (keep && !socket.destroyed) this.socket = socket;
        else socket.destroy();
        settle();
      };
      const onError = (error: Error) => {
        this.read();
        finish(() => reject(error), false);
      };
      const onClose = () => {
        this.read();
        take(() => reader.closed());
        finish(() => reject(new Error('connection closed before the end of the reply')), false);
      };
      /** What was left unread may have been the end of it, or no reply at all. */
      const take = (parse: () => Reply | undefined) => {
        if (done) return;
        try {
          const reply = parse();
          if (reply) finish(() => resolve(reply), reader.keepAlive);
        } catch (error) {
          // From a listener it would be an uncaught exception of the function.
          finish(() => reject(error as Error), false);
        }
      };
      const onData = (chunk: Buffer) => {
        this.read();
        const push = () => take(() => reader.push(chunk));
        if (!reader.begun && isSuccess(chunk) && request?.unhurried?.()) this.unread = push;
        else push();
      };
      const timer = deadline(request?.timeout, () => onError(new Error(TIMED_OUT)));
      socket.on('data', onData).on('error', onError).on('close', onClose);
      if (!request) return;
      socket.write(this.head(request));
      if (request.body) socket.write(request.body);
    });
  }

  private head({ method, path, headers, body }: HttpRequest): string {
    const all: Record<string, string> = { host: this.origin.host, ...headers };
    if (body) all['content-length'] = String(body.length);
    // A line break in a header would start another one.
    const lines = Object.entries(all).map(([name, value]) => `${name}: ${value.replace(/[\r\n\0]/g, '')}\r\n`);
    return `${method} ${path} HTTP/1.1\r\n${lines.join('')}\r\n`;
  }
}

/** `HTTP/1.1 2…` */
function isSuccess(chunk: Buffer): boolean {
  return chunk[9] === 0x32;
}

export const TIMED_OUT = 'timed out';

/** A timer that keeps nothing alive and lets what arrived during a freeze be read before it gives up. */
function deadline(milliseconds: number | undefined, give: () => void): { stop(): void } {
  if (milliseconds === undefined) return { stop: () => undefined };
  let timer = setTimeout(() => { timer = setTimeout(give, 50).unref(); }, milliseconds).unref();
  return { stop: () => clearTimeout(timer) };
}
