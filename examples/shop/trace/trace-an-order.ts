import { resolve } from 'path';
import { AssembledFunction, assembledFunction } from './assembled-function';
import { Neighbours } from './neighbours';
import { ReceivedSpan, Sandbox, XrayDaemon } from '../../../sandbox';

/** The AWS SDK of Lambda's own runtime, for functions that do not bundle theirs. */
const RUNTIME_SDK = { '/var/runtime/node_modules': resolve(__dirname, '../../../node_modules') };

/** Stack and id of the functions that an order passes. */
const PATH = [['Storefront', 'PlaceOrder'], ['Orders', 'OrderWorker'], ['Fulfilment', 'ConfirmOrder']] as const;

/** One invocation each, and the four calls they make. */
const SPANS = 7;

/**
 * Follows one order through the shop: PlaceOrder puts it into a queue, OrderWorker has it paid and says so on a bus,
 * ConfirmOrder queues an e-mail. Each runs in the sandbox exactly as the cloud assembly configures it, with the layer the
 * assembly brings, and sends its spans where the X-Ray daemon would be.
 *
 * @param assembly folder of the cloud assembly
 * @param say called with what happens next
 */
export async function traceAnOrder(assembly: string, say: (what: string) => void): Promise<readonly ReceivedSpan[]> {
  const neighbours = await Neighbours.start();
  const daemon = await XrayDaemon.start();
  const environments = new Map<string, Sandbox>();
  try {
    for (const [stack, id] of PATH) {
      say(`${id} starts`);
      environments.set(id, await start(assembledFunction(assembly, stack, id), neighbours, daemon));
    }
    const invoke = async (id: string, event: unknown, traceHeader?: string): Promise<void> => {
      say(`${id} is invoked`);
      const { status, error, logs } = await environments.get(id)!.invoke(event, { traceHeader });
      if (status !== 'success') { throw new Error(`${id}: ${JSON.stringify(error)}\n${logs.map(({ line }) => line).join('\n')}`); }
    };
    await invoke('PlaceOrder', httpRequest());
    const queued = neighbours.last('AmazonSQS.SendMessage');
    await invoke('OrderWorker', queueBatch(queued.body.MessageBody, header(queued.headers)));
    const placed = neighbours.last('AWSEvents.PutEvents');
    await invoke('ConfirmOrder', busEvent(placed.body.Entries[0]), header(placed.headers));
    return await daemon.waitForSpans(SPANS);
  } finally {
    await Promise.all([...environments.values()].map((sandbox) => sandbox.shutdown()));
    await daemon.close();
    await neighbours.stop();
  }
}

function start(fn: AssembledFunction, neighbours: Neighbours, daemon: XrayDaemon): Promise<Sandbox> {
  const queue = `${neighbours.url}/queue`;
  return Sandbox.start({
    code: fn.code,
    handler: fn.handler,
    runtime: fn.runtime,
    layers: fn.layers,
    functionName: fn.name,
    timeoutSeconds: fn.timeoutSeconds * 10, // a busy laptop is no reason to fail
    memoryMb: fn.memoryMb,
    region: 'eu-central-1',
    tracing: 'Active',
    xrayDaemonAddress: daemon.address,
    mounts: RUNTIME_SDK,
    environment: {
      ...fn.environment,
      AWS_ENDPOINT_URL: neighbours.url,
      ...replaced(fn.environment, { ORDERS_QUEUE_URL: queue, EMAILS_QUEUE_URL: queue, PAYMENTS_URL: neighbours.url }),
    },
  });
}

/** Where the template refers to a resource or a host that is not there, the neighbour's address. */
function replaced(environment: Record<string, string>, by: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(by).filter(([name]) => name in environment));
}

/** What AWS carries from the sender of a message to its receiver. */
function header(headers: NodeJS.Dict<string | string[]>): string {
  return String(headers['x-amzn-trace-id']);
}

/** As API Gateway's HTTP API sends it (payload format 2.0). */
function httpRequest(): object {
  return {
    version: '2.0', routeKey: 'POST /orders', rawPath: '/orders', rawQueryString: '',
    headers: { 'content-type': 'application/json', 'host': 'shop.example.com' },
    requestContext: { domainName: 'shop.example.com', http: { method: 'POST', path: '/orders', protocol: 'HTTP/1.1', sourceIp: '203.0.113.7', userAgent: 'demo' }, requestId: 'r1', stage: '$default' },
    body: JSON.stringify({ items: [{ id: 'lamp', quantity: 2 }] }), isBase64Encoded: false,
  };
}

/** As the event source mapping of a queue sends it; the queue carries the sender's trace header as an attribute. */
function queueBatch(body: string, traceHeader: string): object {
  return {
    Records: [{
      messageId: '5fea7756-0ea4-451a-a703-a558b933e274', receiptHandle: 'r', body, attributes: { AWSTraceHeader: traceHeader, ApproximateReceiveCount: '1' },
      messageAttributes: {}, eventSource: 'aws:sqs', eventSourceARN: 'arn:aws:sqs:eu-central-1:111122223333:orders', awsRegion: 'eu-central-1',
    }],
  };
}

/** As a rule of the bus sends it; the trace header comes with the invocation. */
function busEvent(entry: { Source: string; DetailType: string; Detail: string }): object {
  return {
    'version': '0', 'id': '11710aed-b79e-4468-a20b-bb3c0c3b4860', 'detail-type': entry.DetailType, 'source': entry.Source, 'account': '111122223333',
    'time': '2026-11-22T12:00:00Z', 'region': 'eu-central-1', 'resources': [], 'detail': JSON.parse(entry.Detail),
  };
}
