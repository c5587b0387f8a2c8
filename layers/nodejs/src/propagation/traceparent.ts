import { W3CTraceState } from './trace-state';
import { isSpanId, isTraceId } from '../trace/ids';
import { KNOWN_FLAGS, type SpanContext } from '../trace/span-context';

const FORM = /^([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?$/;

/** The remote parent a W3C `traceparent` names; undefined for anything the recommendation calls invalid. */
export function parseTraceparent(header: unknown, traceState?: unknown): SpanContext | undefined {
  const match = typeof header === 'string' ? FORM.exec(header.trim()) : null;
  if (!match) return undefined;
  const [, version, traceId, spanId, flags, rest] = match;
  if (version === 'ff' || (version === '00' && rest !== undefined) || !isTraceId(traceId) || !isSpanId(spanId)) return undefined;
  return { traceId, spanId, traceFlags: parseInt(flags, 16) % KNOWN_FLAGS, isRemote: true, traceState: W3CTraceState.parse(traceState) };
}

export function formatTraceparent(context: SpanContext): string {
  return `00-${context.traceId}-${context.spanId}-0${(context.traceFlags || 0) % KNOWN_FLAGS}`;
}
