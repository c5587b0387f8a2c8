/** How spans are encoded on their way to an OTLP endpoint. */
export enum OtlpProtocol {
  /** Protocol buffers over HTTP. */
  HTTP_PROTOBUF = 'http/protobuf',
  /** JSON over HTTP. */
  HTTP_JSON = 'http/json',
}
