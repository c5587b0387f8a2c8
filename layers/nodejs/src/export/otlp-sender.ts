import { endpointIn } from './endpoint';
import { HttpSender } from './http-sender';
import { encodeJson } from './otlp-json';
import { encodeProtobuf } from './otlp-protobuf';
import { SecretHeaders } from './secret-headers';
import type { Outcome, Sender } from './sender';
import { signedHeaders } from './sigv4';
import { builtin } from '../platform/builtins';
import { messageOf, warnOnce } from '../platform/log';
import { pairs, text, whole, word } from '../settings/environment';
import type { Attributes } from '../trace/attributes';
import type { Span } from '../trace/span';

const XRAY = /^xray\.([a-z0-9-]+)\.(?:amazonaws\.com(?:\.cn)?|api\.aws)$/;

/** OTLP over HTTP, protobuf or JSON; X-Ray's own endpoint is known by its host and gets signed requests. */
export class OtlpSender implements Sender {
  private readonly json = protocol() === 'http/json';
  private readonly http: HttpSender;

  constructor() {
    const endpoint = endpointOf();
    const fixed = givenHeaders();
    const secrets = new SecretHeaders();
    const region = XRAY.exec(endpoint.hostname)?.[1];
    const timeout = whole('OTEL_EXPORTER_OTLP_TIMEOUT', 10000, 1);
    this.http = new HttpSender({
      endpoint,
      timeout: whole('OTEL_EXPORTER_OTLP_TRACES_TIMEOUT', timeout, 1),
      compression: word('OTEL_EXPORTER_OTLP_TRACES_COMPRESSION', ['gzip', 'none'], word('OTEL_EXPORTER_OTLP_COMPRESSION', ['gzip', 'none'], 'none')) === 'gzip',
      tls: certificate(),
      headers: async (body) => {
        const headers = { ...fixed, ...await secrets.read() };
        return region ? { ...headers, ...signedHeaders({ service: 'xray', region, url: endpoint, method: 'POST', body }) } : headers;
      },
      onDenied: () => secrets.forget(),
    });
  }

  public send(spans: Span[], resource: Attributes, until: () => number): Promise<Outcome> {
    return this.json ? this.http.post('application/json', Buffer.from(encodeJson(spans, resource)), until)
      : this.http.post('application/x-protobuf', encodeProtobuf(spans, resource), until);
  }
}

function protocol(): string {
  const known = ['http/protobuf', 'http/json'] as const;
  return word('OTEL_EXPORTER_OTLP_TRACES_PROTOCOL', known, word('OTEL_EXPORTER_OTLP_PROTOCOL', known, 'http/protobuf'));
}

/** The endpoint for traces as it is, or the general one with `v1/traces` appended: the specification's difference. */
function endpointOf(): URL {
  const traces = endpointIn('OTEL_EXPORTER_OTLP_TRACES_ENDPOINT');
  if (traces) return traces;
  const url = endpointIn('OTEL_EXPORTER_OTLP_ENDPOINT') ?? new URL('http://localhost:4318');
  url.pathname = `${url.pathname.replace(/\/+$/, '')}/v1/traces`;
  return url;
}

/** In lower case, so that each is sent once: those for traces win, and ours over both. What no header can be called is left out. */
function givenHeaders(): Record<string, string> {
  const all = ['OTEL_EXPORTER_OTLP_HEADERS', 'OTEL_EXPORTER_OTLP_TRACES_HEADERS'].flatMap((name) => Object.entries(pairs(name)));
  return Object.fromEntries(all.map(([name, value]) => [name.toLowerCase(), value]).filter(([name]) => !/^(host|content-(length|type|encoding))$|[^!-9;-~]/.test(name)));
}

function certificate(): { ca: Buffer } | undefined {
  const file = text('OTEL_EXPORTER_OTLP_TRACES_CERTIFICATE') ?? text('OTEL_EXPORTER_OTLP_CERTIFICATE');
  try {
    return file ? { ca: builtin<typeof import('node:fs')>('node:fs').readFileSync(file) } : undefined;
  } catch (error) {
    warnOnce('the certificate for OTLP cannot be read', messageOf(error));
    return undefined;
  }
}
