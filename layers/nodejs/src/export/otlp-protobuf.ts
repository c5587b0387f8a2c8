import { byScope, flagsOf } from './by-scope';
import { ReverseWriter } from './reverse-writer';
import type { Attributes, AttributeValue } from '../trace/attributes';
import type { Span, SpanEvent, SpanLink } from '../trace/span';
import { stateOf } from '../trace/span-context';

/** An `ExportTraceServiceRequest`; the numbers are the fields of opentelemetry-proto. */
export function encodeProtobuf(spans: readonly Span[], resource: Attributes): Buffer {
  const writer = new ReverseWriter();
  writer.message(1, () => {
    for (const group of byScope(spans).reverse()) {
      writer.message(2, () => {
        for (let i = group.spans.length - 1; i >= 0; i--) writer.message(2, () => writeSpan(writer, group.spans[i]));
        writer.message(1, () => {
          if (group.scope.version) writer.string(2, group.scope.version);
          writer.string(1, group.scope.name);
        });
      });
    }
    writer.message(1, () => writeAttributes(writer, 1, resource));
  });
  return writer.finish();
}

function writeSpan(writer: ReverseWriter, span: Span): void {
  const context = span.spanContext();
  writer.fixed32(16, flagsOf(context.traceFlags, span.parent?.isRemote));
  if (span.status.code !== 0) {
    writer.message(15, () => {
      writer.integer(3, span.status.code);
      if (span.status.message) writer.string(2, span.status.message);
    });
  }
  count(writer, 14, span.droppedLinks);
  for (let i = span.links.length - 1; i >= 0; i--) writer.message(13, () => writeLink(writer, span.links[i]));
  count(writer, 12, span.droppedEvents);
  for (let i = span.events.length - 1; i >= 0; i--) writer.message(11, () => writeEvent(writer, span.events[i]));
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
  count(writer, 4, event.bag.dropped);
  writeAttributes(writer, 3, event.bag.values);
  writer.string(2, event.name);
  writer.nanoseconds(1, event.time);
}

function writeLink(writer: ReverseWriter, { context, bag }: SpanLink): void {
  writer.fixed32(6, flagsOf(context.traceFlags, context.isRemote));
  count(writer, 5, bag.dropped);
  writeAttributes(writer, 4, bag.values);
  const state = stateOf(context);
  if (state) writer.string(3, state);
  writer.hex(2, context.spanId);
  writer.hex(1, context.traceId);
}

function count(writer: ReverseWriter, field: number, value: number): void {
  if (value > 0) writer.integer(field, value);
}

function writeAttributes(writer: ReverseWriter, field: number, attributes: Attributes): void {
  for (const key of Object.keys(attributes).reverse()) {
    writer.message(field, () => {
      writer.message(2, () => writeValue(writer, attributes[key]));
      writer.string(1, key);
    });
  }
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
    writer.message(5, () => {
      for (let i = value.length - 1; i >= 0; i--) writer.message(1, () => writeValue(writer, value[i] ?? null));
    });
  }
}
