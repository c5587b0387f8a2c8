import { byScope, flagsOf } from './by-scope';
import { ReverseWriter } from './reverse-writer';
import type { Attributes, AttributeValue } from '../trace/attributes';
import type { Span, SpanEvent, SpanLink } from '../trace/span';
import { stateOf } from '../trace/span-context';

/** User code may make names up. */
const MOST_KEYS = 256;

let resourceField: { readonly of: Attributes; readonly bytes: Buffer } | undefined;

/** An `ExportTraceServiceRequest`; the numbers are the fields of opentelemetry-proto. */
export function encodeProtobuf(spans: readonly Span[], resource: Attributes): Buffer {
  // The same in every request of an environment.
  if (resourceField?.of !== resource) resourceField = { of: resource, bytes: encodeResource(resource) };
  const writer = new ReverseWriter();
  const end = writer.open();
  for (const group of byScope(spans).reverse()) {
    const endOfGroup = writer.open();
    for (let i = group.spans.length - 1; i >= 0; i--) {
      const endOfSpan = writer.open();
      writeSpan(writer, group.spans[i]);
      writer.close(2, endOfSpan);
    }
    const endOfScope = writer.open();
    if (group.scope.version) writer.string(2, group.scope.version);
    writer.string(1, group.scope.name);
    writer.close(1, endOfScope);
    writer.close(2, endOfGroup);
  }
  writer.raw(resourceField.bytes);
  writer.close(1, end);
  return writer.finish();
}

function encodeResource(resource: Attributes): Buffer {
  const writer = new ReverseWriter();
  const end = writer.open();
  writeAttributes(writer, 1, resource);
  writer.close(1, end);
  return writer.finish();
}

function writeSpan(writer: ReverseWriter, span: Span): void {
  const context = span.spanContext();
  writer.fixed32(16, flagsOf(context.traceFlags, span.parent?.isRemote));
  if (span.status.code !== 0) {
    const end = writer.open();
    writer.integer(3, span.status.code);
    if (span.status.message) writer.string(2, span.status.message);
    writer.close(15, end);
  }
  count(writer, 14, span.droppedLinks);
  for (let i = span.links.length - 1; i >= 0; i--) writeLink(writer, span.links[i]);
  count(writer, 12, span.droppedEvents);
  for (let i = span.events.length - 1; i >= 0; i--) writeEvent(writer, span.events[i]);
  count(writer, 10, span.bag.dropped);
  writeAttributes(writer, 9, span.attributes);
  writer.nanoseconds(8, span.endTime);
  writer.nanoseconds(7, span.startTime);
  writer.integer(6, span.kind + 1);
  writer.string(5, span.name);
  if (span.parent) writer.hex(4, span.parent.spanId);
  const state = stateOf(context);
  if (state) writer.string(3, state);
  writer.hex(2, context.spanId);
  writer.hex(1, context.traceId);
}

function writeEvent(writer: ReverseWriter, event: SpanEvent): void {
  const end = writer.open();
  count(writer, 4, event.bag.dropped);
  writeAttributes(writer, 3, event.bag.values);
  writer.string(2, event.name);
  writer.nanoseconds(1, event.time);
  writer.close(11, end);
}

function writeLink(writer: ReverseWriter, { context, bag }: SpanLink): void {
  const end = writer.open();
  writer.fixed32(6, flagsOf(context.traceFlags, context.isRemote));
  count(writer, 5, bag.dropped);
  writeAttributes(writer, 4, bag.values);
  const state = stateOf(context);
  if (state) writer.string(3, state);
  writer.hex(2, context.spanId);
  writer.hex(1, context.traceId);
  writer.close(13, end);
}

function count(writer: ReverseWriter, field: number, value: number): void {
  if (value > 0) writer.integer(field, value);
}

function writeAttributes(writer: ReverseWriter, field: number, attributes: Attributes): void {
  const keys = Object.keys(attributes);
  for (let i = keys.length - 1; i >= 0; i--) {
    const end = writer.open();
    const endOfValue = writer.open();
    writeValue(writer, attributes[keys[i]]);
    writer.close(2, endOfValue);
    writer.raw(keyField(keys[i]));
    writer.close(field, end);
  }
}

/** The names of attributes, encoded once: they are the same few in every span. */
const keyFields = new Map<string, Buffer>();

function keyField(key: string): Buffer {
  const known = keyFields.get(key);
  if (known) return known;
  const writer = new ReverseWriter(Buffer.allocUnsafe(64));
  writer.string(1, key);
  const bytes = writer.finish();
  if (keyFields.size < MOST_KEYS) keyFields.set(key, bytes);
  return bytes;
}

function writeValue(writer: ReverseWriter, value: AttributeValue | null | undefined): void {
  if (typeof value === 'string') {
    writer.string(1, value);
  } else if (typeof value === 'boolean') {
    writer.integer(2, value ? 1 : 0);
  } else if (typeof value === 'number') {
    if (Number.isSafeInteger(value) && !Object.is(value, -0)) writer.integer(3, value);
    else writer.double(4, value);
  } else if (Array.isArray(value)) {
    const end = writer.open();
    for (let i = value.length - 1; i >= 0; i--) {
      const endOfItem = writer.open();
      writeValue(writer, value[i]);
      writer.close(1, endOfItem);
    }
    writer.close(5, end);
  }
}
