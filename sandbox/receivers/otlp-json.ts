import { AttributeValue, Attributes, ReceivedSpan, SPAN_KINDS, STATUS_CODES } from './received-span';

interface JsonValue {
  readonly stringValue?: string;
  readonly boolValue?: boolean;
  readonly intValue?: string | number;
  readonly doubleValue?: number | string;
  readonly bytesValue?: string;
  readonly arrayValue?: { readonly values?: readonly JsonValue[] };
  readonly kvlistValue?: { readonly values?: readonly JsonPair[] };
}
interface JsonPair {
  readonly key: string;
  readonly value?: JsonValue;
}
interface JsonSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly traceState?: string;
  readonly flags?: number;
  readonly name: string;
  readonly kind?: number;
  readonly startTimeUnixNano: string | number;
  readonly endTimeUnixNano: string | number;
  readonly attributes?: readonly JsonPair[];
  readonly events?: readonly { readonly name: string; readonly timeUnixNano: string | number; readonly attributes?: readonly JsonPair[] }[];
  readonly links?: readonly {
    readonly traceId: string; readonly spanId: string; readonly traceState?: string; readonly flags?: number; readonly attributes?: readonly JsonPair[];
  }[];
  readonly status?: { readonly code?: number; readonly message?: string };
  readonly droppedAttributesCount?: number;
  readonly droppedEventsCount?: number;
  readonly droppedLinksCount?: number;
}
interface JsonRequest {
  readonly resourceSpans?: readonly {
    readonly resource?: { readonly attributes?: readonly JsonPair[] };
    readonly scopeSpans?: readonly { readonly scope?: { readonly name?: string; readonly version?: string }; readonly spans?: readonly JsonSpan[] }[];
  }[];
}

/** Decodes an ExportTraceServiceRequest in OTLP's own JSON: ids in hexadecimal, enums as numbers, 64-bit integers as strings. */
export function decodeOtlpJson(body: Buffer): ReceivedSpan[] {
  const request = JSON.parse(body.toString()) as JsonRequest;
  return (request.resourceSpans ?? []).flatMap(({ resource, scopeSpans }) => (scopeSpans ?? []).flatMap(({ scope, spans }) => (spans ?? []).map((span) => ({
    ...spanOf(span),
    resource: attributesOf(resource?.attributes),
    scope: { name: scope?.name ?? '', ...(scope?.version ? { version: scope.version } : {}) },
  }))));
}

function spanOf(span: JsonSpan): Omit<ReceivedSpan, 'resource' | 'scope'> {
  for (const id of [span.traceId, span.spanId]) if (!/^([0-9a-f]{16}|[0-9a-f]{32})$/i.test(id)) throw new Error(`OTLP JSON: ${id} is no id in hexadecimal`);
  return {
    traceId: span.traceId.toLowerCase(),
    spanId: span.spanId.toLowerCase(),
    ...(span.parentSpanId ? { parentSpanId: span.parentSpanId.toLowerCase() } : {}),
    ...(span.traceState ? { traceState: span.traceState } : {}),
    ...(span.flags === undefined ? {} : { flags: span.flags }),
    name: span.name,
    kind: SPAN_KINDS[span.kind ?? 0],
    start: BigInt(span.startTimeUnixNano),
    end: BigInt(span.endTimeUnixNano),
    attributes: attributesOf(span.attributes),
    events: (span.events ?? []).map((event) => ({ name: event.name, time: BigInt(event.timeUnixNano), attributes: attributesOf(event.attributes) })),
    links: (span.links ?? []).map((link) => ({ ...link, attributes: attributesOf(link.attributes) })),
    status: { code: STATUS_CODES[span.status?.code ?? 0], ...(span.status?.message ? { message: span.status.message } : {}) },
    dropped: { attributes: span.droppedAttributesCount ?? 0, events: span.droppedEventsCount ?? 0, links: span.droppedLinksCount ?? 0 },
  };
}

function attributesOf(pairs: readonly JsonPair[] = []): Attributes {
  return Object.fromEntries(pairs.map(({ key, value }) => [key, valueOf(value ?? {})]));
}

function valueOf(value: JsonValue): AttributeValue {
  if (value.stringValue !== undefined) return value.stringValue;
  if (value.boolValue !== undefined) return value.boolValue;
  if (value.intValue !== undefined) return Number.isSafeInteger(Number(value.intValue)) ? Number(value.intValue) : BigInt(value.intValue);
  if (value.doubleValue !== undefined) return Number(value.doubleValue);
  if (value.bytesValue !== undefined) return Buffer.from(value.bytesValue, 'base64');
  if (value.arrayValue) return (value.arrayValue.values ?? []).map(valueOf);
  if (value.kvlistValue) return attributesOf(value.kvlistValue.values);
  return null;
}
