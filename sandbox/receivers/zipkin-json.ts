import { ReceivedSpan } from './received-span';

interface ZipkinSpan {
  readonly traceId: string;
  readonly id: string;
  readonly parentId?: string;
  readonly name?: string;
  readonly kind?: 'CLIENT' | 'SERVER' | 'PRODUCER' | 'CONSUMER';
  readonly timestamp?: number;
  readonly duration?: number;
  readonly localEndpoint?: { readonly serviceName?: string };
  readonly remoteEndpoint?: { readonly serviceName?: string; readonly ipv4?: string; readonly port?: number };
  readonly annotations?: readonly { readonly timestamp: number; readonly value: string }[];
  readonly tags?: Readonly<Record<string, string>>;
}

/** Decodes Zipkin v2 JSON. What only OpenTelemetry has comes back from the tags that its specification puts it in. */
export function decodeZipkinJson(body: Buffer): ReceivedSpan[] {
  const spans = JSON.parse(body.toString()) as readonly ZipkinSpan[];
  if (!Array.isArray(spans)) throw new Error('Zipkin: the body is no list');
  return spans.map(spanOf);
}

function spanOf(span: ZipkinSpan): ReceivedSpan {
  const tags = span.tags ?? {};
  for (const [name, value] of Object.entries(tags)) if (typeof value !== 'string') throw new Error(`Zipkin: tag ${name} is no string`);
  const start = BigInt(Math.round(span.timestamp ?? 0)) * 1000n;
  const code = tags['otel.status_code']?.toLowerCase();
  const remote = span.remoteEndpoint?.serviceName;
  return {
    traceId: span.traceId,
    spanId: span.id,
    ...(span.parentId === undefined ? {} : { parentSpanId: span.parentId }),
    name: span.name ?? '',
    kind: (span.kind?.toLowerCase() as ReceivedSpan['kind'] | undefined) ?? 'internal',
    start,
    end: start + BigInt(Math.round(span.duration ?? 0)) * 1000n,
    attributes: { ...tags, ...(remote === undefined ? {} : { 'peer.service': remote }) },
    events: (span.annotations ?? []).map(({ timestamp, value }) => ({ name: value, time: BigInt(Math.round(timestamp)) * 1000n, attributes: {} })),
    links: [],
    status: {
      code: code === 'ok' || code === 'error' ? code : tags.error === undefined ? 'unset' : 'error',
      ...(tags.error ? { message: tags.error } : {}),
    },
    dropped: { attributes: 0, events: 0, links: 0 },
    resource: { 'service.name': span.localEndpoint?.serviceName ?? '' },
    scope: { name: tags['otel.scope.name'] ?? '', ...(tags['otel.scope.version'] ? { version: tags['otel.scope.version'] } : {}) },
  };
}
