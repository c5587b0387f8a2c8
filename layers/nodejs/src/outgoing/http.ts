import type { ClientRequest, IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import type { ClientSpan } from './client-span';
import { readFirstPiece } from './first-piece';
import type { Outgoing } from './outgoing';
import { attempt } from '../platform/attempt';
import { builtin } from '../platform/builtins';
import { HeaderBlock } from '../platform/header-block';

const { subscribe } = builtin<typeof import('node:diagnostics_channel')>('node:diagnostics_channel');
const { errorMonitor, EventEmitter } = builtin<typeof import('node:events')>('node:events');
/** Of emitters as such: that of streams asks first whether it is about data. */
const { on } = EventEmitter.prototype;

/** What of a request node:http has but does not document. */
interface Internals {
  _header: string | null;
  _headerSent: boolean;
  host?: string;
  res?: IncomingMessage & { readonly upgrade?: boolean };
  _storeHeader(firstLine: string, headers: unknown): void;
  _send(...args: unknown[]): unknown;
}

/** A property, not a WeakMap: what is a key of one survives young garbage collections. */
const SPAN = Symbol('span');

type Begun = NonNullable<ReturnType<Outgoing['begin']>>;
type Request = ClientRequest & Internals & { [SPAN]?: Begun };

/**
 * Spans for `http` and `https`, in bundled code too: the modules stay as they are.
 *
 * `_storeHeader` is the one moment all Node.js versions share where every header is there, array headers and signatures included, and
 * none has left. Responses come by diagnostics channel, since a listener of ours would take away the default of unheard ones.
 */
export function traceHttp(outgoing: Outgoing): void {
  const http = builtin<typeof import('node:http')>('node:http');
  const prototype = http.OutgoingMessage.prototype as unknown as Internals;
  const store = prototype._storeHeader;
  prototype._storeHeader = function (this: Request, firstLine: string, headers: unknown) {
    if (!(this instanceof http.ClientRequest)) return store.call(this, firstLine, headers);
    if (expects(this, headers)) return storeExpecting(this, () => store.call(this, firstLine, headers), outgoing);
    store.call(this, firstLine, headers);
    attempt('tracing a request', () => begin(this, outgoing));
  };
  subscribe('http.client.response.finish', (message) => {
    const { request, response } = message as { request: Request; response: IncomingMessage };
    const begun = request[SPAN];
    if (begun) attempt('tracing a response', () => watchResponse(begun.span, response));
  });
}

function begin(request: Request, outgoing: Outgoing): void {
  if (request._header === null || request._headerSent) return;
  const block = new HeaderBlock(request._header);
  const known = request[SPAN];
  // Agents for proxies have the head written anew.
  if (known) {
    request._header = block.with(known.headers);
    return;
  }
  const host = withoutBrackets(request.host ?? '');
  const asked = block.get('host') ?? '';
  // The header may be the caller's own: its port, or that it has none, then says nothing of where this goes.
  const own = !asked.includes(host);
  const port = own ? null : PORT.exec(asked);
  const begun = outgoing.begin('http', {
    method: request.method,
    protocol: request.protocol,
    host,
    port: port ? Number(port[1]) : undefined,
    path: request.path,
    header: (name) => block.get(name),
  });
  if (!begun) return;
  const { span, headers } = begun;
  Object.defineProperty(request, SPAN, { value: begun });
  request._header = block.with(headers);
  if (own) span.port = 0;
  on.call(request, errorMonitor, (error) => failed(span, error));
  on.call(request, 'close', () => closed(request, span));
  // By `_send`, through which all goes: in callbacks of timers it has left when a microtask of ours could look.
  if (span.wantsBody) readFirstPiece(request, span, { _send: (data) => data });
}

/** The response to a request that ends as another protocol comes by events that a listener of ours would change. */
function closed({ res }: Request, span: ClientSpan): void {
  if (res?.upgrade) attempt('tracing a response', () => watchResponse(span, res));
  if (!res || res.upgrade) span.end();
}

function watchResponse(span: ClientSpan, response: IncomingMessage): void {
  // Node.js makes `headers` when somebody reads it.
  const { rawHeaders, socket } = response;
  if (span.port === 0) span.port = (socket as Socket | null)?.remotePort;
  span.responded(response.statusCode ?? 0, (name) => {
    for (let i = 0; i < rawHeaders.length; i += 2) {
      if (rawHeaders[i].length === name.length && rawHeaders[i].toLowerCase() === name) return rawHeaders[i + 1];
    }
    return undefined;
  }, response.httpVersion);
  on.call(response, 'close', () => {
    if (response.errored) failed(span, response.errored);
    else span.end();
  });
}

/** An error may be whatever user code destroys a request with, and throw when it is read. */
function failed(span: ClientSpan, error: unknown): void {
  attempt('recording an error', () => span.fail(error));
}

const PORT = /:(\d+)$/;

/** Of an IPv6 address. */
function withoutBrackets(host: string): string {
  return host.startsWith('[') ? host.slice(1, host.endsWith(']') ? -1 : undefined) : host;
}

/** With `Expect` the head is sent from within `_storeHeader`: the span begins just before. */
function storeExpecting(request: Request, store: () => void, outgoing: Outgoing): void {
  const send = request._send;
  const beginOnce = () => attempt('tracing a request', () => begin(request, outgoing));
  request._send = (...args: unknown[]) => {
    request._send = send;
    beginOnce();
    return send.apply(request, args);
  };
  store();
  delete (request as Partial<Internals>)._send;
  beginOnce();
}

function expects(request: Request, headers: unknown): boolean {
  if (Array.isArray(headers)) return headers.some((item) => /\bexpect\b/i.test(String(Array.isArray(item) ? item[0] : item)));
  return request.hasHeader('expect');
}
