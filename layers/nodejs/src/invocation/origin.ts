import type { Carrier, Trigger } from './trigger';
import { Baggage } from '../propagation/baggage';
import { XRAY_HEADER, type Propagators } from '../propagation/propagators';
import { parseTraceparent } from '../propagation/traceparent';
import { parseXRayHeader } from '../propagation/xray-header';
import type { Backend } from '../settings/backend';
import { BAGGAGE, ROOT_CONTEXT, withSpan, type Context } from '../trace/context';
import { UnrecordedSpan } from '../trace/span';
import type { SpanContext } from '../trace/span-context';
import type { SpanOptions } from '../trace/tracer';

/** The context an invocation starts in, and what its span needs beside a parent. */
export interface Origin {
  readonly context: Context;
  readonly options: Pick<SpanOptions, 'links' | 'undecided' | 'traceId'>;
}

/** A context found somewhere; `undecided` where its sampling flag is not a decision about our spans. */
interface Found {
  readonly context: SpanContext;
  readonly undecided: boolean;
}

/**
 * Which parent an invocation has.
 *
 * A request's `traceparent` wins over the header Lambda gives, and a message's context over both where X-Ray is not the back end and
 * all messages share it. Where X-Ray is not the back end, the parent in Lambda's header is a segment nobody there will ever see: the
 * trace id is kept, the parent becomes a link.
 */
export function originOf(trigger: Trigger, lambdaHeader: string | undefined, backend: Backend, propagators: Propagators): Origin {
  const messages = (trigger.messages ?? []).map((carrier) => found(carrier, backend, propagators)).filter((one) => one !== undefined);
  const links = messages.map(({ context }) => ({ context }));
  const baggage = trigger.request && propagators.has('baggage') ? Baggage.parse(trigger.request('baggage')) : undefined;
  const base = baggage ? ROOT_CONTEXT.setValue(BAGGAGE, baggage) : ROOT_CONTEXT;
  const under = ({ context, undecided }: Found): Origin =>
    ({ context: withSpan(base, new UnrecordedSpan(context)), options: { links, undecided } });

  const xray = parseXRayHeader(lambdaHeader);
  const request = trigger.request && found(trigger.request, backend, propagators);
  const segment: Found | undefined = xray?.parentId
    ? { context: { traceId: xray.traceId, spanId: xray.parentId, traceFlags: xray.sampled ? 1 : 0, isRemote: true }, undecided: xray.sampled === undefined }
    : undefined;
  if (backend === 'xray' && segment && (!request || request.context.traceId === segment.context.traceId)) return under(segment);
  if (request) return under(request);
  if (backend !== 'xray' && messages.length > 0 && messages.every(({ context }) => context.spanId === messages[0].context.spanId)) {
    return under(messages[0]);
  }
  if (!xray) return { context: base, options: { links } };
  return { context: base, options: { links: segment ? [...links, { context: segment.context }] : links, traceId: xray.traceId } };
}

function found(carrier: Carrier, backend: Backend, propagators: Propagators): Found | undefined {
  const w3c = propagators.has('tracecontext') ? parseTraceparent(carrier('traceparent'), carrier('tracestate')) : undefined;
  if (w3c) return { context: w3c, undecided: false };
  const xray = propagators.has('xray') ? parseXRayHeader(carrier(XRAY_HEADER)) : undefined;
  if (!xray?.parentId) return undefined;
  const context = { traceId: xray.traceId, spanId: xray.parentId, traceFlags: xray.sampled ? 1 : 0, isRemote: true };
  return { context, undecided: xray.sampled === undefined || (backend !== 'xray' && !xray.sampled) };
}
