import { byScope, flagsOf } from './by-scope';
import { nanosecondsOf } from './nanoseconds';
import type { Attributes, AttributeValue } from '../trace/attributes';
import type { Span } from '../trace/span';
import { stateOf } from '../trace/span-context';

/** OTLP's JSON: ids in hexadecimal, 64-bit integers as strings, enums as numbers. */
export function encodeJson(spans: readonly Span[], resource: Attributes): string {
  return JSON.stringify({
    resourceSpans: [{
      resource: { attributes: attributesOf(resource) },
      scopeSpans: byScope(spans).map((group) => ({ scope: group.scope, spans: group.spans.map(spanOf) })),
    }],
  });
}

function spanOf(span: Span): unknown {
  const { traceId, spanId, traceFlags } = span.spanContext();
  return {
    traceId,
    spanId,
    traceState: stateOf(span.spanContext()),
    parentSpanId: span.parent?.spanId,
    flags: flagsOf(traceFlags, span.parent?.isRemote),
    name: span.name,
    kind: span.kind + 1,
    startTimeUnixNano: nanosecondsOf(span.startTime),
    endTimeUnixNano: nanosecondsOf(span.endTime),
    attributes: attributesOf(span.attributes),
    droppedAttributesCount: span.bag.dropped || undefined,
    events: span.events.map(({ name, time, bag }) => ({
      name, timeUnixNano: nanosecondsOf(time), attributes: attributesOf(bag.values), droppedAttributesCount: bag.dropped || undefined,
    })),
    droppedEventsCount: span.droppedEvents || undefined,
    links: span.links.map(({ context, bag }) => ({
      traceId: context.traceId,
      spanId: context.spanId,
      traceState: stateOf(context),
      flags: flagsOf(context.traceFlags, context.isRemote),
      attributes: attributesOf(bag.values),
      droppedAttributesCount: bag.dropped || undefined,
    })),
    droppedLinksCount: span.droppedLinks || undefined,
    status: span.status.code === 0 ? {} : span.status,
  };
}

function attributesOf(attributes: Attributes): unknown[] {
  return Object.entries(attributes).map(([key, value]) => ({ key, value: valueOf(value) }));
}

function valueOf(value: AttributeValue | null | undefined): unknown {
  if (typeof value === 'string') return { stringValue: value };
  if (typeof value === 'boolean') return { boolValue: value };
  if (typeof value === 'number') {
    if (Number.isSafeInteger(value) && !Object.is(value, -0)) return { intValue: String(value) };
    return { doubleValue: Number.isFinite(value) ? value : String(value) };
  }
  return Array.isArray(value) ? { arrayValue: { values: value.map((item) => valueOf(item ?? null)) } } : {};
}
