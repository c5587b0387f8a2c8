import { text, word } from './environment';
import { warnOnce } from '../platform/log';

/** Where finished spans go. `xray` is the daemon over UDP, which needs no wait after the response. */
export type Backend = 'xray' | 'otlp' | 'zipkin' | 'none';

const ENDPOINTS = ['OTEL_EXPORTER_OTLP_TRACES_ENDPOINT', 'OTEL_EXPORTER_OTLP_ENDPOINT'];

/**
 * OTEL_TRACES_EXPORTER, or what the endpoint says where it is unset.
 *
 * The standard's default is `otlp` to localhost, where nothing listens in Lambda: without an endpoint it is `xray` here. The exec
 * wrapper makes the same choice to know whether to register an extension.
 */
export function backendOf(): Backend {
  const fallback = ENDPOINTS.some((name) => text(name)) ? 'otlp' : 'xray';
  const wanted = text('OTEL_TRACES_EXPORTER');
  if (wanted?.includes(',')) warnOnce('OTEL_TRACES_EXPORTER names more than one exporter', `using ${fallback}`);
  return wanted?.includes(',') ? fallback : word('OTEL_TRACES_EXPORTER', ['xray', 'otlp', 'zipkin', 'none'], fallback);
}
