import { InvocationRecord, Journal, spanOfHeader, SpanReference } from './journal';
import type { ReceivedSpan } from '../../../sandbox';

/** What became of the spans of a run. */
export interface SpanCheck {
  readonly expected: number;
  /** Distinct ones. */
  readonly arrived: number;
  /** How often one came again that was there. */
  readonly again: number;
  /** Everything that is not as it should be; empty if all is well. */
  readonly problems: readonly string[];
}

export interface SpanCheckOptions {
  /** On X-Ray the header that Lambda gives is the parent; on any other back end what the messages carry is. */
  readonly xray?: boolean;
  /** Whether the back end keeps links. @default true */
  readonly links?: boolean;
}

/**
 * Compares spans with what really happened: one span for each invocation and for each request that arrived anywhere, none else; each
 * request's below its invocation's, and each invocation's in the trace of its sender, below it or linked to it.
 */
export function checkSpans(journal: Journal, spans: readonly ReceivedSpan[], { xray = false, links = true }: SpanCheckOptions = {}): SpanCheck {
  const byId = new Map(spans.map((span) => [span.spanId, span]));
  const headerOnly = new Set(journal.calls.filter((call) => call.headerOnly).map(({ span }) => span?.spanId ?? ''));
  const problems: string[] = [];
  const spanOf = new Map<number, ReceivedSpan>();
  const byRequest = grouped([...byId.values()].filter(({ attributes }) => 'faas.invocation_id' in attributes), ({ attributes }) => String(attributes['faas.invocation_id']));
  for (const attempts of grouped(journal.invocations, ({ requestId }) => requestId).values()) {
    const found = [...byRequest.get(attempts[0].requestId) ?? []].sort((one, other) => Number(one.start - other.start));
    if (found.length !== attempts.length) { problems.push(`${attempts[0].fn} ${attempts[0].requestId}: ${found.length} spans of ${attempts.length} attempts`); }
    attempts.forEach((attempt, index) => {
      if (found[index] === undefined) { return; }
      spanOf.set(attempt.attempt, found[index]);
      problems.push(...wrongWith(attempt, found[index], { xray, links, headerOnly }).map((what) => `${attempt.fn} ${attempt.requestId} (${attempt.kind}, ${attempt.size}): ${what}`));
    });
  }
  for (const { attempt, operation, span: reference } of journal.calls) {
    const span = reference && byId.get(reference.spanId);
    const above = spanOf.get(attempt);
    const where = `${journal.invocations[attempt].fn} ${operation}`;
    if (span === undefined) {
      problems.push(`${where}: no span ${reference?.spanId ?? 'in its header'}`);
    } else if (span.traceId !== reference!.traceId || span.parentSpanId !== above?.spanId) {
      problems.push(`${where}: below ${span.parentSpanId} of ${span.traceId}, not ${above?.spanId} of ${reference!.traceId}`);
    }
  }
  const expected = journal.invocations.length + journal.calls.length;
  if (byId.size !== expected) { problems.push(`${byId.size} spans, not ${expected}`); }
  return { expected, arrived: byId.size, again: spans.length - byId.size, problems };
}

interface Expected {
  readonly xray: boolean;
  readonly links: boolean;
  /** Calls that put nothing into their message. */
  readonly headerOnly: ReadonlySet<string>;
}

function wrongWith({ traceHeader, senders, status, failures = 0, kind }: InvocationRecord, span: ReceivedSpan, { xray, links: keepsLinks, headerOnly }: Expected): string[] {
  const problems: string[] = [];
  const carried = [...new Map(senders.filter((sender) => sender !== undefined).map((sender) => [sender.spanId, sender])).values()];
  const [, time, rest] = /Root=1-([0-9a-f]{8})-([0-9a-f]{24})/.exec(traceHeader)!;
  const linked = (to: SpanReference) => !keepsLinks || span.links.some(({ traceId, spanId }) => traceId === to.traceId && spanId === to.spanId);
  const [only] = carried;
  if (!xray && carried.length === 1) {
    if (span.traceId !== only.traceId) { problems.push(`in trace ${span.traceId}, not its sender's ${only.traceId}`); }
    // From a rule or topic that has no more than Lambda's header, whose parent is none of ours for certain, comes a link.
    if ((kind === 'bus' || kind === 'topic') && headerOnly.has(only.spanId)) {
      if (span.parentSpanId !== undefined || !linked(only)) { problems.push(`below ${span.parentSpanId}, not linked to its sender ${only.spanId}`); }
    } else if (span.parentSpanId !== only.spanId) {
      problems.push(`below ${span.parentSpanId}, not its sender ${only.spanId}`);
    }
  } else {
    const parent = xray ? spanOfHeader(traceHeader)!.spanId : undefined;
    if (span.traceId !== time + rest) { problems.push(`in trace ${span.traceId}, not Lambda's ${time + rest}`); }
    if (span.parentSpanId !== parent) { problems.push(`below ${span.parentSpanId}, not ${parent}`); }
    if (kind !== 'http') { problems.push(...carried.filter((sender) => sender.spanId !== span.parentSpanId && !linked(sender)).map(({ spanId }) => `not linked to its sender ${spanId}`)); }
  }
  if ((span.status.code === 'error') !== (status !== 'success' || failures > 0)) {
    problems.push(`status ${span.status.code} of an invocation that ended with ${status}${failures > 0 ? ` but for ${failures}` : ''}`);
  }
  return problems;
}

function grouped<T>(items: readonly T[], keyOf: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) { groups.set(keyOf(item), [...groups.get(keyOf(item)) ?? [], item]); }
  return groups;
}
