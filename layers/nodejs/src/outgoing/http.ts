import type { ClientRequest, IncomingMessage } from 'node:http';
import type { ClientSpan } from './client-span';
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
  outputData?: { data: unknown }[];
  host?: string;
  res?: IncomingMessage;
  _storeHeader(firstLine: string, headers: unknown): void;
  _send(...args: unknown[]): unknown;
}

/** Not queueMicrotask, which makes a resource of it for those who watch. */
const SOON = Promise.resolve();

/** A property, not a WeakMap: what is a key of one survives young garbage collections. */
const SPAN = Symbol('span');

type Request = ClientRequest & Internals & { [SPAN]?: ClientSpan };

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
    const span = request[SPAN];
    if (span) attempt('tracing a response', () => watchResponse(span, response));
  });
}

function begin(request: Request, outgoing: Outgoing): void {
  if (request[SPAN] || request._header === null || request._headerSent) return;
  const block = new HeaderBlock(request._header);
  const port = PORT.exec(block.get('host') ?? '');
  const begun = outgoing.begin('http', {
    method: request.method,
    protocol: request.protocol,
    host: withoutBrackets(request.host ?? ''),
    port: port ? Number(port[1]) : undefined,
    path: request.path,
    header: (name) => block.get(name),
  });
  if (!begun) return;
  const { span, headers } = begun;
  Object.defineProperty(request, SPAN, { value: span });
  request._header = block.with(headers);
  on.call(request, errorMonitor, (error) => failed(span, error));
  on.call(request, 'close', () => { if (!request.res) span.end(); });
  if (span.wantsBody) void SOON.then(() => attempt('reading a request', () => span.body(bodyOf(request))));
}

/** The body waits here until the socket takes it, which is after the caller's turn; no stream and no method is touched. */
function bodyOf(request: Request): string {
  const text = (request.outputData ?? []).map(({ data }) => typeof data === 'string' ? data : Buffer.from(data as Uint8Array).toString('latin1', 0, 16384));
  const all = text.join('');
  const end = all.indexOf('\r\n\r\n');
  return end < 0 ? all : all.slice(end + 4);
}

function watchResponse(span: ClientSpan, response: IncomingMessage): void {
  // Node.js makes `headers` when somebody reads it.
  const { rawHeaders } = response;
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
