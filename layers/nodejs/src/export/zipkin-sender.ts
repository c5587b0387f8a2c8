import { HttpSender } from './http-sender';
import { SecretHeaders } from './secret-headers';
import type { Outcome, Sender } from './sender';
import { encodeZipkin } from './zipkin-json';
import { warnOnce } from '../platform/log';
import { text, whole } from '../settings/environment';
import type { Attributes } from '../trace/attributes';
import type { Span } from '../trace/span';

/** Zipkin's version 2 JSON. */
export class ZipkinSender implements Sender {
  private readonly http: HttpSender;

  constructor() {
    const secrets = new SecretHeaders();
    this.http = new HttpSender({
      endpoint: endpointOf(),
      timeout: whole('OTEL_EXPORTER_ZIPKIN_TIMEOUT', 10000, 1),
      compression: false,
      headers: () => secrets.read(),
      onDenied: () => secrets.forget(),
    });
  }

  public send(spans: Span[], resource: Attributes, until: number): Promise<Outcome> {
    return this.http.post('application/json', Buffer.from(encodeZipkin(spans, resource)), until);
  }
}

function endpointOf(): URL {
  const value = text('OTEL_EXPORTER_ZIPKIN_ENDPOINT');
  try {
    if (value) return new URL(value);
  } catch {
    warnOnce('OTEL_EXPORTER_ZIPKIN_ENDPOINT is not a URL', value);
  }
  return new URL('http://localhost:9411/api/v2/spans');
}
