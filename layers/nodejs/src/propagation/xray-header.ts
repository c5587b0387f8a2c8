import { isSpanId, isTraceId } from '../trace/ids';
import { isSampled, type SpanContext } from '../trace/span-context';

/** What an `X-Amzn-Trace-Id` header says; the parent is missing where the sender had none. */
export interface XRayHeader {
  readonly traceId: string;
  readonly parentId?: string;
  /** Undefined for `Sampled=?` and for none: the decision is the receiver's. */
  readonly sampled?: boolean;
}

/** Lambda's own header has a few hundred characters. */
const LONGEST = 4096;

/** `Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1;Lineage=…` in any order. */
export function parseXRayHeader(header: unknown): XRayHeader | undefined {
  if (typeof header !== 'string' || header.length > LONGEST) return undefined;
  const fields = new Map(header.split(';').map((part) => {
    const equals = part.indexOf('=');
    return [part.slice(0, Math.max(equals, 0)).trim().toLowerCase(), part.slice(equals + 1).trim()];
  }));
  const root = /^1-([0-9a-f]{8})-([0-9a-f]{24})$/i.exec(fields.get('root') ?? '');
  const traceId = root ? `${root[1]}${root[2]}`.toLowerCase() : '';
  if (!isTraceId(traceId)) return undefined;
  const parent = fields.get('parent')?.toLowerCase();
  const sampled = fields.get('sampled');
  return { traceId, parentId: isSpanId(parent) ? parent : undefined, sampled: sampled === '1' ? true : sampled === '0' ? false : undefined };
}

/**
 * The header for an outgoing request.
 *
 * Of a header that is there already only the fields that name the span change. Lambda counts the hops of a loop in `Lineage` and stops
 * a function that calls itself for ever by it; a header written anew would lose that count.
 */
export function formatXRayHeader(context: SpanContext, former?: string): string {
  const ours: Record<string, string> = {
    root: `Root=1-${context.traceId.slice(0, 8)}-${context.traceId.slice(8)}`,
    parent: `Parent=${context.spanId}`,
    sampled: `Sampled=${isSampled(context) ? 1 : 0}`,
  };
  const others = (former ?? '').split(';').map((part) => part.trim())
    .filter((part) => part !== '' && !(part.split('=', 1)[0].trim().toLowerCase() in ours));
  return [ours.root, ours.parent, ours.sampled, ...others].join(';');
}
