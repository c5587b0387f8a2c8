import { opened } from './carriers';
import { part, plain, present, string, type Part } from './event';
import type { Carrier, Trigger } from './trigger';
import { methodAttributes } from '../outgoing/method';
import { redactedQuery } from '../outgoing/redaction';

/** REST, HTTP and WebSocket APIs, their authorizers, load balancer, function URL (CloudFront before it or not) and both versions of Lattice. */
export function httpTrigger(event: Part): Trigger | undefined {
  const context = part(event.requestContext) ?? (string(event.raw_path) && part(event.headers) ? {} : undefined);
  const http = part(context?.http);
  const method = string(http?.method) ?? string(event.httpMethod) ?? string(event.method);
  if (!context || (!method && !context.connectionId)) return undefined;
  const header = headerReader(event);
  const identity = part(context.identity);
  const path = string(event.rawPath) ?? string(context.path) ?? string(event.path) ?? string(event.raw_path)?.split('?', 1)[0];
  const peer = string(http?.sourceIp) ?? string(identity?.sourceIp);
  return {
    type: 'http',
    request: method || event.headers ? header : messageReader(event),
    attributes: {
      ...method ? methodAttributes(method) : { 'network.protocol.name': 'websocket' },
      ...present<string>({
        'url.path': path,
        'url.query': queryOf(event, context),
        'url.scheme': method ? header('x-forwarded-proto') ?? 'https' : 'wss',
        'http.route': routeOf(event, context),
        'server.address': string(context.domainName) ?? header('host')?.replace(/:\d+$/, ''),
        'client.address': header('x-forwarded-for')?.split(',', 1)[0].trim() || peer,
        'network.peer.address': peer,
        'user_agent.original': string(http?.userAgent) ?? string(identity?.userAgent) ?? header('user-agent') ?? header('user_agent'),
        'network.protocol.version': /^HTTP\/([\d.]+)$/.exec(string(http?.protocol) ?? string(context.protocol) ?? '')?.[1],
      }),
    },
  };
}

/** All values of a header together, as HTTP has it: of two `traceparent` neither is the parent. */
export function headerReader(event: Part): Carrier {
  const headers = new Map<string, string>();
  for (const [name, value] of [...Object.entries(part(event.headers) ?? {}), ...Object.entries(part(event.multiValueHeaders) ?? {})]) {
    if (typeof value === 'string' || Array.isArray(value)) headers.set(name.toLowerCase(), plain(value));
  }
  return (name) => headers.get(name);
}

/** After it has connected a browser can say nothing but messages. */
function messageReader(event: Part): Carrier {
  const body = opened(string(event.body));
  return (name) => string(body?.[name]);
}

/** `GET /orders/{id}` of an HTTP API, `/orders/{id}` of a REST API; `$default` of an HTTP API is what nothing else matched. */
function routeOf(event: Part, context: Part): string | undefined {
  const key = string(event.routeKey) ?? string(context.routeKey);
  if (key) return key === '$default' && !context.connectionId ? undefined : key.slice(key.indexOf(' ') + 1);
  return string(event.resource) ?? string(context.resourcePath);
}

function queryOf(event: Part, context: Part): string | undefined {
  const raw = string(event.rawQueryString);
  if (raw) return redactedQuery(raw);
  // A load balancer leaves them as they came.
  const encode = context.elb ? plain : encoded;
  const given = part(event.multiValueQueryStringParameters) ?? part(event.queryStringParameters) ?? part(event.query_string_parameters) ?? {};
  const pairs = Object.entries(given).flatMap(([name, value]) =>
    (Array.isArray(value) ? value : [value]).map((item) => `${encode(name)}=${encode(item)}`));
  return pairs.length > 0 ? redactedQuery(pairs.join('&')) : undefined;
}

function encoded(value: unknown): string {
  try {
    return encodeURIComponent(plain(value));
  } catch {
    // Half of a character.
    return encodeURIComponent(plain(value).replace(/[\ud800-\udfff]/g, '\ufffd'));
  }
}
