import { completeEndpoint } from '../backends/complete-endpoint';

/** The specification appends `/v1/traces` to the value of the one variable, and takes the other's as it is. */
export function endpointVariable(endpoint: string): string {
  return completeEndpoint(endpoint) ? 'OTEL_EXPORTER_OTLP_TRACES_ENDPOINT' : 'OTEL_EXPORTER_OTLP_ENDPOINT';
}

/**
 * A header's value as the specification wants it in the variable: percent-encoded but for what W3C Baggage allows
 * ("baggage-octet"). `+` is encoded too, because some SDKs read it as a space. Tokens stay as they are.
 */
export function encodedHeader(value: string): string {
  return value.split(/(\$\{Token\[[^\]]+\]\})/).map((part, index) => (index % 2 === 1 ? part : part.replace(/[^!#$&-*\-.\/-:<-[\]-~]/gu, encodeURIComponent))).join('');
}
