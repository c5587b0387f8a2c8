import type { ClientSpan } from './client-span';
import type { Outgoing } from './outgoing';
import { attempt } from '../platform/attempt';
import { builtin } from '../platform/builtins';

const { subscribe } = builtin<typeof import('node:diagnostics_channel')>('node:diagnostics_channel');

/** A property, not a WeakMap: what is a key of one survives young garbage collections. */
const SPAN = Symbol('span');

/** A request of undici: of the global fetch or of a copy in user code, version 5 (headers a string) and later (a flat array). */
interface Request {
  readonly origin: string | URL;
  readonly path: string;
  readonly method: string;
  headers: string | (string | string[])[];
  [SPAN]?: ClientSpan;
  addHeader(name: string, value: string): unknown;
}

interface Response {
  readonly statusCode: number;
  readonly headers: readonly (Buffer | string)[];
}

/** Spans for fetch and undici. A span is found by its request: later events carry the context of whoever was first on the connection. */
export function traceUndici(outgoing: Outgoing): void {
  const on = (event: string, act: (message: { request: Request; response: Response; error: unknown }, span: ClientSpan) => void) =>
    subscribe(`undici:request:${event}`, (message) => {
      const known = message as { request: Request; response: Response; error: unknown };
      const span = known.request[SPAN];
      if (span) attempt('tracing a fetch', () => act(known, span));
    });
  subscribe('undici:request:create', (message) => attempt('tracing a fetch', () => {
    const { request } = message as { request: Request };
    const span = begin(request, outgoing);
    if (span) Object.defineProperty(request, SPAN, { value: span });
  }));
  on('headers', ({ response }, span) => span.responded(response.statusCode, (name) => headerOf(response.headers, name)));
  on('trailers', (_, span) => span.end());
  // A body that is given up, by `cancel()` or by leaving a loop over it, is no error: the response was one.
  on('error', ({ error }, span) => span.answered && (error as Error | undefined)?.name === 'AbortError' ? span.end() : span.fail(error));
}

function begin(request: Request, outgoing: Outgoing): ClientSpan | undefined {
  const origin = new URL(request.origin);
  const begun = outgoing.begin('undici', {
    method: request.method,
    protocol: origin.protocol,
    host: origin.hostname.replace(/^\[|\]$/g, ''),
    port: origin.port ? Number(origin.port) : undefined,
    path: request.path,
    header: (name) => typeof request.headers === 'string'
      ? new RegExp(`^${name}: (.*)\\r$`, 'im').exec(request.headers)?.[1] : headerOf(request.headers, name),
  });
  if (!begun) return undefined;
  for (const [name, value] of Object.entries(begun.headers)) setHeader(request, name, value);
  return begun.span;
}

function setHeader(request: Request, name: string, value: string): void {
  const { headers } = request;
  if (typeof headers === 'string') {
    request.headers = headers.replace(new RegExp(`^${name}: .*\\r\\n`, 'im'), '');
  } else {
    const at = headers.findIndex((item, i) => i % 2 === 0 && String(item).toLowerCase() === name);
    if (at >= 0) {
      headers[at + 1] = value;
      return;
    }
  }
  request.addHeader(name, value);
}

function headerOf(headers: readonly (Buffer | string | string[])[], name: string): string | undefined {
  for (let i = 0; i + 1 < headers.length; i += 2) {
    if (String(headers[i]).toLowerCase() === name) return String(headers[i + 1]);
  }
  return undefined;
}
