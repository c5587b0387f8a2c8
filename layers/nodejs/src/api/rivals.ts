/** Tracers that patch node:http and fetch themselves; beside them our spans of requests would be there twice. */
const MARKS: readonly ((http: Record<string, unknown>) => boolean)[] = [
  () => Symbol.for('dd-trace') in globalThis,
  () => (globalThis as { _ddtrace?: unknown })._ddtrace !== undefined,
  // The X-Ray SDK keeps the original beside its own.
  (http) => '__request' in http,
  // What shimmer, the patching tool of OpenTelemetry, Sentry and others, leaves on a function it wrapped.
  (http) => (http.request as { __wrapped?: boolean } | undefined)?.__wrapped === true,
];

/** Whether another tracer sees the requests of this process. */
export function hasRival(http: object): boolean {
  return MARKS.some((mark) => mark(http as Record<string, unknown>));
}
