import type { Scope, Span } from '../trace/span';

/** Spans in the groups OTLP wants them in: one for each scope, in order of first appearance. */
export function byScope(spans: readonly Span[]): { scope: Scope; spans: Span[] }[] {
  // Without spans of user code there is one.
  if (spans.every(({ scope }) => scope === spans[0].scope)) return spans.length > 0 ? [{ scope: spans[0].scope, spans: [...spans] }] : [];
  const groups = new Map<string, { scope: Scope; spans: Span[] }>();
  for (const span of spans) {
    const key = `${span.scope.name}@${span.scope.version ?? ''}`;
    const group = groups.get(key);
    if (group) group.spans.push(span);
    else groups.set(key, { scope: span.scope, spans: [span] });
  }
  return [...groups.values()];
}

/** The sampled bit, with bits 8 and 9 for "is remote" known and true. */
export function flagsOf(traceFlags: number, remote: boolean | undefined): number {
  return traceFlags % 256 + 0x100 + (remote ? 0x200 : 0);
}
