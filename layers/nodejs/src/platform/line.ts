import type { Socket } from 'node:net';
import { ReplyReader, type Reply } from './http-reply';
import { clearTimeout, setTimeout } from './timers';

/** Replies are shorter, nearly all; what is longer comes in more than one piece. */
const PIECE = 4096;

export const TIMED_OUT = 'timed out';

/** How a reply is waited for. */
export interface Patience {
  /** Milliseconds; none for a request that waits as long as the environment sleeps. */
  readonly timeout?: number;
  /** Whether a reply of success, when it comes, can wait until `read` is called; with TLS it does not. */
  readonly unhurried?: () => boolean;
}

interface Waiting {
  readonly reader: ReplyReader;
  /** Until something has come. */
  unhurried?: () => boolean;
  readonly timer: { stop(): void };
  resolve(reply: Reply): void;
  reject(error: unknown): void;
}

/**
 * One socket, for one request after the other.
 *
 * Its listeners stay, and without TLS what arrives comes past the stream that a socket is too: listeners put on and off for each reply,
 * and the ticks of the stream, are run through before the response of the invocation that brings an event.
 */
export class Line {
  /** For `connect`. */
  public readonly onread = {
    buffer: Buffer.allocUnsafeSlow(PIECE),
    callback: (size: number, buffer: Uint8Array) => {
      // The next piece comes into the same buffer.
      if (!this.putAside(buffer as Buffer, size)) this.received(copied(buffer as Buffer, size));
      return true;
    },
  };
  private socket?: Socket;
  private waiting?: Waiting;
  /** Where an unhurried reply waits; made with its request, since it comes when there is no time for that. */
  private aside?: Buffer;
  /** So many bytes of one. */
  private unread = 0;

  /** The socket is there, and whoever made it has no listeners on it any more. */
  public attach(socket: Socket): this {
    this.socket = socket;
    socket.on('error', (error) => this.fail(error)).on('close', () => this.closed());
    return this;
  }

  public get isFree(): boolean {
    return this.waiting === undefined && this.socket !== undefined && this.socket.writable && !this.socket.destroyed;
  }

  /** Sends a request, if it is not on its way already, and gives its reply. */
  public exchange(request: string | Buffer | undefined, reader: ReplyReader, { timeout, unhurried }: Patience = {}): Promise<Reply> {
    if (unhurried) this.aside ??= Buffer.allocUnsafeSlow(PIECE);
    return new Promise((resolve, reject) => {
      this.waiting = { reader, unhurried, resolve, reject, timer: deadline(timeout, () => this.fail(new Error(TIMED_OUT))) };
      if (request) this.socket?.write(request);
    });
  }

  public received(piece: Buffer): void {
    this.read();
    const { waiting } = this;
    // A reply that nobody has asked for would be taken for that of the next request.
    if (!waiting) this.close();
    else this.parse(() => waiting.reader.push(piece));
  }

  private putAside(piece: Buffer, size: number): boolean {
    const { waiting, aside } = this;
    const unhurried = waiting?.unhurried;
    if (!unhurried || !aside) return false;
    waiting.unhurried = undefined;
    if (!isSuccess(piece) || !unhurried()) return false;
    this.unread = piece.copy(aside, 0, 0, size);
    return true;
  }

  /** Reads what has come of an unhurried reply: it may be all of it, or no reply at all. */
  public read(): void {
    const { unread, aside, waiting } = this;
    if (unread === 0 || !aside) return;
    this.unread = 0;
    this.parse(() => waiting?.reader.push(copied(aside, unread)));
  }

  public close(): void {
    this.socket?.destroy();
  }

  private parse(read: () => Reply | undefined): void {
    const { waiting } = this;
    if (!waiting) return;
    try {
      const reply = read();
      if (!reply) return;
      this.finish(waiting, waiting.reader.keepAlive);
      waiting.resolve(reply);
    } catch (error) {
      // From a listener it would be an uncaught exception of the function.
      this.fail(error);
    }
  }

  private fail(error: unknown): void {
    this.read();
    const { waiting } = this;
    if (waiting) this.finish(waiting, false);
    else this.close();
    waiting?.reject(error);
  }

  private closed(): void {
    this.read();
    this.parse(() => this.waiting?.reader.closed());
    if (this.waiting) this.fail(new Error('connection closed before the end of the reply'));
  }

  private finish({ timer }: Waiting, keep: boolean): void {
    this.waiting = undefined;
    timer.stop();
    if (!keep) this.close();
  }
}

/** Why not from a slab: see otlp-protobuf.ts. */
function copied(buffer: Buffer, size: number): Buffer {
  const piece = Buffer.allocUnsafeSlow(size);
  buffer.copy(piece, 0, 0, size);
  return piece;
}

/** `HTTP/1.1 2…` */
function isSuccess(piece: Buffer): boolean {
  return piece[9] === 0x32;
}

/** A timer that keeps nothing alive and lets what arrived during a freeze be read before it gives up. */
export function deadline(milliseconds: number | undefined, give: () => void): { stop(): void } {
  if (milliseconds === undefined) return { stop: () => undefined };
  let timer = setTimeout(() => { timer = setTimeout(give, 50).unref(); }, milliseconds).unref();
  return { stop: () => clearTimeout(timer) };
}
