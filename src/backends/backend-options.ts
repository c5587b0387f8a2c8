import type { OtlpProtocol } from './otlp-protocol';
import type { TracingSecret } from '../core/tracing-secret';

/** Options for a back end that takes OTLP. */
export interface OtlpBackendOptions {
  /**
   * URL to send to, for example `https://otlp.example.com:4318`. `/v1/traces` is added, unless it ends with that.
   */
  readonly endpoint: string;

  /**
   * HTTP headers to send along, readable in the template.
   * @default - none
   */
  readonly headers?: { [name: string]: string };

  /**
   * HTTP headers whose values are secrets, for example an API key.
   * @default - none
   */
  readonly secretHeaders?: { [name: string]: TracingSecret };

  /**
   * Encoding of the spans.
   * @default - the first that the tracer of the function's language offers
   */
  readonly protocol?: OtlpProtocol;
}

/** Options for Zipkin. */
export interface ZipkinBackendOptions {
  /** URL to send to, for example `http://zipkin.internal:9411/api/v2/spans`. */
  readonly endpoint: string;
}
