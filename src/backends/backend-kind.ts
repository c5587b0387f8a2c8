/** The kinds of back end that spans can be sent to. */
export enum BackendKind {
  /** AWS X-Ray, and with it CloudWatch. */
  XRAY = 'xray',
  /** AWS X-Ray, by its own endpoint for OTLP. */
  XRAY_OTLP = 'xray-otlp',
  /** Whatever takes the OpenTelemetry protocol over HTTP. */
  OTLP = 'otlp',
  /** Zipkin, by its own protocol. */
  ZIPKIN = 'zipkin',
}
