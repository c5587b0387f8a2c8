import { endpointIn } from './endpoint';
import { HttpSender } from './http-sender';
import { SecretHeaders } from './secret-headers';
import type { Outcome, Sender } from './sender';
import { encodeZipkin } from './zipkin-json';
import { whole } from '../settings/environment';
import type { Attributes } from '../trace/attributes';
import type { Span } from '../trace/span';

/** Zipkin's version 2 JSON. */
export class ZipkinSender implements Sender {
  private readonly http: HttpSender;

  constructor() {
    const secrets = new SecretHeaders();
    this.http = new HttpSender({
      endpoint: endpointIn('OTEL_EXPORTER_ZIPKIN_ENDPOINT') ?? new URL('http://localhost:9411/api/v2/spans'),
      timeout: whole('OTEL_EXPORTER_ZIPKIN_TIMEOUT', 10000, 1),
      compression: false,
      headers: () => secrets.read(),
      onDenied: () => secrets.forget(),
    });
  }

  public send(spans: Span[], resource: Attributes, until: () => number): Promise<Outcome> {
    return this.http.post('application/json', Buffer.from(encodeZipkin(spans, resource)), until);
  }
}
