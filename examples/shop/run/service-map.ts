import type { ReceivedSpan } from '../../../sandbox';

/** A function, something of AWS between functions, or a service outside. */
export interface MapNode {
  readonly id: string;
  readonly kind: 'function' | 'aws' | 'service';
}

export interface MapEdge {
  readonly from: string;
  readonly to: string;
  readonly calls: number;
  readonly errors: number;
}

export interface ServiceMap {
  readonly nodes: readonly MapNode[];
  readonly edges: readonly MapEdge[];
}

/**
 * Who calls whom, from spans alone: a client's span leads from its function to what it calls, and from there to each invocation
 * whose parent or link it is.
 *
 * @param names of addresses such as `127.0.0.1:4000`
 */
export function serviceMap(spans: readonly ReceivedSpan[], names: ReadonlyMap<string, string>): ServiceMap {
  const byId = new Map(spans.map((span) => [span.spanId, span]));
  const kinds = new Map<string, MapNode['kind']>();
  const edges = new Map<string, { from: string; to: string; calls: number; errors: number }>();
  const connect = (from: string, to: string, failed: boolean): void => {
    const edge = edges.get(`${from}\n${to}`) ?? { from, to, calls: 0, errors: 0 };
    edges.set(`${from}\n${to}`, { ...edge, calls: edge.calls + 1, errors: edge.errors + Number(failed) });
  };
  for (const span of byId.values()) {
    const service = serviceOf(span);
    const target = targetOf(span, names);
    kinds.set(service, 'function');
    if (target !== undefined) {
      kinds.set(target.id, target.kind);
      connect(service, target.id, span.status.code === 'error');
      continue;
    }
    const senders = new Set([span.parentSpanId ?? '', ...span.links.map(({ spanId }) => spanId)]);
    for (const sender of senders) {
      const via = byId.get(sender) && targetOf(byId.get(sender)!, names);
      if (via !== undefined) { connect(via.id, service, span.status.code === 'error'); }
    }
  }
  return { nodes: [...kinds].map(([id, kind]) => ({ id, kind })), edges: [...edges.values()] };
}

function serviceOf({ resource }: ReceivedSpan): string {
  return String(resource['service.name']);
}

/** What a client's span is about: the resource where the layer names one, else the service or host. */
function targetOf({ kind, attributes }: ReceivedSpan, names: ReadonlyMap<string, string>): Pick<MapNode, 'id' | 'kind'> | undefined {
  if (kind !== 'client' && kind !== 'producer') { return undefined; }
  const aws = attributes['rpc.service'];
  if (aws !== undefined) {
    const resource = attributes['aws.sqs.queue.url'] ?? attributes['aws.sns.topic.arn'] ?? attributes['aws.kinesis.stream_name'] ?? attributes['aws.dynamodb.table_names'] ?? '';
    const name = String(resource).split(/[/:]/).pop();
    return { id: name === '' ? String(aws) : `${aws} ${name}`, kind: 'aws' };
  }
  const address = `${attributes['server.address']}:${attributes['server.port']}`;
  return { id: names.get(address) ?? address, kind: 'service' };
}
