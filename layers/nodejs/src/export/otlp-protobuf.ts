import { byScope, flagsOf } from './by-scope';
import { double, fixed32, integer, message, nanoseconds, text, unhex } from './protobuf-fields';
import type { Attributes, AttributeValue } from '../trace/attributes';
import type { Span, SpanEvent, SpanLink } from '../trace/span';
import { stateOf, type SpanContext } from '../trace/span-context';

/** User code may make names up, and long values. */
const MOST_KEPT = 256;
const LONGEST_KEPT = 256;

/** Not cut from the 8 KB that Node.js keeps for small ones: one that outlives a young collection keeps them all. */
const { allocUnsafeSlow } = Buffer;

let resourceField: { readonly of: Attributes; readonly bytes: string } | undefined;

export function encodeProtobuf(spans: readonly Span[], resource: Attributes): Buffer {
  const bytes = protobufOf(spans, resource);
  const buffer = allocUnsafeSlow(bytes.length);
  buffer.write(bytes, 'latin1');
  return buffer;
}

/** An `ExportTraceServiceRequest` as a string with one character per byte; the numbers are the fields of opentelemetry-proto. */
export function protobufOf(spans: readonly Span[], resource: Attributes): string {
  // The same in every request of an environment.
  if (resourceField?.of !== resource) resourceField = { of: resource, bytes: message(1, attributesField(1, resource)) };
  let all = resourceField.bytes;
  for (const group of byScope(spans)) {
    let scope = text(1, group.scope.name);
    if (group.scope.version) scope += text(2, group.scope.version);
    let scoped = message(1, scope);
    for (let i = 0; i < group.spans.length; i++) scoped += message(2, spanMessage(group.spans[i]));
    all += message(2, scoped);
  }
  return message(1, all);
}

function spanMessage(span: Span): string {
  const context = span.spanContext();
  // Digits become bytes in one native call.
  const bytesOfIds = unhex(context.traceId + context.spanId + (span.parent?.spanId ?? ''));
  let bytes = message(1, bytesOfIds.slice(0, 16)) + message(2, bytesOfIds.slice(16, 24));
  const state = stateOf(context);
  if (state) bytes += text(3, state);
  if (span.parent) bytes += message(4, bytesOfIds.slice(24));
  bytes += text(5, span.name) + integer(6, span.kind + 1) + nanoseconds(7, span.startTime) + nanoseconds(8, span.endTime);
  bytes += attributesField(9, span.attributes) + count(10, span.bag.dropped);
  for (let i = 0; i < span.events.length; i++) bytes += message(11, eventMessage(span.events[i]));
  bytes += count(12, span.droppedEvents);
  for (let i = 0; i < span.links.length; i++) bytes += message(13, linkMessage(span.links[i]));
  bytes += count(14, span.droppedLinks);
  const { code, message: reason } = span.status;
  if (code !== 0) bytes += message(15, (reason ? text(2, reason) : '') + integer(3, code));
  return bytes + fixed32(16, flagsOf(context.traceFlags, span.parent?.isRemote));
}

function eventMessage({ name, time, bag }: SpanEvent): string {
  return nanoseconds(1, time) + text(2, name) + attributesField(3, bag.values) + count(4, bag.dropped);
}

function linkMessage({ context, bag }: SpanLink): string {
  const state = stateOf(context);
  return ids(context) + (state ? text(3, state) : '')
    + attributesField(4, bag.values) + count(5, bag.dropped) + fixed32(6, flagsOf(context.traceFlags, context.isRemote));
}

function ids({ traceId, spanId }: SpanContext): string {
  const both = unhex(traceId + spanId);
  return message(1, both.slice(0, 16)) + message(2, both.slice(16));
}

function count(field: number, value: number): string {
  return value > 0 ? integer(field, value) : '';
}

function attributesField(field: number, attributes: Attributes): string {
  let bytes = '';
  const keys = Object.keys(attributes);
  for (let i = 0; i < keys.length; i++) bytes += attributeField(field, keys[i], attributes[keys[i]]);
  return bytes;
}

interface Encoded {
  readonly field: number;
  readonly value: AttributeValue;
  readonly bytes: string;
}

/** What each name stood for last time: nine of ten attributes of a span say what they said in the last one of its kind. */
const known = new Map<string, Encoded>();

function attributeField(field: number, key: string, value: AttributeValue): string {
  const former = known.get(key);
  if (former && former.value === value && former.field === field && value !== 0) return former.bytes;
  const bytes = message(field, text(1, key) + message(2, valueMessage(value)));
  if (bytes.length <= LONGEST_KEPT && (former || known.size < MOST_KEPT)) known.set(key, { field, value, bytes });
  return bytes;
}

function valueMessage(value: AttributeValue | null | undefined): string {
  if (typeof value === 'string') return text(1, value);
  if (typeof value === 'boolean') return integer(2, value ? 1 : 0);
  if (typeof value === 'number') return Number.isSafeInteger(value) && !Object.is(value, -0) ? integer(3, value) : double(4, value);
  if (!Array.isArray(value)) return '';
  let items = '';
  for (const item of value) items += message(1, valueMessage(item));
  return message(5, items);
}
