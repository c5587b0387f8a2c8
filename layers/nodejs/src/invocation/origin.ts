import type { Carrier, Trigger } from './trigger';
import { debug } from '../platform/log';
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
  readonly linked: readonly SpanContext[];
  readonly options: Pick<SpanOptions, 'undecided' | 'traceId'>;
}

/** A context found somewhere; `undecided` where its sampling flag is not a decision about our spans. */
interface Found {
  readonly context: SpanContext;
  readonly undecided: boolean;
  readonly carrier?: Carrier;
}

/**
 * Which parent an invocation has.
 *
 * A request's `traceparent` wins over the header Lambda gives, and a message's context over both where X-Ray is not the back end and
 * all messages share it. Where X-Ray is not the back end, the parent in Lambda's header is a segment nobody there will ever see: the
 * trace id is kept, the parent becomes a link.
 */
export function originOf(trigger: Trigger, lambdaHeader: string | undefined, backend: Backend, propagators: Propagators): Origin {
  const refused: string[] = [];
  const find = (carrier: Carrier) => found(carrier, backend, propagators, refused);
  const messages = trigger.messages?.map(find).filter((one) => one !== undefined) ?? [];
  const linked = messages.map(({ context }) => context);
  const under = ({ context, undecided, carrier }: Found): Origin =>
    ({ context: withSpan(baseOf(carrier ?? trigger.request, propagators), new UnrecordedSpan(context)), linked, options: { undecided } });

  const xray = parseXRayHeader(lambdaHeader);
  if (lambdaHeader && !xray) refused.push('the header of the invocation');
  const request = trigger.request && find(trigger.request);
  if (refused.length > 0) debug(`a malformed trace context is left out; found in: ${[...new Set(refused)].join(', ')}`);
  const segment: Found | undefined = xray?.parentId
    ? { context: { traceId: xray.traceId, spanId: xray.parentId, traceFlags: xray.sampled ? 1 : 0, isRemote: true }, undecided: xray.sampled === undefined }
    : undefined;
  if (backend === 'xray' && segment && (!request || request.context.traceId === segment.context.traceId)) return under(segment);
  if (request) return under(request);
  if (backend !== 'xray' && messages.length > 0 && messages.every(({ context }) => context.spanId === messages[0].context.spanId)) {
    return under(messages[0]);
  }
  const context = baseOf(trigger.request, propagators);
  if (!xray) return { context, linked, options: {} };
  return { context, linked: segment ? [...linked, segment.context] : linked, options: { traceId: xray.traceId } };
}

/** Baggage comes from where the parent does, with a request also without a parent. */
function baseOf(carrier: Carrier | undefined, propagators: Propagators): Context {
  const baggage = carrier && propagators.has('baggage') ? Baggage.parse(carrier('baggage')) : undefined;
  return baggage ? ROOT_CONTEXT.setValue(BAGGAGE, baggage) : ROOT_CONTEXT;
}

/** What is no context is noted by the name it came under. */
function found(carrier: Carrier, backend: Backend, propagators: Propagators, refused: string[]): Found | undefined {
  const read = <T>(name: string, parse: (header: string) => T | undefined): T | undefined => {
    const header = carrier(name);
    const parsed = header === undefined ? undefined : parse(header);
    if (header && !parsed) refused.push(name);
    return parsed;
  };
  const w3c = propagators.has('tracecontext') ? read('traceparent', (header) => parseTraceparent(header, carrier('tracestate'))) : undefined;
  if (w3c) return { context: w3c, undecided: false, carrier };
  const xray = propagators.has('xray') ? read(XRAY_HEADER, parseXRayHeader) : undefined;
  if (!xray?.parentId) return undefined;
  const context = { traceId: xray.traceId, spanId: xray.parentId, traceFlags: xray.sampled ? 1 : 0, isRemote: true };
  return { context, undecided: xray.sampled === undefined || (backend !== 'xray' && !xray.sampled), carrier };
}
