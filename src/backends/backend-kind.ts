/** The kinds of back end that spans can be sent to. */
export enum BackendKind {
  /** AWS X-Ray, and with it CloudWatch. */
  XRAY = 'xray',
  /** Whatever takes the OpenTelemetry protocol over HTTP. */
  OTLP = 'otlp',
  /** Zipkin, by its own protocol. */
  ZIPKIN = 'zipkin',
}
