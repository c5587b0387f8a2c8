import { eventNamed, xrayHeader } from './support/events';
import { FIXTURES, invocationSpans, withLambda, type Lambda } from './support/lambda';
import type { InvokeOptions, ReceivedRequest, ReceivedSpan } from '../../../sandbox';

/** Makes one call of any client, or a request. */
const SENDER = {
  'index.js': `const { NodeHttpHandler } = require('@smithy/node-http-handler');
    const modules = { ${['eventbridge', 'kinesis', 'lambda', 's3', 'sfn', 'sns', 'sqs'].map((name) => `${name}: require('@aws-sdk/client-${name}')`).join(', ')} };
    const config = { endpoint: process.env.AWS_AT, maxAttempts: 1, forcePathStyle: true, requestHandler: new NodeHttpHandler() };
    exports.handler = async ({ service, command, input }) => {
      if (service === 'http') return void await fetch(process.env.AWS_AT + input.path).then((response) => response.text());
      const module = modules[service];
      const client = new module[Object.keys(module).find((name) => name.endsWith('Client') && !name.startsWith('_'))](config);
      if (input.Data) input.Data = Buffer.from(input.Data);
      await client.send(new module[command](input)).catch(() => 'answers are of no interest');
    };`,
};
const RECEIVER = { 'index.js': 'exports.handler = async () => ({ statusCode: 200 });' };

type Delivery = readonly [event: unknown, options: InvokeOptions];
interface Hop {
  readonly call: { readonly service: string; readonly command?: string; readonly input: Record<string, unknown> };
  /** What the service makes of the request: the event of the function behind it, and the header that Lambda gives. */
  readonly deliver: (request: ReceivedRequest) => Delivery;
  /** The span of the call is the parent, or no more than linked in the same trace. @default 'parent' */
  readonly as?: 'parent' | 'link';
}

const header = ({ headers }: ReceivedRequest): string => headers['x-amzn-trace-id'] as string;
const json = ({ body }: ReceivedRequest): any => JSON.parse(body.toString());
/** A poller's call is a trace of its own. */
const POLLED: InvokeOptions = { traceHeader: xrayHeader(';Sampled=0') };
/** The header that goes with a message where it is of no use: nobody's that was called here, so that the message itself has to tell. */
const FOREIGN = 'Root=1-5bd3a1c0-0f1e2d3c4b5a69788796a5b4;Parent=0badc0de0badc0de;Sampled=1';

const queued = (body: string, attributes: object, traceHeader?: string) => ({
  messageId: 'm-1', receiptHandle: 'r', body, attributes: { ...traceHeader && { AWSTraceHeader: traceHeader }, ApproximateReceiveCount: '1' }, messageAttributes: attributes,
  eventSource: 'aws:sqs', eventSourceARN: 'arn:aws:sqs:us-east-1:123456789012:jobs', awsRegion: 'us-east-1',
});
const ofQueue = (request: ReceivedRequest, traceHeader?: string) => queued(json(request).MessageBody, Object.fromEntries(Object.entries<any>(json(request).MessageAttributes ?? {})
  .map(([name, { StringValue, DataType }]) => [name, { stringValue: StringValue, dataType: DataType, stringListValues: [], binaryListValues: [] }])), traceHeader);

/** A notification of what was published, as the topic tells it. */
const notification = ({ body }: ReceivedRequest) => {
  const form = new URLSearchParams(body.toString());
  const attributes = [...form].filter(([key]) => /^MessageAttributes\.entry\.\d+\.Name$/.test(key))
    .map(([key, name]) => [name, { Type: 'String', Value: form.get(key.replace(/Name$/, 'Value.StringValue')) }]);
  return { Type: 'Notification', MessageId: 'n-1', TopicArn: form.get('TopicArn'), Message: form.get('Message'), MessageAttributes: Object.fromEntries(attributes) };
};
const raw = (attributes: Record<string, { Value: string }>) =>
  Object.fromEntries(Object.entries(attributes).map(([name, { Value }]) => [name, { stringValue: Value, dataType: 'String', stringListValues: [], binaryListValues: [] }]));

const ofBus = (request: ReceivedRequest) => {
  const [{ Source, DetailType, Detail }] = json(request).Entries;
  return { 'version': '0', 'id': 'e-1', 'detail-type': DetailType, 'source': Source, 'account': '123456789012', 'region': 'us-east-1', 'resources': [], 'detail': JSON.parse(Detail) };
};
const inStream = (request: ReceivedRequest) => ({ kinesisSchemaVersion: '1.0', partitionKey: 'p', sequenceNumber: '1', data: json(request).Data, approximateArrivalTimestamp: 1545084650.987 });
const OF_STREAM = { eventSource: 'aws:kinesis', eventVersion: '1.0', eventID: 's:1', eventName: 'aws:kinesis:record', awsRegion: 'us-east-1', eventSourceARN: 'arn:aws:kinesis:us-east-1:123456789012:stream/s' };

const INVOKE = { service: 'lambda', command: 'InvokeCommand', input: { FunctionName: 'other', Payload: '{"order":7}' } };
const EVENT = { ...INVOKE, input: { ...INVOKE.input, InvocationType: 'Event' } };
const FUNCTION = 'arn:aws:lambda:us-east-1:123456789012:function:other';
const MACHINE = 'arn:aws:states:us-east-1:123456789012:stateMachine:orders';
const START = { service: 'sfn', command: 'StartExecutionCommand', input: { stateMachineArn: MACHINE, input: '{"order":7}' } };
const contextObject = (Input: object) => ({
  Execution: { Id: MACHINE.replace('stateMachine', 'execution').concat(':run-1'), Input, Name: 'run-1' }, State: { Name: 'Charge', RetryCount: 0 }, StateMachine: { Id: MACHINE, Name: 'orders' },
});
const SEND = { service: 'sqs', command: 'SendMessageCommand', input: { QueueUrl: 'https://sqs.us-east-1.amazonaws.com/123456789012/jobs', MessageBody: 'x' } };
const PUBLISH = { service: 'sns', command: 'PublishCommand', input: { TopicArn: 'arn:aws:sns:us-east-1:123456789012:news', Message: 'x' } };
const PUT_EVENTS = { service: 'eventbridge', command: 'PutEventsCommand', input: { Entries: [{ Source: 'shop', DetailType: 'Order', Detail: '{"order":7}' }] } };
const PUT_RECORD = { service: 'kinesis', command: 'PutRecordCommand', input: { StreamName: 's', PartitionKey: 'p', Data: '{"click":1}' } };

const HOPS: Readonly<Record<string, Hop>> = {
  'Lambda to Lambda': {
    call: INVOKE,
    deliver: (request) => [json(request), { traceHeader: header(request), clientContext: JSON.parse(Buffer.from(request.headers['x-amz-client-context'] as string ?? 'e30=', 'base64').toString()) }],
  },
  'an asynchronous invocation': { call: EVENT, deliver: (request) => [json(request), { traceHeader: header(request) }] },
  'an asynchronous invocation of which no payload is touched': {
    call: { ...EVENT, input: { ...EVENT.input, Payload: '[7]' } }, deliver: (request) => [json(request), { traceHeader: header(request) }], as: 'link',
  },
  'an asynchronous invocation and its destination': {
    call: EVENT,
    deliver: (request) => [{
      version: '1.0', timestamp: '2019-11-14T18:16:05.568Z', requestContext: { requestId: 'r-1', functionArn: `${FUNCTION}:$LATEST`, condition: 'RetriesExhausted', approximateInvokeCount: 3 },
      requestPayload: json(request), responseContext: { statusCode: 200, executedVersion: '$LATEST', functionError: 'Unhandled' }, responsePayload: { errorMessage: 'no' },
    }, POLLED],
  },
  'a queue': { call: SEND, deliver: (request) => [{ Records: [ofQueue(request)] }, POLLED] },
  'a queue whose header is another\'s': { call: SEND, deliver: (request) => [{ Records: [ofQueue(request, FOREIGN)] }, POLLED] },
  'a queue that keeps nothing but the header': { call: SEND, deliver: (request) => [{ Records: [queued('x', {}, header(request))] }, POLLED] },
  'a queue and a pipe': { call: SEND, deliver: (request) => [[ofQueue(request)], POLLED] },
  'a topic': {
    call: PUBLISH,
    deliver: (request) => [{ Records: [{ EventSource: 'aws:sns', EventVersion: '1.0', EventSubscriptionArn: `${PUBLISH.input.TopicArn}:1`, Sns: notification(request) }] }, { traceHeader: header(request) }],
  },
  'a topic and a queue': { call: PUBLISH, deliver: (request) => [{ Records: [queued(JSON.stringify(notification(request)), {}, FOREIGN)] }, POLLED] },
  'a topic and a queue that gets messages raw': {
    call: PUBLISH, deliver: (request) => [{ Records: [queued(notification(request).Message ?? '', raw(notification(request).MessageAttributes), FOREIGN)] }, POLLED],
  },
  'a rule': { call: PUT_EVENTS, deliver: (request) => [ofBus(request), { traceHeader: header(request) }] },
  'a rule and a queue': { call: PUT_EVENTS, deliver: (request) => [{ Records: [queued(JSON.stringify(ofBus(request)), {}, FOREIGN)] }, POLLED] },
  'a stream': { call: PUT_RECORD, deliver: (request) => [{ Records: [{ kinesis: inStream(request), ...OF_STREAM }] }, POLLED] },
  'a stream and a pipe': { call: PUT_RECORD, deliver: (request) => [[{ ...inStream(request), ...OF_STREAM }], POLLED] },
  'a state': { call: START, deliver: (request) => [JSON.parse(json(request).input), POLLED] },
  'a state that passes the context object on': { call: START, deliver: (request) => [contextObject(JSON.parse(json(request).input)), POLLED] },
  'a state machine with tracing on, whose execution has a name': {
    call: { ...START, input: { ...START.input, name: 'order-7' } }, deliver: (request) => [JSON.parse(json(request).input), { traceHeader: header(request) }], as: 'link',
  },
  'a bucket': {
    call: { service: 's3', command: 'PutObjectCommand', input: { Bucket: 'pictures', Key: 'a.png', Body: 'x' } },
    deliver: (request) => [{
      Records: [{ eventVersion: '2.1', eventSource: 'aws:s3', awsRegion: 'us-east-1', eventName: 'ObjectCreated:Put', s3: { bucket: { name: 'pictures' }, object: { key: 'a.png' } } }],
    }, { traceHeader: header(request) }],
    as: 'link',
  },
  'a function URL': { call: { service: 'http', input: { path: '/next' } }, deliver: ({ headers }) => [{ ...eventNamed('function-url') as object, headers: { ...headers, 'x-amzn-trace-id': FOREIGN } }, POLLED] },
};

interface Passed { readonly call: ReceivedSpan; readonly request: ReceivedRequest; readonly receiver?: ReceivedSpan }

/** Each call is made by one function, and handed to another as the service between them would. */
async function pass(sender: Lambda, requests: readonly ReceivedRequest[], receiver: Lambda): Promise<Map<string, Passed>> {
  const handed: { name: string; request: ReceivedRequest; requestId: string }[] = [];
  for (const [name, { call, deliver }] of Object.entries(HOPS)) {
    await sender.invoke(call);
    const request = requests.at(-1)!;
    const { requestId, status } = await receiver.invoke(...deliver(request));
    expect([name, status, requests.length]).toEqual([name, 'success', handed.push({ name, request, requestId })]);
  }
  await Promise.all([sender.sandbox.shutdown(), receiver.sandbox.shutdown()]);
  const calls = (await sender.spans(2 * handed.length)).filter(({ kind }) => kind === 'client').sort((one, other) => Number(one.start - other.start));
  expect(calls).toHaveLength(handed.length);
  const receivers = invocationSpans(await receiver.spans(handed.length));
  return new Map(handed.map(({ name, request, requestId }, i) =>
    [name, { request, call: calls[i], receiver: receivers.find(({ attributes }) => attributes['faas.invocation_id'] === requestId) }]));
}

describe('from one function to the next, through', () => {
  let passed: Map<string, Passed>;
  beforeAll(async () => {
    passed = await withLambda({ files: RECEIVER, layer: false }, (aws) => {
      aws.backEnd.behaviour = { status: 200, body: '{}', headers: { 'content-type': 'application/json' } };
      const environment = { AWS_AT: aws.backEnd.url, LAMBDA_TRACING_MESSAGE_CONTEXT: 'all' };
      return withLambda({ files: SENDER, backend: 'otlp', mounts: { '/var/node_modules': FIXTURES }, memoryMb: 1024, timeoutSeconds: 30, environment }, (sender) =>
        withLambda({ files: RECEIVER, backend: 'otlp' }, (receiver) => pass(sender, aws.backEnd.requests, receiver)));
    });
  });

  test.each(Object.keys(HOPS))('%s', (name) => {
    const { call, request, receiver } = passed.get(name)!;
    expect(header(request)).toMatch(new RegExp(`Parent=${call.spanId};Sampled=1;Lineage=`));
    expect(receiver?.traceId).toBe(call.traceId);
    if (HOPS[name].as === 'link') {
      expect(receiver?.parentSpanId).toBeUndefined();
      expect(receiver?.links).toMatchObject([{ traceId: call.traceId, spanId: call.spanId }]);
    } else {
      expect(receiver?.parentSpanId).toBe(call.spanId);
    }
  });
});
