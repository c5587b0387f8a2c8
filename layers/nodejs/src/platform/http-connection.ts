import type { NetConnectOpts } from 'node:net';
import type { ConnectionOptions } from 'node:tls';
import { builtin } from './builtins';
import { ReplyReader, type Reply } from './http-reply';
import { deadline, Line, TIMED_OUT, type Patience } from './line';
import type { Tunnel } from './proxy';

type Net = typeof import('node:net');
type Tls = typeof import('node:tls');

/** Taken at load: what user code does to these modules later concerns its own connections only. */
const { Socket: NetSocket, connect, isIP } = builtin<Net>('node:net');

export interface HttpRequest extends Patience {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: Buffer;
  /**
   * When a connection has to be there, in milliseconds since the epoch; without one by then, or where that is past already, the request fails.
   *
   * A socket that connects keeps the event loop going, whatever `unref` says: what waits for an empty loop, a callback's response above all, would wait for it.
   */
  readonly openUntil?: number;
}

/** Of a deadline: it has to be over when the environment freezes, and a timer waits for what came during a freeze. */
const EARLIER = 70;

/**
 * One kept-alive HTTP/1.1 connection to one origin.
 *
 * Our own instead of node:http: no agent refs its socket again, nothing that patches or watches node:http sees it, and an unwanted
 * event loop turn costs nothing when the function has something better to do. One request at a time.
 */
export class HttpConnection {
  /** The message of an error that means that nothing was tried. */
  public static readonly NOT_NOW = 'no connection';
  private line?: Line;
  private url?: URL;

  constructor(private readonly at: string | URL, private readonly tlsOptions: ConnectionOptions = {}, private readonly tunnel?: Tunnel) {}

  /** Whether a request can go at once. */
  public get isOpen(): boolean {
    return this.line?.isFree ?? false;
  }

  private get origin(): URL {
    return this.url ??= new URL(this.at);
  }

  /** Sends the request; a kept connection that went stale in a freeze is replaced and the request sent once more. */
  public async send(request: HttpRequest): Promise<Reply> {
    const bytes = this.bytes(request);
    if (this.line && this.isOpen) {
      const reader = new ReplyReader();
      try {
        return await this.line.exchange(bytes, reader, request);
      } catch (error) {
        if (reader.begun || (error as Error).message === TIMED_OUT) throw error;
      }
    }
    const { timeout = Infinity, openUntil } = request;
    const time = openUntil === undefined ? timeout : Math.min(timeout, openUntil - Date.now() - EARLIER);
    if (time <= 0) throw new Error(HttpConnection.NOT_NOW);
    this.line = await this.open(time === Infinity ? undefined : time);
    return this.line.exchange(bytes, new ReplyReader(), request);
  }

  /** The reply to a request that another program has sent, on a socket that this one has inherited. */
  public receive(descriptor: number): Promise<Reply> {
    this.line = new Line();
    const socket = new NetSocket({ fd: descriptor, onread: this.line.onread } as { fd: number });
    socket.unref();
    return this.line.attach(socket).exchange(undefined, new ReplyReader());
  }

  /** Reads what has come of an unhurried reply. */
  public read(): void {
    this.line?.read();
  }

  public close(): void {
    this.line?.close();
  }

  private async open(timeout: number | undefined): Promise<Line> {
    const { hostname, port, protocol } = this.origin;
    const host = hostname.replace(/^\[|\]$/g, '');
    const secure = protocol === 'https:';
    const began = Date.now();
    const through = await this.tunnel?.(timeout);
    const options = { host, port: Number(port) || (secure ? 443 : 80), ...(through && { socket: through }) };
    const line = new Line();
    return new Promise((resolve, reject) => {
      const socket = secure
        ? builtin<Tls>('node:tls').connect({ ...options, ...(isIP(host) === 0 && { servername: host }), ALPNProtocols: ['http/1.1'], ...this.tlsOptions })
        : connect({ ...options, onread: line.onread } as NetConnectOpts);
      socket.unref();
      const timer = deadline(timeout && Math.max(1, began + timeout - Date.now()), () => socket.destroy(Object.assign(new Error(TIMED_OUT), { code: 'ETIMEDOUT' })));
      socket.once('error', reject);
      socket.once('close', () => reject(Object.assign(new Error('connection closed'), { code: 'ECONNABORTED' })));
      socket.once(secure ? 'secureConnect' : 'connect', () => {
        timer.stop();
        socket.removeAllListeners('error').removeAllListeners('close');
        socket.setNoDelay(true);
        if (secure) socket.on('data', (piece) => line.received(piece));
        resolve(line.attach(socket));
      });
      socket.once('close', () => timer.stop());
    });
  }

  /** In one piece, which is one write; of a buffer of its own, for the reason that otlp-protobuf.ts has. */
  private bytes({ method, path, headers, body }: HttpRequest): string | Buffer {
    const all: Record<string, string> = { host: this.origin.host, ...headers };
    if (body) all['content-length'] = String(body.length);
    // A line break in a header would start another one.
    const lines = Object.entries(all).map(([name, value]) => `${name}: ${value.replace(/[\r\n\0]/g, '')}\r\n`);
    const head = `${method} ${path} HTTP/1.1\r\n${lines.join('')}\r\n`;
    if (!body) return head;
    const whole = Buffer.allocUnsafeSlow(Buffer.byteLength(head) + body.length);
    body.copy(whole, whole.write(head));
    return whole;
  }
}
