import { Field, fields } from './protobuf';
import { AttributeValue, Attributes, ReceivedSpan, SPAN_KINDS, STATUS_CODES } from './received-span';

/** Decodes an ExportTraceServiceRequest (opentelemetry-proto, trace v1). */
export function decodeOtlpProtobuf(request: Buffer): ReceivedSpan[] {
  const spans: ReceivedSpan[] = [];
  for (const resourceSpans of fields(request)) {
    if (resourceSpans.number !== 1) continue;
    const parts = [...fields(resourceSpans.bytes)];
    const resource = attributesOf(parts.filter((part) => part.number === 1).flatMap((part) => [...fields(part.bytes)]), 1);
    for (const scopeSpans of parts.filter((part) => part.number === 2)) {
      const inner = [...fields(scopeSpans.bytes)];
      const scope = scopeOf(inner.filter((part) => part.number === 1).flatMap((part) => [...fields(part.bytes)]));
      for (const span of inner.filter((part) => part.number === 2)) spans.push(spanOf([...fields(span.bytes)], resource, scope));
    }
  }
  return spans;
}

function spanOf(parts: readonly Field[], resource: Attributes, scope: ReceivedSpan['scope']): ReceivedSpan {
  const first = (number: number) => parts.find((part) => part.number === number);
  const id = (number: number) => first(number)?.bytes.toString('hex') ?? '';
  const text = (number: number) => first(number)?.bytes.toString() ?? '';
  const integer = (number: number) => first(number)?.integer ?? 0n;
  const children = (number: number) => parts.filter((part) => part.number === number).map((part) => [...fields(part.bytes)]);
  const parentSpanId = id(4);
  const traceState = text(3);
  return {
    traceId: id(1),
    spanId: id(2),
    ...(traceState === '' ? {} : { traceState }),
    ...(/^0*$/.test(parentSpanId) ? {} : { parentSpanId }),
    name: text(5),
    kind: SPAN_KINDS[Number(integer(6))],
    start: integer(7),
    end: integer(8),
    attributes: attributesOf(parts, 9),
    dropped: { attributes: Number(integer(10)), events: Number(integer(12)), links: Number(integer(14)) },
    events: children(11).map((event) => ({
      time: event.find((part) => part.number === 1)?.integer ?? 0n,
      name: event.find((part) => part.number === 2)?.bytes.toString() ?? '',
      attributes: attributesOf(event, 3),
    })),
    links: children(13).map((link) => linkOf(link)),
    status: statusOf(children(15).flat()),
    ...(first(16) ? { flags: Number(integer(16)) } : {}),
    resource,
    scope,
  };
}

function linkOf(parts: readonly Field[]): ReceivedSpan['links'][number] {
  const bytes = (number: number) => parts.find((part) => part.number === number)?.bytes;
  const traceState = bytes(3)?.toString();
  const flags = parts.find((part) => part.number === 6)?.integer;
  return {
    traceId: bytes(1)?.toString('hex') ?? '',
    spanId: bytes(2)?.toString('hex') ?? '',
    ...(traceState ? { traceState } : {}),
    attributes: attributesOf(parts, 4),
    ...(flags === undefined ? {} : { flags: Number(flags) }),
  };
}

function statusOf(parts: readonly Field[]): ReceivedSpan['status'] {
  const message = parts.find((part) => part.number === 2)?.bytes.toString();
  return { code: STATUS_CODES[Number(parts.find((part) => part.number === 3)?.integer ?? 0n)], ...(message ? { message } : {}) };
}

function scopeOf(parts: readonly Field[]): ReceivedSpan['scope'] {
  const version = parts.find((part) => part.number === 2)?.bytes.toString();
  return { name: parts.find((part) => part.number === 1)?.bytes.toString() ?? '', ...(version ? { version } : {}) };
}

/** The KeyValue list in the fields of this number. */
function attributesOf(parts: readonly Field[], number: number): Attributes {
  return Object.fromEntries(parts.filter((part) => part.number === number).map((part) => {
    const pair = [...fields(part.bytes)];
    const key = pair.find((field) => field.number === 1)?.bytes.toString() ?? '';
    return [key, valueOf(pair.find((field) => field.number === 2)?.bytes ?? Buffer.alloc(0))];
  }));
}

/** An AnyValue. */
function valueOf(bytes: Buffer): AttributeValue {
  const [field] = fields(bytes);
  switch (field?.number) {
    case 1: return field.bytes.toString();
    case 2: return field.integer === 1n;
    case 3: return exact(BigInt.asIntN(64, field.integer));
    case 4: return float(field.integer);
    case 5: return [...fields(field.bytes)].map((item) => valueOf(item.bytes));
    case 6: return attributesOf([...fields(field.bytes)], 1);
    case 7: return field.bytes;
    default: return null;
  }
}

function exact(integer: bigint): number | bigint {
  return Number.isSafeInteger(Number(integer)) ? Number(integer) : integer;
}

function float(bits: bigint): number {
  const buffer = Buffer.alloc(8);
  buffer.writeBigUInt64LE(bits);
  return buffer.readDoubleLE();
}
