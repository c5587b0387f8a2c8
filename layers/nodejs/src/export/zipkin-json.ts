import type { Attributes } from '../trace/attributes';
import { SpanKind, StatusCode, type Span } from '../trace/span';

const KINDS: Readonly<Record<number, string>> = {
  [SpanKind.SERVER]: 'SERVER', [SpanKind.CLIENT]: 'CLIENT', [SpanKind.PRODUCER]: 'PRODUCER', [SpanKind.CONSUMER]: 'CONSUMER',
};

/** Spans as Zipkin has them, by OpenTelemetry's mapping: events are annotations, everything else is a string tag. */
export function encodeZipkin(spans: readonly Span[], resource: Attributes): string {
  const shared = Object.fromEntries(Object.entries(resource).filter(([key]) => key !== 'service.name').map(([key, value]) => [key, textOf(value)]));
  return JSON.stringify(spans.map((span) => {
    const { traceId, spanId } = span.spanContext();
    const start = Math.round(span.startTime * 1000);
    return {
      traceId,
      id: spanId,
      parentId: span.parent?.spanId,
      name: span.name,
      kind: KINDS[span.kind],
      timestamp: start,
      duration: Math.max(1, Math.round(span.endTime * 1000) - start),
      localEndpoint: { serviceName: String(resource['service.name']) },
      remoteEndpoint: remoteEndpoint(span),
      tags: { ...shared, ...tagsOf(span) },
      annotations: span.events.map(({ name, time, bag }) => ({
        timestamp: Math.round(time * 1000),
        value: Object.keys(bag.values).length > 0 ? JSON.stringify({ [name]: bag.values }) : name,
      })),
    };
  }));
}

function tagsOf(span: Span): Record<string, string> {
  const tags = Object.fromEntries(Object.entries(span.attributes).map(([key, value]) => [key, textOf(value)]));
  tags['otel.scope.name'] = span.scope.name;
  if (span.scope.version) tags['otel.scope.version'] = span.scope.version;
  if (span.status.code === StatusCode.OK) tags['otel.status_code'] = 'OK';
  if (span.status.code === StatusCode.ERROR) {
    tags['otel.status_code'] = 'ERROR';
    tags.error = span.status.message ?? 'true';
  }
  return tags;
}

function remoteEndpoint(span: Span): { serviceName: string; port?: number } | undefined {
  if (span.kind !== SpanKind.CLIENT && span.kind !== SpanKind.PRODUCER) return undefined;
  const name = span.attributes['peer.service'] ?? span.attributes['server.address'];
  const port = span.attributes['server.port'];
  return name === undefined ? undefined : { serviceName: String(name), port: typeof port === 'number' ? port : undefined };
}

function textOf(value: unknown): string {
  return Array.isArray(value) ? JSON.stringify(value) : String(value);
}
