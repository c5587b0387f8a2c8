/** Whether an endpoint names the path for traces already, the standard's or Splunk's; a query may follow. */
export function completeEndpoint(endpoint: string): boolean {
  return /^[^?]*\/(v1\/traces|v2\/trace\/otlp)\/?(\?|$)/.test(endpoint);
}
