import { BackEnd, Behaviour, ReceivedRequest } from './back-end';
import { decodeOtlpJson } from './otlp-json';
import { decodeOtlpProtobuf } from './otlp-protobuf';
import { ReceivedSpan } from './received-span';
import { decodeZipkinJson } from './zipkin-json';

/** Takes OTLP/HTTP (protobuf and JSON) on any path, and Zipkin v2 on a path that ends in /api/v2/spans. */
export class TraceBackEnd extends BackEnd {
  /** The spans of all requests that got, or are getting, an answer of success. */
  readonly spans: ReceivedSpan[] = [];
  /** Requests that no protocol explains, with the reason; they got status 400. */
  readonly malformed: { readonly request: ReceivedRequest; readonly reason: string }[] = [];

  /** Resolves when so many spans have come, or after `ms`; the spans either way. */
  async waitForSpans(count: number, ms = 5_000): Promise<readonly ReceivedSpan[]> {
    await this.condition.until(() => this.spans.length >= count || undefined, ms);
    return this.spans;
  }

  protected override answer(request: ReceivedRequest): Behaviour {
    const type = (request.headers['content-type'] ?? '').split(';')[0].trim();
    try {
      if (request.method !== 'POST') throw new Error(`method ${request.method}`);
      if (request.path.split('?')[0].endsWith('/api/v2/spans')) {
        for (const span of decodeZipkinJson(request.body)) this.spans.push(span);
        return { status: 202 };
      }
      if (type === 'application/x-protobuf') {
        for (const span of decodeOtlpProtobuf(request.body)) this.spans.push(span);
        return { headers: { 'content-type': type } };
      }
      if (type !== 'application/json') throw new Error(`content type ${type}`);
      for (const span of decodeOtlpJson(request.body)) this.spans.push(span);
      return { headers: { 'content-type': type }, body: '{}' };
    } catch (error) {
      this.malformed.push({ request, reason: (error as Error).message });
      return { status: 400, body: (error as Error).message };
    }
  }
}
