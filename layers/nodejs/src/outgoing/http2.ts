import type { ClientHttp2Session, ClientHttp2Stream } from 'node:http2';
import type { Duplex } from 'node:stream';
import { readFirstPiece } from './first-piece';
import type { Outgoing } from './outgoing';
import { attempt } from '../platform/attempt';
import { builtin } from '../platform/builtins';

const events = builtin<typeof import('node:events')>('node:events');
const { errorMonitor } = events;
const { PassThrough } = builtin<typeof import('node:stream')>('node:stream');

type Headers = Record<string, unknown>;
type SessionRequest = (this: ClientHttp2Session, headers?: Headers | string[], options?: object) => ClientHttp2Stream;

/** The builtins Node.js has loaded so far: `process.moduleLoadList`, undocumented and present in every version. */
const loaded = (process as unknown as { moduleLoadList?: readonly string[] }).moduleLoadList ?? [];

/**
 * Spans for http2, the way of the Kinesis and Bedrock clients: only once user code has loaded it, which few functions do.
 *
 * That is also whoever calls fetch, which loads http2, and has an ESM import of node:http: to find the class must cost little.
 */
export class Http2Tracing {
  private looked = 0;
  private done = false;

  constructor(private readonly outgoing: Outgoing) {}

  /** Cheap while nothing more has been loaded. */
  public look(): void {
    if (this.done || loaded.length === this.looked) return;
    const from = this.looked;
    this.looked = loaded.length;
    if (!loaded.slice(from).includes('NativeModule http2')) return;
    this.done = true;
    attempt('tracing http2', () => this.patch());
  }

  /** A handler that loads http2 and calls at once has to connect first. */
  public watch(): void {
    const { Socket } = builtin<typeof import('node:net')>('node:net');
    const prototype = Socket.prototype as unknown as { connect(...args: unknown[]): unknown };
    const { connect } = prototype;
    const look = () => this.look();
    prototype.connect = function (...args) {
      look();
      return connect.apply(this, args);
    };
  }

  private patch(): void {
    const http2 = builtin<typeof import('node:http2')>('node:http2');
    const prototype = classOfSessions(http2) ?? classOfSession(http2);
    const { request } = prototype;
    const { outgoing } = this;
    prototype.request = function (headers = {}, options) {
      const begun = Array.isArray(headers) ? undefined : attempt('tracing an http2 request', () => begin(this, headers, outgoing));
      if (!begun) return request.call(this, headers, options);
      const { span } = begun;
      const stream = request.call(this, replaced(headers as Headers, begun.headers), options);
      attempt('tracing an http2 stream', () => {
        stream.once('response', (reply) => span.responded(Number(reply[':status']), (name) => reply[name] as string | undefined, '2'));
        stream.once('trailers', (trailers) => span.trailers((name) => trailers[name] as string | undefined));
        // It may be whatever user code destroys a stream with, and throw when it is read.
        stream.on(errorMonitor, (error) => attempt('recording an error', () => span.fail(error)));
        stream.once('close', () => span.end());
        if (span.wantsBody) readFirstPiece(stream, span, { _write: (chunk) => chunk, _writev: firstOf });
      });
      return stream;
    };
  }
}

/** Of what was written before there was a connection. */
function firstOf(chunks: unknown): unknown {
  return (chunks as { readonly chunk: Uint8Array }[]).find(({ chunk }) => chunk.length > 0)?.chunk;
}

type Sessions = { request: SessionRequest };

/**
 * The class of client sessions is not exported, but an emitter, and the first that its constructor does is to become one: we look at it then, and
 * end the construction before there is a session. One that is made and destroyed costs 3 ms of CPU more.
 */
function classOfSessions(http2: typeof import('node:http2')): Sessions | undefined {
  const emitters = events as unknown as { init?: (...args: unknown[]) => unknown };
  const { init } = emitters;
  if (!init) return undefined;
  let made: unknown;
  const enough = Symbol('enough');
  emitters.init = function (...args) {
    made = this;
    return init.apply(this, args);
  };
  try {
    http2.connect('http://localhost', { createConnection: () => ({ get _handle() { throw enough; } }) as unknown as Duplex });
  } catch (error) {
    if (error !== enough) return undefined;
  } finally {
    emitters.init = init;
  }
  const prototype = Object.getPrototypeOf(made) as Partial<Sessions> | null;
  return typeof prototype?.request === 'function' ? prototype as Sessions : undefined;
}

/** By a session without a network. */
function classOfSession(http2: typeof import('node:http2')): Sessions {
  const session = http2.connect('http://localhost', { createConnection: () => new PassThrough() });
  session.on('error', () => undefined);
  const prototype = Object.getPrototypeOf(session) as Sessions;
  session.destroy();
  return prototype;
}

function begin(session: ClientHttp2Session, headers: Headers, outgoing: Outgoing) {
  const names = new Map(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), String(value)]));
  const origin = new URL(`${internal(session, 'protocol') ?? 'https:'}//${names.get(':authority') ?? internal(session, 'authority') ?? 'unknown'}`);
  return outgoing.begin('http', {
    method: names.get(':method') ?? 'GET',
    protocol: origin.protocol,
    host: origin.hostname.replace(/^\[|\]$/g, ''),
    port: origin.port ? Number(origin.port) : undefined,
    path: names.get(':path') ?? '/',
    header: (name) => names.get(name),
  });
}

/** The headers with ours in the place of those of the same name, in whichever letters: http2 would send both. */
function replaced(headers: Headers, ours: Headers): Headers {
  const copy = { ...headers };
  for (const name of Object.keys(copy)) if (name.toLowerCase() in ours) delete copy[name];
  return Object.assign(copy, ours);
}

/** Before it is connected, a session says where it goes under symbols only. */
function internal(session: ClientHttp2Session, name: string): string | undefined {
  const key = Object.getOwnPropertySymbols(session).find(({ description }) => description === name);
  const value = key && (session as unknown as Record<symbol, unknown>)[key];
  return typeof value === 'string' ? value : undefined;
}
