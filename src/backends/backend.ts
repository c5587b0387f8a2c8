import { isUnresolved, refuseIfWrong } from '../core/props-error';
import type { TracingSecret } from '../core/tracing-secret';

/** The kinds of back end that spans can be sent to. */
export enum BackendKind {
  /** AWS X-Ray, and with it CloudWatch. */
  XRAY = 'xray',
  /** Whatever takes the OpenTelemetry protocol over HTTP. */
  OTLP = 'otlp',
}

/** How spans are encoded on their way to an OTLP endpoint. */
export enum OtlpProtocol {
  /** Protocol buffers over HTTP. */
  HTTP_PROTOBUF = 'http/protobuf',
  /** JSON over HTTP. */
  HTTP_JSON = 'http/json',
}

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

/** What RFC 9110 takes as the name of a header (`token`). */
const HEADER_NAME = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;

/**
 * Where an OpenTelemetry provider's spans go.
 *
 * @example
 * Backend.otlp({
 *   endpoint: 'https://otlp.example.com',
 *   secretHeaders: { 'x-api-key': TracingSecret.fromSecretsManagerName('otlp-key') },
 * });
 */
export class Backend {
  /** AWS X-Ray, in the account and region of each function. Nothing to configure. */
  public static xray(): Backend {
    return new Backend(BackendKind.XRAY, undefined);
  }

  /**
   * Any back end that takes OTLP over HTTP: Jaeger, Grafana Cloud, Honeycomb, a collector of your own.
   *
   * @param options where to send and with which headers
   */
  public static otlp(options: OtlpBackendOptions): Backend {
    refuseIfWrong('Backend.otlp()', problemsWithOtlp(options ?? {}));
    return new Backend(BackendKind.OTLP, options);
  }

  /** URL that spans are sent to, if it is one that has to be named. */
  public readonly endpoint?: string;

  /** Headers readable in the template. */
  public readonly headers: { [name: string]: string };

  /** Headers whose values are secrets. */
  public readonly secretHeaders: { [name: string]: TracingSecret };

  /** Encoding asked for. */
  public readonly protocol?: OtlpProtocol;

  private constructor(
    /** What kind of back end it is. */
    public readonly kind: BackendKind,
    options: OtlpBackendOptions | undefined,
  ) {
    this.endpoint = options?.endpoint;
    this.headers = { ...options?.headers };
    this.secretHeaders = { ...options?.secretHeaders };
    this.protocol = options?.protocol;
  }
}

function problemsWithOtlp(options: Partial<OtlpBackendOptions>): string[] {
  const headers = Object.entries(options.headers ?? {});
  const secretHeaders = Object.entries(options.secretHeaders ?? {});
  const names = [...headers, ...secretHeaders].map(([name]) => name);
  const twice = names.find((name, index) => names.findIndex((other) => other.toLowerCase() === name.toLowerCase()) < index);
  const problems = [
    problemWithEndpoint(options.endpoint),
    ...names.map((name) => (HEADER_NAME.test(name) ? undefined : `'${name}' is not the name of an HTTP header; use letters, digits and hyphens`)),
    twice === undefined ? undefined : `header '${twice}' is given twice; give it once, in headers or in secretHeaders`,
    ...headers.map(([name, value]) => (typeof value === 'string' && !/[\r\n\0]/.test(value)
      ? undefined : `the value of header '${name}' is not a single line of text; pass a string without line breaks`)),
    ...secretHeaders.map(([name, secret]) => (typeof secret?.store === 'string'
      ? undefined : `secret header '${name}' is not a TracingSecret, got a ${typeof secret}; pass TracingSecret.fromSecretsManagerName() or the like`)),
    options.protocol === undefined || Object.values(OtlpProtocol).includes(options.protocol)
      ? undefined : `protocol is not one of ${Object.values(OtlpProtocol).join(', ')}, got '${options.protocol}'; pass an OtlpProtocol`,
  ];
  return problems.filter((problem) => problem !== undefined);
}

function problemWithEndpoint(endpoint: unknown): string | undefined {
  if (typeof endpoint !== 'string') { return `endpoint is missing, got ${typeof endpoint}; pass a URL such as https://otlp.example.com`; }
  if (isUnresolved(endpoint)) { return undefined; }
  const url = URL.canParse(endpoint) ? new URL(endpoint) : undefined;
  // The URL is not repeated here: it holds what should not be read.
  if (url?.username || url?.password) { return 'endpoint holds a user name or password; pass them as a secret header'; }
  return url && /^https?:$/.test(url.protocol) ? undefined : `endpoint is not an http or https URL, got '${endpoint}'; pass a URL such as https://otlp.example.com`;
}
