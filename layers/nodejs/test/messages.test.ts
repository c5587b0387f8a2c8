import { createHash, createHmac } from 'node:crypto';
import fc from 'fast-check';
import { bundle } from './support/bundle';
import { FIXTURES, RUNTIMES, invocationSpans, withLambda, type LambdaOptions } from './support/lambda';
import type { ReceivedRequest, ReceivedSpan } from '../../../sandbox';
import { COMMANDS } from '../src/outgoing/message-commands';

/** Makes any call of any client; `Data` comes in base64. What is given is given back, to see whether it changed. */
const BODY = `
  const config = { endpoint: process.env.AWS_AT, maxAttempts: 1, requestHandler: new NodeHttpHandler() };
  const revived = (key, value) => key === 'Data' && typeof value === 'string' ? Buffer.from(value, 'base64') : value;
  const call = async ({ service, command, input }) => {
    const module = modules[service];
    const client = new module[Object.keys(module).find((name) => name.endsWith('Client') && !name.startsWith('_'))](config);
    const given = new module[command](JSON.parse(JSON.stringify(input), revived));
    const before = JSON.stringify(given.input);
    const failed = await client.send(given).then(() => undefined, (error) => error.name);
    return { failed, untouched: JSON.stringify(given.input) === before, secret: process.env.AWS_SECRET_ACCESS_KEY };
  };
  const handler = async ({ calls }) => { const results = []; for (const one of calls) results.push(await call(one)); return results; };
`;
const SERVICES = ['sqs', 'sns', 'eventbridge', 'kinesis', 'lambda', 'sfn', 'dynamodb'];
const COMMON_JS = `const { NodeHttpHandler } = require('@smithy/node-http-handler');
  const modules = { ${SERVICES.map((name) => `${name}: require('@aws-sdk/client-${name}')`).join(', ')} };${BODY} exports.handler = handler;`;
const ESM = `import { NodeHttpHandler } from '@smithy/node-http-handler';
  ${SERVICES.map((name) => `import * as ${name} from '@aws-sdk/client-${name}';`).join('\n')}
  const modules = { ${SERVICES.join(', ')} };${BODY} export { handler };`;

interface Call { readonly service: string; readonly command: string; readonly input: unknown }
interface Seen {
  readonly requests: ReceivedRequest[];
  readonly client: ReceivedSpan[];
  readonly invocation: ReceivedSpan;
  readonly results: { failed?: string; untouched: boolean; secret: string }[];
}

/** Makes the calls in one invocation, against a back end that answers `{}`. */
async function make(calls: readonly Call[], options: Partial<LambdaOptions> = {}): Promise<Seen> {
  return withLambda({ files: { 'index.js': 'exports.handler = async () => 1;' }, layer: false }, async (aws) => {
    aws.backEnd.behaviour = { status: 200, body: '{}', headers: { 'content-type': 'application/json' } };
    return withLambda({
      files: { 'index.js': COMMON_JS }, mounts: { '/var/node_modules': FIXTURES }, memoryMb: 1024, timeoutSeconds: 30, ...options,
      environment: { AWS_AT: aws.backEnd.url, LAMBDA_TRACING_MESSAGE_CONTEXT: 'all', ...options.environment },
    }, async (lambda) => {
      const { payload, error } = await lambda.invoke({ calls });
      expect(error).toBeUndefined();
      const spans = await lambda.spans(calls.length + 1);
      return { requests: [...aws.backEnd.requests], client: spans.filter(({ kind }) => kind === 'client'), invocation: invocationSpans(spans)[0], results: payload as Seen['results'] };
    });
  });
}

const QUEUE = 'https://sqs.us-east-1.amazonaws.com/123456789012/jobs';
const TOPIC = 'arn:aws:sns:us-east-1:123456789012:news';
const MACHINE = 'arn:aws:states:us-east-1:123456789012:stateMachine:orders';
const text = (value: string) => ({ DataType: 'String', StringValue: value });
const base64 = (value: string) => Buffer.from(value).toString('base64');
const DETAIL = '{"order": 12345678901234567890, "note":"a"}';
const event = (Detail: string) => ({ Source: 'shop', DetailType: 'Order', Detail });

const CALLS: readonly (Call & { readonly name: string })[] = [
  { name: 'SQS.SendMessage', service: 'sqs', command: 'SendMessageCommand', input: { QueueUrl: QUEUE, MessageBody: 'private', MessageAttributes: { own: text('1') } } },
  { name: 'SQS.SendMessageBatch', service: 'sqs', command: 'SendMessageBatchCommand', input: { QueueUrl: QUEUE, Entries: [{ Id: '1', MessageBody: 'a' }, { Id: '2', MessageBody: 'b' }] } },
  { name: 'SNS.Publish', service: 'sns', command: 'PublishCommand', input: { TopicArn: TOPIC, Message: 'private' } },
  { name: 'SNS.PublishBatch', service: 'sns', command: 'PublishBatchCommand', input: { TopicArn: TOPIC, PublishBatchRequestEntries: [{ Id: '1', Message: 'a' }] } },
  { name: 'EventBridge.PutEvents', service: 'eventbridge', command: 'PutEventsCommand', input: { Entries: [event(DETAIL), event('{}')] } },
  { name: 'Kinesis.PutRecord', service: 'kinesis', command: 'PutRecordCommand', input: { StreamName: 's', PartitionKey: 'p', Data: base64('{"click":1}') } },
  { name: 'Kinesis.PutRecords', service: 'kinesis', command: 'PutRecordsCommand', input: { StreamName: 's', Records: [{ PartitionKey: 'p', Data: base64('{"click":2}') }, { PartitionKey: 'p', Data: base64('bytes') }] } },
  { name: 'Lambda.Invoke', service: 'lambda', command: 'InvokeCommand', input: { FunctionName: 'other', Payload: '{}' } },
  { name: 'Lambda.Invoke', service: 'lambda', command: 'InvokeCommand', input: { FunctionName: 'other', InvocationType: 'Event', Payload: '{"n": 1.0}' } },
  { name: 'SFN.StartExecution', service: 'sfn', command: 'StartExecutionCommand', input: { stateMachineArn: MACHINE, input: '{"n": 1.0}' } },
];

/** Every context that left in the message of a request. */
function carried({ headers, body, path }: ReceivedRequest): string[] {
  const form = new URLSearchParams(body.toString());
  const texts = [body.toString(), ...form.values(), Buffer.from(headers['x-amz-client-context'] ?? '', 'base64').toString(),
    ...[...body.toString().matchAll(/"Data":"([^"]*)"/g)].map(([, data]) => Buffer.from(data, 'base64').toString())];
  expect(path).toBeDefined();
  return texts.flatMap((one) => one.match(/00-[0-9a-f]{32}-[0-9a-f]{16}-0\d/g) ?? []).filter((_, i, all) => form.has('Action') ? i >= all.length / 2 : true);
}

/** Whether the signature is the one of what arrived. */
function isSigned({ method, path, headers, body }: ReceivedRequest, secret: string): boolean {
  const [, scope, names, signature] = /Credential=[^/]+\/([^,]+), SignedHeaders=([^,]+), Signature=(\w+)/.exec(headers.authorization ?? '') ?? [];
  const [date, region, service] = scope.split('/');
  const hash = (value: string | Buffer) => createHash('sha256').update(value).digest('hex');
  const hmac = (key: string | Buffer, value: string) => createHmac('sha256', key).update(value).digest();
  const [target, query = ''] = path.split('?');
  const canonical = [method, target, query, ...names.split(';').map((name) => `${name}:${headers[name]}`), '', names, hash(body)].join('\n');
  const key = ['aws4_request'].reduce(hmac, [date, region, service].reduce<string | Buffer>(hmac, `AWS4${secret}`));
  return hmac(key, ['AWS4-HMAC-SHA256', headers['x-amz-date'], scope, hash(canonical)].join('\n')).toString('hex') === signature;
}

const traceparent = ({ traceId, spanId }: ReceivedSpan) => `00-${traceId}-${spanId}-01`;

describe.each(RUNTIMES.slice(1))('on %s', (runtime) => {
  test.each([['require', { 'index.js': COMMON_JS }], ['import', { 'index.mjs': ESM }]])('messages carry the span of their call, signed with the rest (%s)', async (_, files) => {
    const { requests, client, invocation, results } = await make(CALLS, { runtime, files: files as unknown as Record<string, string> });
    expect(client.map(({ name }) => name)).toEqual(CALLS.map(({ name }) => name));
    for (const [i, span] of client.entries()) {
      expect(span).toMatchObject({ traceId: invocation.traceId, parentSpanId: invocation.spanId });
      const found = carried(requests[i]);
      expect([span.name, [...new Set(found)]]).toEqual([span.name, [traceparent(span)]]);
      expect([span.name, requests[i].headers['x-amzn-trace-id']]).toEqual([span.name, expect.stringContaining(`Parent=${span.spanId};Sampled=1`)]);
      expect([span.name, isSigned(requests[i], results[i].secret)]).toEqual([span.name, true]);
      expect([span.name, results[i].untouched]).toEqual([span.name, true]);
    }
    expect(carried(requests[1])).toHaveLength(2);
    expect(JSON.parse(requests[4].body.toString())).toMatchObject({
      Entries: [
        { Detail: `{"order": 12345678901234567890, "note":"a","traceparent":"${traceparent(client[4])}"}` }, { Detail: `{"traceparent":"${traceparent(client[4])}"}` },
      ],
    });
    expect(requests[8].body.toString()).toBe(`{"n": 1.0,"traceparent":"${traceparent(client[8])}"}`);
    expect(JSON.parse(requests[9].body.toString()).input).toBe(`{"n": 1.0,"traceparent":"${traceparent(client[9])}"}`);
    expect(requests[6].body.toString()).toContain(`"Data":"${base64('bytes')}"`);
  });
});

test('what the user has set stays, and limits are kept', async () => {
  const foreign = '00-11111111111111111111111111111111-2222222222222222-00';
  const ten = Object.fromEntries(Array.from({ length: 10 }, (_, i) => [`a${i}`, text('1')]));
  const own: Call[] = [
    { service: 'sqs', command: 'SendMessageCommand', input: { QueueUrl: QUEUE, MessageBody: 'x', MessageAttributes: { traceparent: text(foreign) } } },
    { service: 'sqs', command: 'SendMessageCommand', input: { QueueUrl: QUEUE, MessageBody: 'x', MessageAttributes: ten } },
    { service: 'sqs', command: 'SendMessageCommand', input: { QueueUrl: QUEUE, MessageBody: 'x'.repeat(262144) } },
    { service: 'sns', command: 'PublishCommand', input: { PhoneNumber: '+10000000000', Message: 'x' } },
    { service: 'eventbridge', command: 'PutEventsCommand', input: { Entries: [event(`{"traceparent":"${foreign}"}`), event('not json'), event('[1]')] } },
    { service: 'kinesis', command: 'PutRecordCommand', input: { StreamName: 's', PartitionKey: 'p', Data: base64(`{"traceparent":"${foreign}"}`) } },
    { service: 'lambda', command: 'InvokeCommand', input: { FunctionName: 'f', InvocationType: 'Event', Payload: `{"traceparent":"${foreign}"}` } },
    { service: 'lambda', command: 'InvokeCommand', input: { FunctionName: 'f', InvocationType: 'Event', Payload: '[]' } },
    { service: 'lambda', command: 'InvokeCommand', input: { FunctionName: 'f', InvocationType: 'Event', Payload: `{"large":"${'x'.repeat(230000)}"}` } },
    { service: 'lambda', command: 'InvokeCommand', input: { FunctionName: 'f', InvocationType: 'Event', DurableExecutionName: 'order-7', Payload: '{}' } },
    { service: 'lambda', command: 'InvokeCommand', input: { FunctionName: 'f', InvocationType: 'DryRun', Payload: '{}' } },
    { service: 'sfn', command: 'StartExecutionCommand', input: { stateMachineArn: MACHINE, name: 'order-7', input: '{}' } },
    { service: 'sfn', command: 'StartExecutionCommand', input: { stateMachineArn: MACHINE } },
    { service: 'sfn', command: 'StartExecutionCommand', input: { stateMachineArn: MACHINE, input: `{"traceparent":"${foreign}"}` } },
    { service: 'lambda', command: 'InvokeCommand', input: { FunctionName: 'f', ClientContext: base64(JSON.stringify({ custom: { traceparent: foreign } })) } },
    { service: 'lambda', command: 'InvokeCommand', input: { FunctionName: 'f', ClientContext: base64(JSON.stringify({ custom: { big: 'x'.repeat(2600) } })) } },
    { service: 'lambda', command: 'InvokeCommand', input: { FunctionName: 'f', ClientContext: 'garbage' } },
    { service: 'dynamodb', command: 'GetItemCommand', input: { TableName: 't', Key: { traceparent: { S: 'k' } } } },
  ];
  const { requests, client } = await make(own);
  expect(requests).toHaveLength(own.length);
  for (const [i, request] of requests.entries()) {
    expect([i, carried(request).filter((one) => one !== foreign)]).toEqual([i, []]);
    // The header goes on all the same.
    expect(request.headers['x-amzn-trace-id']).toContain(`Parent=${client[i].spanId}`);
  }
});

test('OTEL_PROPAGATORS and LAMBDA_TRACING_MESSAGE_CONTEXT say what goes into messages', async () => {
  const which = async (environment: Record<string, string>) => (await make(CALLS, { environment })).requests.map((request, i) => carried(request).length > 0 ? CALLS[i].service : '');
  for (const attributes of ['attributes', '']) {
    // By default no payload is touched.
    expect(await which({ LAMBDA_TRACING_MESSAGE_CONTEXT: attributes })).toEqual(['sqs', 'sqs', 'sns', 'sns', '', '', '', 'lambda', '', '']);
  }
  expect(await which({ LAMBDA_TRACING_MESSAGE_CONTEXT: 'none' })).toEqual(CALLS.map(() => ''));
  expect(await which({ OTEL_PROPAGATORS: 'xray' })).toEqual(CALLS.map(() => ''));
});

test('a bundled SDK is not reached: the header alone goes on', async () => {
  const { requests, client } = await make(CALLS.slice(0, 1), { files: { 'index.js': bundle(ESM) } });
  expect(carried(requests[0])).toEqual([]);
  expect(requests[0].headers['x-amzn-trace-id']).toContain(`Parent=${client[0].spanId}`);
});

describe('a client that a handler loads', () => {
  const lazily = (modules: string, body = BODY) => `const { NodeHttpHandler } = require('@smithy/node-http-handler'); ${modules}${body} exports.handler = handler;`;
  const WAYS: Readonly<Record<string, Record<string, string>>> = {
    'require': { 'index.js': lazily('const modules = new Proxy({}, { get: (_, name) => require(`@aws-sdk/client-${name}`) });') },
    'import': { 'index.js': lazily('const modules = new Proxy({}, { get: (_, name) => import(`@aws-sdk/client-${name}`) });', BODY.replace('= modules[service]', '= await modules[service]')) },
    'a module of its own': {
      'index.js': lazily('const modules = { get sqs() { return import("./sqs.mjs"); }, get sns() { return require("./sns"); } };', BODY.replace('= modules[service]', '= await modules[service]')),
      'sqs.mjs': 'export { SQSClient, SendMessageCommand } from "@aws-sdk/client-sqs";',
      'sns.js': 'const { SNSClient, PublishCommand } = require("@aws-sdk/client-sns"); module.exports = { SNSClient, PublishCommand };',
    },
  };
  const calls = [CALLS[0], CALLS[0], CALLS[2], CALLS[2]];

  test.each(RUNTIMES.slice(1).flatMap((runtime) => Object.keys(WAYS).map((way) => [runtime, way] as const)))('is found on %s after its first call (%s)', async (runtime, way) => {
    const { requests, client } = await make(calls, { runtime, files: WAYS[way] });
    expect(requests.map(carried)).toEqual([[], [traceparent(client[1])], [], [traceparent(client[3])]]);
  });

  test('is found after any number of calls of services whose messages are not to be touched', async () => {
    const others = [CALLS[4], CALLS[5], CALLS[9], CALLS[4], CALLS[5], CALLS[9]];
    const { requests, client } = await make([...others, ...calls], { files: WAYS.require, environment: { LAMBDA_TRACING_MESSAGE_CONTEXT: 'attributes' } });
    expect(requests.map(carried)).toEqual([...others.map(() => []), [], [traceparent(client[7])], [], [traceparent(client[9])]]);
  });

  test('is found after any number of calls without a message of a service whose client is known', async () => {
    const receive = { service: 'sqs', command: 'ReceiveMessageCommand', input: { QueueUrl: QUEUE } };
    const others = [CALLS[0], ...Array.from({ length: 6 }, () => receive)];
    const { requests, client } = await make([...others, CALLS[2], CALLS[2]], { files: WAYS.require });
    expect(requests.map(carried)).toEqual([...others.map(() => []), [], [traceparent(client[8])]]);
  });

  test('is left alone where no message is to be touched', async () => {
    const { requests } = await make(calls, { files: WAYS.require, environment: { LAMBDA_TRACING_MESSAGE_CONTEXT: 'none' } });
    expect(requests.map(carried)).toEqual([[], [], [], []]);
  });
});

describe('any input', () => {
  const headers = { traceparent: 'T', tracestate: 'S', baggage: 'B' };
  const inputs = fc.oneof(fc.anything(), fc.record({
    MessageBody: fc.anything(), Message: fc.anything(), MessageAttributes: fc.anything(),
    Entries: fc.oneof(fc.anything(), fc.array(fc.dictionary(fc.constantFrom('Detail', 'MessageBody', 'MessageAttributes'), fc.anything()))),
    PublishBatchRequestEntries: fc.anything(), Records: fc.anything(),
    Data: fc.oneof(fc.uint8Array(), fc.anything()), Payload: fc.oneof(fc.uint8Array(), fc.json(), fc.anything()), input: fc.oneof(fc.json(), fc.anything()), ClientContext: fc.oneof(fc.base64String(), fc.anything()), InvocationType: fc.oneof(fc.constant('Event'), fc.anything()),
  }, { requiredKeys: [] }));
  const rewrites = Object.values(COMMANDS).flatMap(({ commands }) => Object.values(commands()));

  test('is taken without an error and is not changed itself', () => {
    fc.assert(fc.property(inputs, (input) => {
      const before = fc.stringify(input);
      for (const rewrite of rewrites) for (const all of [true, false]) rewrite(input, headers, all);
      expect(fc.stringify(input)).toBe(before);
    }), { numRuns: 500, examples: [[{ input: { toString: 0 }, Detail: { toString: 0 } }]] });
  });

  test('never has more than ten attributes after it, and keeps its own', () => {
    const names = fc.uniqueArray(fc.string({ minLength: 1 }).filter((name) => name !== '__proto__'), { maxLength: 12 });
    fc.assert(fc.property(names, (own) => {
      const MessageAttributes = Object.fromEntries(own.map((name) => [name, text('1')]));
      const result = COMMANDS.sqs.commands().SendMessageCommand({ MessageBody: 'x', MessageAttributes }, headers);
      const attributes = (result?.MessageAttributes ?? MessageAttributes) as Record<string, unknown>;
      expect(Object.keys(attributes).length).toBeLessThanOrEqual(Math.max(10, own.length));
      expect(attributes).toMatchObject(MessageAttributes);
      expect('traceparent' in attributes).toBe(own.length < 10 || own.includes('traceparent'));
    }));
  });

  test('of JSON is the same JSON with the context, every byte of it kept', () => {
    fc.assert(fc.property(fc.dictionary(fc.string(), fc.jsonValue()), fc.constantFrom(undefined, 1), (object, indent) => {
      const Data = Buffer.from(JSON.stringify(object, undefined, indent) + (indent ? '\n' : ''));
      const result = COMMANDS.kinesis.commands().PutRecordCommand({ Data }, headers) as { Data: Buffer } | undefined;
      if ('traceparent' in object || 'tracestate' in object) return expect(result).toBeUndefined();
      expect(JSON.parse(result?.Data.toString() ?? '')).toEqual({ ...JSON.parse(Data.toString()) as object, traceparent: 'T', tracestate: 'S' });
      expect(result?.Data.toString().startsWith(Data.toString().trimEnd().slice(0, -1))).toBe(true);
    }));
  });
});
