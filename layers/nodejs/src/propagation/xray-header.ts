import { isSpanId, isTraceId, NO_SPAN, NO_TRACE } from '../trace/ids';
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

/** What Lambda writes: to be read in one piece, since each invocation and each request reads it. */
const USUAL = /^Root=1-([0-9a-f]{8})-([0-9a-f]{24});Parent=([0-9a-f]{16});Sampled=([01])(;Lineage=[^;\s]+)?$/;

/** `Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1;Lineage=…` in any order. */
export function parseXRayHeader(header: unknown): XRayHeader | undefined {
  if (typeof header !== 'string' || header.length > LONGEST) return undefined;
  const usual = USUAL.exec(header);
  if (usual) {
    const traceId = usual[1] + usual[2];
    if (traceId !== NO_TRACE && usual[3] !== NO_SPAN) return { traceId, parentId: usual[3], sampled: usual[4] === '1' };
  }
  let [root, parent, sampled] = ['', '', ''];
  for (const part of header.split(';')) {
    const equals = part.indexOf('=');
    const value = part.slice(equals + 1).trim();
    switch (part.slice(0, Math.max(equals, 0)).trim().toLowerCase()) {
      case 'root': root = value; break;
      case 'parent': parent = value.toLowerCase(); break;
      case 'sampled': sampled = value; break;
      default:
    }
  }
  const match = /^1-([0-9a-f]{8})-([0-9a-f]{24})$/i.exec(root);
  const traceId = match ? `${match[1]}${match[2]}`.toLowerCase() : '';
  if (!isTraceId(traceId)) return undefined;
  return { traceId, parentId: isSpanId(parent) ? parent : undefined, sampled: sampled === '1' ? true : sampled === '0' ? false : undefined };
}

/** `Root=1-5759e988-bd862e3fe1be46a994272793` */
export function rootOf(traceId: string): string {
  return `Root=1-${traceId.slice(0, 8)}-${traceId.slice(8)}`;
}

const OURS = /^(?:root|parent|sampled)\s*(?:=|$)/i;

/**
 * The header for an outgoing request.
 *
 * Of a header that is there already only the fields that name the span change. Lambda counts the hops of a loop in `Lineage` and stops
 * a function that calls itself for ever by it; a header written anew would lose that count.
 */
export function formatXRayHeader(context: SpanContext, former?: string): string {
  let result = `${rootOf(context.traceId)};Parent=${context.spanId};Sampled=${isSampled(context) ? 1 : 0}`;
  if (!former) return result;
  const usual = USUAL.exec(former);
  if (usual) return usual[5] ? result + usual[5] : result;
  for (const part of former.split(';')) {
    const field = part.trim();
    if (field !== '' && !OURS.test(field)) result += `;${field}`;
  }
  return result;
}
