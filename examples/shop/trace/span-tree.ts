import type { ReceivedSpan } from '../../../sandbox';

/** A span where it stands in its trace. */
export interface PlacedSpan {
  readonly span: ReceivedSpan;
  readonly depth: number;
  /** Milliseconds from the start of the earliest span. */
  readonly startMs: number;
  readonly durationMs: number;
  /** Name of the function that made it. */
  readonly service: string;
}

/** The spans of one trace in reading order: each below its parent, or below the span that it links to. */
export function placeSpans(spans: readonly ReceivedSpan[]): PlacedSpan[] {
  const byId = new Map(spans.map((span) => [span.spanId, span]));
  const above = (span: ReceivedSpan) => byId.get(span.parentSpanId ?? '') ?? span.links.map((link) => byId.get(link.spanId)).find((found) => found !== undefined);
  const first = spans.reduce((earliest, { start }) => (start < earliest ? start : earliest), spans[0]?.start ?? 0n);
  const placed: PlacedSpan[] = [];
  const place = (span: ReceivedSpan, depth: number) => {
    placed.push({ span, depth, startMs: milliseconds(span.start - first), durationMs: milliseconds(span.end - span.start), service: String(span.resource['service.name'] ?? '') });
    inOrder(spans.filter((candidate) => above(candidate) === span)).forEach((child) => place(child, depth + 1));
  };
  inOrder(spans.filter((span) => above(span) === undefined)).forEach((root) => place(root, 0));
  return placed;
}

function inOrder(spans: readonly ReceivedSpan[]): ReceivedSpan[] {
  return [...spans].sort((one, other) => Number(one.start - other.start));
}

function milliseconds(nanoseconds: bigint): number {
  return Number(nanoseconds / 1000n) / 1000;
}

/** The trace as text: a tree on the left, times on the right. */
export function treeText(placed: readonly PlacedSpan[], width: number): string {
  const bar = 30;
  const total = Math.max(...placed.map(({ startMs, durationMs }) => startMs + durationMs));
  const label = width - bar - 14;
  return placed.map(({ span, depth, startMs, durationMs, service }) => {
    const name = `${'  '.repeat(depth)}${span.name}${span.kind === 'client' || span.kind === 'producer' ? '' : `  (${service})`}`;
    const from = Math.min(bar - 1, Math.floor(startMs / total * bar));
    const length = Math.max(1, Math.min(bar - from, Math.round(durationMs / total * bar)));
    return `  ${cut(name, label).padEnd(label)} ${`${durationMs.toFixed(1)} ms`.padStart(9)} ${(' '.repeat(from) + '━'.repeat(length)).padEnd(bar)}`.trimEnd();
  }).join('\n');
}

function cut(text: string, length: number): string {
  return text.length <= length ? text : `${text.slice(0, length - 1)}…`;
}
