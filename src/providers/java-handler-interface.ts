/** What the handler of a Java function implements. Some vendors start their tracer by another script for each. */
export enum JavaHandlerInterface {
  /** `RequestHandler`. */
  REQUEST = 'request',
  /** `RequestStreamHandler`. */
  STREAM = 'stream',
  /** `RequestHandler` for events of an API Gateway proxy integration. */
  API_GATEWAY_PROXY = 'api-gateway-proxy',
  /** `RequestHandler` for events of SQS. */
  SQS = 'sqs',
}

/** The scripts that the wrapper layers of the OpenTelemetry community have, and the vendors' built on them. */
export const JAVA_WRAPPERS: { readonly [handler in JavaHandlerInterface]: string } = {
  [JavaHandlerInterface.REQUEST]: '/opt/otel-handler',
  [JavaHandlerInterface.STREAM]: '/opt/otel-stream-handler',
  [JavaHandlerInterface.API_GATEWAY_PROXY]: '/opt/otel-proxy-handler',
  [JavaHandlerInterface.SQS]: '/opt/otel-sqs-handler',
};

/** What is wrong with the choice, where a vendor has some of the scripts only. */
export function javaHandlerProblems(value: unknown, offered: readonly JavaHandlerInterface[]): string[] {
  return value === undefined || offered.includes(value as JavaHandlerInterface)
    ? [] : [`javaHandler is not one of ${offered.join(', ')}, got ${JSON.stringify(value)}; pass a JavaHandlerInterface`];
}
