import { eventNamed, eventNames, OTHER_SPAN, SPAN, TRACE, xrayHeader, XRAY_SPAN, XRAY_TRACE } from './support/events';
import { invocationSpans, withLambda, type LambdaOptions } from './support/lambda';
import type { InvokeOptions, ReceivedSpan } from '../../../sandbox';

/** Answers like a function of the kind the event is for; `statusCode` is nobody's where no HTTP waits. */
const FILES = {
  'index.js': `exports.handler = async (event) => {
    const records = event.Records ?? event;
    return records.length === 3 ? { batchItemFailures: [{ itemIdentifier: records[1].messageId }] } : { statusCode: 201 };
  };`,
};

interface Row {
  /** Where the span hangs. @default 'parent' */
  readonly origin?: 'parent' | 'message' | 'batch' | 'none';
  readonly kind?: string;
  readonly trigger?: string;
  readonly attributes?: Record<string, unknown>;
  readonly traceState?: string;
}

const HTTP = (attributes: Record<string, unknown>): Row => ({ trigger: 'http', attributes });
const STATUS = { 'http.response.status_code': 201 };
const MESSAGE = (system: string, destination: string | undefined, attributes: Record<string, unknown> = {}, origin: Row['origin'] = 'message'): Row => ({
  trigger: 'pubsub',
  kind: 'consumer',
  origin,
  attributes: {
    'messaging.system': system, 'messaging.destination.name': destination, 'messaging.operation.type': 'process', 'messaging.operation.name': 'process', ...attributes,
  },
});
const DATA = (collection: string, operation: string | undefined, attributes: Record<string, unknown> = {}): Row => ({
  trigger: 'datasource', origin: 'none', attributes: { 'faas.document.collection': collection, 'faas.document.operation': operation, ...attributes },
});
const TIMER = (time?: string): Row => ({ trigger: 'timer', origin: 'none', attributes: { 'faas.time': time } });
const OTHER = (service: string | undefined, attributes: Record<string, unknown> = {}, origin: Row['origin'] = 'none'): Row => ({
  trigger: 'other', origin, attributes: { 'lambda_tracing.event_source': service, ...attributes },
});

const REST = {
  ...STATUS, 'http.request.method': 'GET', 'http.route': '/orders/{id}', 'url.path': '/prod/orders/7', 'url.query': 'page=1&page=2&token=REDACTED', 'url.scheme': 'https',
  'server.address': '70ixmpl4fl.execute-api.us-east-1.amazonaws.com', 'client.address': '198.51.100.7', 'network.peer.address': '192.0.2.1',
  'user_agent.original': 'Custom User Agent String', 'network.protocol.version': '1.1',
};
const SOCKET = { 'network.protocol.name': 'websocket', 'url.scheme': 'wss', 'server.address': 'abcd1234.execute-api.us-east-1.amazonaws.com', 'client.address': '192.0.2.1', 'user_agent.original': 'browser', 'http.response.status_code': undefined };
const KINESIS_ID = 'shardId-000000000006:49590338271490256608559692538361571095921575989136588898';
const SQS_ID = '059f36b4-87a3-44ab-83d2-661975046701';
const EXECUTION = 'arn:aws:lambda:us-east-1:123456789012:function:orders:1/durable-execution';

const ROWS: Readonly<Record<string, Row>> = {
  'api-gateway-rest': { ...HTTP(REST), traceState: 'vendor=state' },
  'api-gateway-http-v1': { ...HTTP(REST), traceState: 'vendor=state' },
  'api-gateway-http-v2': HTTP({ ...STATUS, 'http.request.method': 'POST', 'http.route': '/orders/{id}', 'url.path': '/prod/orders/7', 'url.query': 'page=2&token=REDACTED', 'client.address': '198.51.100.7' }),
  'api-gateway-websocket-connect': HTTP({ ...SOCKET, 'http.route': '$connect' }),
  'api-gateway-websocket-message': HTTP({ ...SOCKET, 'http.route': 'sendmessage' }),
  'api-gateway-authorizer-request': HTTP({ 'http.request.method': 'GET', 'http.route': '/request', 'client.address': '192.0.2.1' }),
  'api-gateway-authorizer-token': OTHER(undefined),
  'alb': HTTP({ ...STATUS, 'url.path': '/lambda', 'url.query': 'query=1234%20ABCD', 'url.scheme': 'http', 'server.address': 'lambda-alb-123578498.us-east-1.elb.amazonaws.com', 'client.address': '72.12.164.125', 'http.route': undefined }),
  'alb-multi-value': HTTP({ ...STATUS, 'url.query': 'myKey=val1&myKey=val2', 'user_agent.original': 'Mozilla/5.0' }),
  'function-url': HTTP({ ...STATUS, 'url.path': '/my/path', 'url.query': 'parameter1=value1&parameter1=value2', 'http.route': undefined, 'server.address': 'url-id.lambda-url.us-east-1.on.aws' }),
  'cloudfront-function-url': HTTP({ ...STATUS, 'http.request.method': 'GET', 'client.address': '203.0.113.9', 'network.peer.address': '130.176.10.1', 'user_agent.original': 'Amazon CloudFront' }),
  'vpc-lattice-v2': HTTP({ ...STATUS, 'http.request.method': 'GET', 'url.path': '/orders', 'url.query': 'order-id=1', 'client.address': '10.213.229.10', 'user_agent.original': 'curl/7.64.1' }),
  'vpc-lattice-v1': HTTP({ ...STATUS, 'http.request.method': 'GET', 'url.path': '/orders', 'url.query': 'order-id=1', 'client.address': '10.213.229.10', 'user_agent.original': 'curl/7.64.1' }),
  'appsync-resolver': HTTP({ 'lambda_tracing.event_source': 'appsync', 'graphql.operation.type': 'query', 'lambda_tracing.graphql.field': 'getPost', 'client.address': '203.0.113.9', 'http.response.status_code': undefined }),
  'appsync-resolver-event-context': HTTP({ 'lambda_tracing.event_source': 'appsync', 'lambda_tracing.graphql.field': 'getPost' }),
  'appsync-batch-resolver': HTTP({ 'lambda_tracing.graphql.field': 'comments', 'graphql.operation.type': undefined }),
  'appsync-batch-invoke': { ...HTTP({ 'lambda_tracing.event_source': 'appsync', 'lambda_tracing.graphql.field': 'comments', 'http.response.status_code': undefined }), origin: 'none' },
  'appsync-events-publish': HTTP({ 'lambda_tracing.appsync.channel': '/default/news' }),
  'appsync-events-subscribe': HTTP({ 'lambda_tracing.event_source': 'appsync', 'lambda_tracing.appsync.channel': '/default/news' }),
  'appsync-authorizer': HTTP({ 'lambda_tracing.event_source': 'appsync' }),
  'appsync-authorizer-bare': { ...HTTP({ 'lambda_tracing.event_source': 'appsync' }), origin: 'none' },
  'sqs': { ...MESSAGE('aws_sqs', 'my-queue', { 'messaging.message.id': SQS_ID, 'messaging.batch.message_count': undefined }), traceState: 'vendor=state' },
  'sqs-xray-header': MESSAGE('aws_sqs', 'my-queue'),
  'sqs-fifo': MESSAGE('aws_sqs', 'fifo.fifo'),
  'sqs-batch': MESSAGE('aws_sqs', 'my-queue', { 'messaging.batch.message_count': 3, 'messaging.message.id': undefined, 'lambda_tracing.batch_item_failures': 1, 'error.type': 'batch_item_failures' }, 'batch'),
  'sns': MESSAGE('aws.sns', 'sns-lambda', { 'messaging.message.id': '95df01b4-ee98-5cb9-9903-4c221d41eb5e' }),
  'sns-sqs-raw': MESSAGE('aws_sqs', 'my-queue'),
  'sns-sqs-wrapped': MESSAGE('aws_sqs', 'my-queue', { 'messaging.message.id': SQS_ID }),
  'eventbridge-rule': MESSAGE('aws.eventbridge', undefined, { 'messaging.message.id': '6a7e8feb-b491-4cf7-a9f1-bf3703467718' }),
  'eventbridge-sqs': MESSAGE('aws_sqs', 'my-queue'),
  'eventbridge-scheduled-rule': TIMER('2015-10-08T16:53:06Z'),
  'scheduler': TIMER('2026-11-22T00:00:00Z'),
  'scheduler-input': OTHER(undefined, {}, 'parent'),
  'pipes-sqs': MESSAGE('aws_sqs', 'my-queue', { 'messaging.message.id': SQS_ID }),
  'pipes-sqs-batch': MESSAGE('aws_sqs', 'my-queue', { 'messaging.batch.message_count': 3, 'messaging.message.id': undefined, 'lambda_tracing.batch_item_failures': 1 }, 'batch'),
  'kinesis': MESSAGE('aws.kinesis', 'lambda-stream', { 'messaging.message.id': KINESIS_ID }),
  'kinesis-batch': MESSAGE('aws.kinesis', 'lambda-stream', { 'messaging.batch.message_count': 2 }),
  'pipes-kinesis': MESSAGE('aws.kinesis', 'lambda-stream', { 'messaging.message.id': KINESIS_ID }),
  'pipes-kinesis-batch': MESSAGE('aws.kinesis', 'lambda-stream', { 'messaging.batch.message_count': 2, 'messaging.message.id': undefined }),
  'firehose': MESSAGE('aws.firehose', 'clicks'),
  's3': DATA('amzn-s3-demo-bucket', 'insert', { 'faas.document.name': 'red flower(1).jpg', 'faas.document.time': '2019-09-03T19:37:27.192Z' }),
  's3-removed': DATA('amzn-s3-demo-bucket', 'delete'),
  's3-eventbridge': MESSAGE('aws.eventbridge', undefined, { 'faas.document.collection': 'amzn-s3-demo-bucket1', 'faas.document.operation': 'insert', 'faas.document.name': 'example key' }, 'none'),
  'dynamodb': DATA('orders', 'insert', { 'faas.document.time': '2016-11-18T20:09:00.000Z' }),
  'dynamodb-mixed': DATA('orders', undefined),
  'pipes-dynamodb': DATA('orders', 'edit'),
  'msk': { ...MESSAGE('kafka', 'mytopic', { 'messaging.kafka.offset': 15, 'messaging.destination.partition.id': '0' }), traceState: 'vendor=state' },
  'kafka-self-managed': MESSAGE('kafka', 'mytopic', { 'messaging.batch.message_count': 2, 'messaging.kafka.offset': undefined }, 'batch'),
  'pipes-msk': MESSAGE('kafka', 'mytopic', { 'messaging.kafka.offset': 15 }),
  'pipes-msk-serverless': MESSAGE('kafka', 'mytopic', { 'messaging.kafka.offset': 15, 'messaging.destination.partition.id': '0' }),
  'pipes-kafka-self-managed': MESSAGE('kafka', 'mytopic', { 'messaging.batch.message_count': 2, 'messaging.kafka.offset': undefined }, 'batch'),
  'mq-activemq': MESSAGE('activemq', 'testQueue', { 'messaging.message.id': expect.stringContaining('ID:b-9bcfa592') }),
  'mq-rabbitmq': MESSAGE('rabbitmq', 'pizzaQueue', { 'messaging.message.id': 'm-1' }),
  'pipes-rabbitmq': MESSAGE('rabbitmq', 'pizzaQueue', { 'messaging.message.id': 'm-1' }),
  'pipes-activemq': MESSAGE('activemq', 'testQueue', { 'messaging.batch.message_count': 2, 'messaging.message.id': undefined }, 'none'),
  'pipes-activemq-properties': MESSAGE('activemq', 'testQueue', { 'messaging.message.id': expect.stringContaining('ID:b-9bcfa592') }),
  'documentdb': DATA('test_collection', 'insert', { 'faas.document.time': '2023-02-16T23:06:15.000Z' }),
  'step-functions': OTHER(undefined, {}, 'parent'),
  'step-functions-context': OTHER('step_functions', {
    'aws.step_functions.state_machine.arn': 'arn:aws:states:us-east-1:123456789012:stateMachine:orders', 'lambda_tracing.step_functions.state': 'Charge',
    'lambda_tracing.step_functions.execution': 'arn:aws:states:us-east-1:123456789012:execution:orders:run-1',
  }, 'parent'),
  'cognito': OTHER('cognito', { 'lambda_tracing.event_name': 'PreSignUp_SignUp' }, 'parent'),
  'ses': OTHER('ses', { 'messaging.message.id': 'o3vrnil0e2ic28trm7dfhrc2v0clambda4nbp0g1' }, 'message'),
  'iot-rule': OTHER(undefined, {}, 'parent'),
  'cloudwatch-logs': OTHER('cloudwatch_logs'),
  'config': OTHER('config'),
  'config-scheduled': TIMER(),
  'codepipeline': OTHER('codepipeline'),
  'custom-resource': OTHER('cloudformation', { 'lambda_tracing.event_name': 'Create' }),
  'direct-invoke': OTHER(undefined),
  'direct-invoke-event-context': OTHER(undefined, {}, 'parent'),
  'direct-invoke-request': OTHER(undefined, { 'http.request.method': undefined }, 'parent'),
  'lambda-destination': OTHER('lambda_destination', { 'lambda_tracing.event_name': 'RetriesExhausted' }, 'parent'),
  'lambda-destination-sqs': MESSAGE('aws_sqs', 'my-queue'),
  'lambda-destination-eventbridge': MESSAGE('aws.eventbridge', undefined, { 'messaging.message.id': 'e4b46cbf-1' }),
  'durable-execution': OTHER(undefined, { 'lambda_tracing.durable_execution': `${EXECUTION}/run-1/8f2a` }, 'parent'),
  'durable-execution-replay': OTHER(undefined, { 'lambda_tracing.durable_execution': `${EXECUTION}/run-3/8f2a` }, 'parent'),
  'durable-execution-paged': OTHER(undefined, { 'lambda_tracing.durable_execution': `${EXECUTION}/run-4/8f2a` }),
  'durable-execution-sqs': MESSAGE('aws_sqs', 'my-queue', { 'lambda_tracing.durable_execution': `${EXECUTION}/run-2/8f2b` }),
};

const SEGMENT = { traceId: XRAY_TRACE, spanId: XRAY_SPAN };
const ORIGINS = {
  parent: { traceId: TRACE, parentSpanId: SPAN, links: [] },
  message: { traceId: TRACE, parentSpanId: SPAN, links: [{ traceId: TRACE, spanId: SPAN }] },
  batch: { traceId: XRAY_TRACE, parentSpanId: undefined, links: [{ spanId: SPAN }, { spanId: OTHER_SPAN }, SEGMENT] },
  none: { traceId: XRAY_TRACE, parentSpanId: undefined, links: [SEGMENT] },
} as const;

test('every sample has a row here', () => {
  expect(eventNames()).toEqual(Object.keys(ROWS).sort());
});

/** Invokes one function with all of them and gives the invocation spans in their order. */
async function spansOf(invocations: readonly (readonly [event: unknown, options?: InvokeOptions])[], options: Partial<LambdaOptions> = {}): Promise<(ReceivedSpan | undefined)[]> {
  return withLambda({ files: FILES, backend: 'otlp', memoryMb: 1024, timeoutSeconds: 20, ...options }, async (lambda) => {
    const ids: string[] = [];
    for (const [event, invoke] of invocations) {
      const result = await lambda.invoke(event, { traceHeader: xrayHeader(';Sampled=0'), ...invoke });
      expect(result).toMatchObject({ status: 'success' });
      ids.push(result.requestId);
    }
    // What dense traffic keeps back comes with the end of the environment.
    await lambda.sandbox.shutdown();
    const spans = invocationSpans(await lambda.spans(invocations.length));
    return ids.map((id) => spans.find(({ attributes }) => attributes['faas.invocation_id'] === id));
  });
}

describe('on an OTLP back end', () => {
  const spans = new Map<string, ReceivedSpan | undefined>();
  beforeAll(async () => {
    const names = Object.keys(ROWS);
    const found = await spansOf(names.map((name) => [eventNamed(name)]));
    names.forEach((name, i) => spans.set(name, found[i]));
  });

  test.each(Object.entries(ROWS))('%s', (name, { origin = 'parent', kind = 'server', trigger = 'other', attributes = {}, traceState }) => {
    const span = spans.get(name);
    const { parentSpanId, ...expected } = ORIGINS[origin];
    expect(span).toMatchObject({ kind, ...expected, attributes: { 'faas.trigger': trigger } });
    expect(span?.parentSpanId).toBe(parentSpanId);
    expect(span?.links).toHaveLength(ORIGINS[origin].links.length);
    for (const [key, value] of Object.entries(attributes)) expect([key, span?.attributes[key]]).toEqual([key, value]);
    if (traceState) expect(span?.traceState).toBe(traceState);
    expect(JSON.stringify(span?.attributes)).not.toMatch(/private|secret/);
  });
});

test('on X-Ray the segment is the parent of them all, but of a request in another trace', async () => {
  const names = eventNames();
  const found = await spansOf(names.map((name) => [eventNamed(name), { traceHeader: xrayHeader(';Sampled=1') }]), { backend: 'xray' });
  for (const [i, name] of names.entries()) {
    const { parentSpanId, links } = ORIGINS[ROWS[name].origin ?? 'parent'];
    const request = parentSpanId !== undefined && links.length === 0;
    expect([name, found[i]?.traceId, found[i]?.parentSpanId]).toEqual(request ? [name, TRACE, SPAN] : [name, XRAY_TRACE, XRAY_SPAN]);
    expect([name, found[i]?.links.length]).toEqual([name, links.filter(({ spanId }) => spanId !== XRAY_SPAN).length]);
  }
});

test('what a caller puts into the client context is the parent, before what is in the event', async () => {
  const clientContext = { custom: { traceparent: `00-${TRACE}-${OTHER_SPAN}-01`, baggage: 'a=b' } };
  const spans = await spansOf([
    [eventNamed('direct-invoke'), { clientContext }],
    [eventNamed('direct-invoke-event-context'), { clientContext }],
    [eventNamed('direct-invoke-event-context'), { clientContext: { custom: { tenant: 'x' } } }],
    [eventNamed('direct-invoke'), { clientContext: { Custom: clientContext.custom } }],
    [eventNamed('direct-invoke'), { clientContext: 'text' }],
  ]);
  expect(spans.map((span) => span?.parentSpanId)).toEqual([OTHER_SPAN, OTHER_SPAN, SPAN, OTHER_SPAN, undefined]);
});

test('an asynchronous invocation that is repeated has a span for each attempt, in one trace', async () => {
  const spans = await spansOf([[eventNamed('direct-invoke')], [eventNamed('direct-invoke')]]);
  expect(spans.map((span) => span?.traceId)).toEqual([XRAY_TRACE, XRAY_TRACE]);
  expect(spans[0]?.spanId).not.toBe(spans[1]?.spanId);
});

test('baggage of a message goes on where its context is the parent', async () => {
  const files = { 'index.js': 'exports.handler = async ({ url }) => { await fetch(url).then((r) => r.text()); };' };
  await withLambda({ files, backend: 'otlp' }, async (lambda) => {
    lambda.backEnd.behaviour = ({ path }) => ({ status: 200, body: path === '/next' ? 'x' : undefined });
    await lambda.invoke({ ...eventNamed('sqs') as object, url: `${lambda.backEnd.url}/next` });
    const request = lambda.backEnd.requests.find(({ path }) => path === '/next');
    expect(request?.headers).toMatchObject({ baggage: 'tenant=blue', tracestate: 'vendor=state', traceparent: expect.stringContaining(TRACE) });
  });
});
