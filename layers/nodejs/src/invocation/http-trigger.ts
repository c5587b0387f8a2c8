import { part, present, string, type Part } from './event';
import type { Carrier, Trigger } from './trigger';
import { methodAttributes } from '../outgoing/method';
import { redactedQuery } from '../outgoing/redaction';

/** REST API, HTTP API, load balancer and function URL. */
export function httpTrigger(event: Part): Trigger | undefined {
  const context = part(event.requestContext);
  const http = part(context?.http);
  const method = string(http?.method) ?? string(event.httpMethod);
  if (!context || !method) return undefined;
  const header = headerReader(event);
  const identity = part(context.identity);
  const path = string(event.rawPath) ?? string(context.path) ?? string(event.path);
  return {
    type: 'http',
    request: header,
    attributes: {
      ...methodAttributes(method),
      ...present<string>({
        'url.path': path,
        'url.query': queryOf(event),
        'url.scheme': header('x-forwarded-proto') ?? 'https',
        'http.route': routeOf(event, context),
        'server.address': string(context.domainName) ?? header('host')?.replace(/:\d+$/, ''),
        'client.address': string(http?.sourceIp) ?? string(identity?.sourceIp) ?? header('x-forwarded-for')?.split(',', 1)[0].trim(),
        'user_agent.original': string(http?.userAgent) ?? string(identity?.userAgent) ?? header('user-agent'),
        'network.protocol.version': /^HTTP\/([\d.]+)$/.exec(string(http?.protocol) ?? string(context.protocol) ?? '')?.[1],
      }),
    },
  };
}

function headerReader(event: Part): Carrier {
  const headers = new Map<string, string>();
  for (const [name, values] of Object.entries(part(event.multiValueHeaders) ?? {})) {
    if (Array.isArray(values)) headers.set(name.toLowerCase(), values.join(','));
  }
  for (const [name, value] of Object.entries(part(event.headers) ?? {})) {
    if (typeof value === 'string') headers.set(name.toLowerCase(), value);
  }
  return (name) => headers.get(name);
}

/** `GET /orders/{id}` of an HTTP API, `/orders/{id}` of a REST API; `$default` and a proxy's `{proxy+}` are what was configured. */
function routeOf(event: Part, context: Part): string | undefined {
  const key = string(event.routeKey) ?? string(context.routeKey);
  if (key) return key === '$default' ? undefined : key.slice(key.indexOf(' ') + 1);
  return string(event.resource) ?? string(context.resourcePath);
}

function queryOf(event: Part): string | undefined {
  const raw = string(event.rawQueryString);
  if (raw) return redactedQuery(raw);
  const multiple = part(event.multiValueQueryStringParameters);
  const single = part(event.queryStringParameters);
  const pairs = Object.entries(multiple ?? single ?? {}).flatMap(([name, value]) =>
    (Array.isArray(value) ? value : [value]).map((item) => `${encodeURIComponent(name)}=${encodeURIComponent(String(item))}`));
  return pairs.length > 0 ? redactedQuery(pairs.join('&')) : undefined;
}
