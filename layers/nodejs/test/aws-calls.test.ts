import { bundle } from './support/bundle';
import { FIXTURES, RUNTIMES, withLambda, type LambdaOptions } from './support/lambda';
import type { ReceivedRequest, ReceivedSpan } from '../../../sandbox';
import { operationOf } from '../src/outgoing/aws-operation';

const CLIENTS = `
  import { DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
  import { LambdaClient, InvokeCommand } from '@aws-sdk/client-lambda';
  import { S3Client, GetObjectCommand } from '@aws-sdk/client-s3';
  import { SNSClient, PublishCommand } from '@aws-sdk/client-sns';
  import { SQSClient, SendMessageCommand } from '@aws-sdk/client-sqs';
  const config = { endpoint: process.env.AWS_AT, maxAttempts: 1, forcePathStyle: true };
  const calls = {
    dynamodb: () => new DynamoDBClient(config).send(new GetItemCommand({ TableName: 'orders', Key: { id: { S: 'secret-id' } } })),
    lambda: () => new LambdaClient(config).send(new InvokeCommand({ FunctionName: 'other', Payload: '{"card":"card-number"}' })),
    s3: () => new S3Client(config).send(new GetObjectCommand({ Bucket: 'pictures', Key: 'a/b.png' })),
    sns: () => new SNSClient(config).send(new PublishCommand({ TopicArn: 'arn:aws:sns:us-east-1:123456789012:news', Message: 'private' })),
    sqs: () => new SQSClient(config).send(new SendMessageCommand({ QueueUrl: 'https://sqs.us-east-1.amazonaws.com/123456789012/jobs', MessageBody: 'private' })),
  };
  export const handler = async ({ call }) => { try { await calls[call](); return 'ok'; } catch (error) { return error.name; } };
`;

const EXPECTED: Readonly<Record<string, { name: string; attributes: Record<string, unknown> }>> = {
  dynamodb: { name: 'DynamoDB.GetItem', attributes: { 'rpc.service': 'DynamoDB', 'rpc.method': 'GetItem', 'aws.dynamodb.table_names': ['orders'], 'db.system.name': 'aws.dynamodb' } },
  lambda: { name: 'Lambda.Invoke', attributes: { 'rpc.service': 'Lambda', 'rpc.method': 'Invoke', 'faas.invoked_name': 'other', 'faas.invoked_provider': 'aws', 'faas.invoked_region': 'us-east-1' } },
  s3: { name: 'S3.GetObject', attributes: { 'rpc.service': 'S3', 'rpc.method': 'GetObject', 'aws.s3.bucket': 'pictures' } },
  sns: { name: 'SNS.Publish', attributes: { 'rpc.service': 'SNS', 'rpc.method': 'Publish', 'aws.sns.topic.arn': 'arn:aws:sns:us-east-1:123456789012:news' } },
  sqs: { name: 'SQS.SendMessage', attributes: { 'rpc.service': 'SQS', 'rpc.method': 'SendMessage', 'aws.sqs.queue.url': 'https://sqs.us-east-1.amazonaws.com/123456789012/jobs' } },
};

/** Makes each call once, against a back end that answers `{}`, and gives requests and client spans in order. */
interface Seen {
  readonly requests: ReceivedRequest[];
  readonly spans: ReceivedSpan[];
  readonly payloads: unknown[];
}

async function call(options: LambdaOptions, names: readonly string[], behaviour: object = {}): Promise<Seen> {
  return withLambda({ ...options, layer: false }, async (aws) => {
    aws.backEnd.behaviour = { status: 200, body: '{}', headers: { 'x-amzn-requestid': 'request-1' }, ...behaviour };
    return withLambda({ ...options, environment: { AWS_AT: aws.backEnd.url }, memoryMb: 512, timeoutSeconds: 20 }, async (lambda) => {
      const payloads: unknown[] = [];
      for (const name of names) payloads.push((await lambda.invoke({ call: name })).payload);
      const spans = await lambda.spans(2 * names.length);
      return { requests: [...aws.backEnd.requests], spans: spans.filter(({ kind }) => kind === 'client'), payloads };
    });
  });
}

const NAMES = Object.keys(EXPECTED);

describe.each(RUNTIMES.slice(1))('on %s', (runtime) => {
  test.each([
    ['bundled and minified', { 'index.js': bundle(CLIENTS) }],
    ['bundled as ESM', { 'index.mjs': bundle(CLIENTS, { format: 'esm', minify: false }).replace(/^/, 'import { createRequire as __r } from "node:module"; const require = __r(import.meta.url);\n') }],
  ])('AWS calls are recognised in code that is %s', async (_, files) => {
    const { requests, spans } = await call({ files: files as unknown as Record<string, string>, runtime }, NAMES);
    for (const [i, name] of NAMES.entries()) {
      expect(spans[i]).toMatchObject({ ...EXPECTED[name], attributes: { 'rpc.system': 'aws-api', 'cloud.region': 'us-east-1', ...EXPECTED[name].attributes } });
      expect(JSON.stringify(spans[i].attributes)).not.toMatch(/private|secret-id|card-number/);
      const header = requests[i].headers['x-amzn-trace-id'];
      expect(header).toContain(`Root=1-${spans[i].traceId.slice(0, 8)}-${spans[i].traceId.slice(8)};Parent=${spans[i].spanId};Sampled=1`);
      expect(header).toContain('Lineage=');
      expect(requests[i].headers.traceparent).toBeUndefined();
    }
  });
});

test('AWS calls of packages that are not bundled', async () => {
  const source = CLIENTS.replace(/import (\{[^}]*\}) from ('[^']*')/g, 'const $1 = require($2)').replace('export const handler', 'exports.handler');
  const { spans } = await call({ files: { 'index.js': source }, mounts: { '/var/node_modules': FIXTURES } }, NAMES);
  expect(spans.map(({ name }) => name)).toEqual(NAMES.map((name) => EXPECTED[name].name));
});

test('the request id and the error code of the service are on the span', async () => {
  const { spans, payloads } = await call({ files: { 'index.js': bundle(CLIENTS) } }, ['dynamodb'], {
    status: 400, headers: { 'x-amzn-requestid': 'request-2', 'x-amzn-errortype': 'com.amazonaws#ResourceNotFoundException:http://internal' }, body: '{"__type":"ResourceNotFoundException"}',
  });
  expect(payloads).toEqual(['ResourceNotFoundException']);
  expect(spans[0]).toMatchObject({ status: { code: 'error' }, attributes: { 'aws.request_id': 'request-2', 'error.type': 'ResourceNotFoundException', 'http.response.status_code': 400 } });
});

test('services that are signed by the name of another have their own', async () => {
  const source = `
    const http = require('node:http');
    const authorization = (name) => 'AWS4-HMAC-SHA256 Credential=KEY/20261122/eu-west-1/' + name + '/aws4_request, SignedHeaders=host, Signature=abc';
    const send = (name, path, headers, body) => new Promise((ok) =>
      http.request(process.env.AWS_AT + path, { method: 'POST', headers: { authorization: authorization(name), ...headers } }, (res) => { res.resume(); res.on('end', ok); }).end(body));
    exports.handler = async () => {
      await send('dynamodb', '/', { 'x-amz-target': 'DynamoDBStreams_20120810.GetRecords' }, '{}');
      await send('dynamodb', '/', { 'x-amz-target': 'DynamoDB_20120810.GetItem' }, '{}');
      await send('ses', '/', {}, 'Action=SendRawEmail&Version=2010-12-01');
      await send('ses', '/v2/email/outbound-emails', {}, '{}');
    };`;
  const { spans } = await call({ files: { 'index.js': source } }, ['all']);
  expect(spans.map(({ name }) => name)).toEqual(['DynamoDB Streams.GetRecords', 'DynamoDB.GetItem', 'SES.SendRawEmail', 'SESv2.SendEmail']);
});

test('no header that is signed is added, changed or removed', async () => {
  const source = `
    const http = require('node:http');
    const send = (headers, path = '/') => new Promise((ok) => http.get(process.env.AWS_AT + path, { headers }, (res) => { res.resume(); res.on('end', ok); }));
    const signed = (names) => 'AWS4-HMAC-SHA256 Credential=KEY/20261122/eu-west-1/sqs/aws4_request, SignedHeaders=' + names + ', Signature=abc';
    exports.handler = async () => {
      await send({ authorization: signed('host;traceparent;x-amzn-trace-id'), traceparent: 'theirs', 'x-amzn-trace-id': 'Root=1-theirs' });
      await send({ authorization: signed('host;x-amz-date'), 'X-Amzn-Trace-Id': process.env._X_AMZN_TRACE_ID + ';Custom=kept' });
      await send({}, '/?X-Amz-Signature=abc&X-Amz-Credential=KEY%2F20261122%2Feu-west-1%2Fs3%2Faws4_request&X-Amz-SignedHeaders=host');
    };`;
  const { requests, spans } = await call({ files: { 'index.js': source } }, ['all']);
  expect(requests[0].headers).toMatchObject({ 'traceparent': 'theirs', 'x-amzn-trace-id': 'Root=1-theirs' });
  expect(requests[1].headers['x-amzn-trace-id']).toMatch(new RegExp(`Parent=${spans[1].spanId};Sampled=1;Lineage=.*;Custom=kept$`));
  expect(requests[1].headers.traceparent).toBeUndefined();
  expect(requests[2].headers.traceparent).toBeUndefined();
  expect(spans[2].attributes['url.full']).toContain('X-Amz-Signature=REDACTED&X-Amz-Credential=REDACTED');
});

const REAL = { mounts: { '/var/node_modules': FIXTURES } };

test('the name of a resource is found behind a large message, and one that is in the message is not taken for it', async () => {
  const source = `
    const http = require('node:http');
    const { SNSClient, PublishCommand } = require('@aws-sdk/client-sns');
    const config = { endpoint: process.env.AWS_AT, maxAttempts: 1 };
    const large = JSON.stringify({ TableName: 'other', filler: 'x'.repeat(100000) }) + '&TopicArn=arn:aws:sns:other';
    const calls = {
      dynamodb: () => new Promise((ok) => {
        const headers = { 'authorization': 'AWS4-HMAC-SHA256 Credential=KEY/20261122/eu-west-1/dynamodb/aws4_request, SignedHeaders=host, Signature=abc', 'x-amz-target': 'DynamoDB_20120810.PutItem' };
        http.request(process.env.AWS_AT, { method: 'POST', headers }, (res) => { res.resume(); res.on('end', ok); }).end(JSON.stringify({ Item: { id: { S: large } }, TableName: 'orders' }));
      }),
      sns: () => new SNSClient(config).send(new PublishCommand({ TopicArn: 'arn:aws:sns:us-east-1:123456789012:news', Message: large })),
    };
    exports.handler = ({ call }) => calls[call]().then(() => 1, () => 0);`;
  const { requests, spans } = await call({ files: { 'index.js': source }, ...REAL }, ['dynamodb', 'sns']);
  // Behind it, as the SDK writes it; if it no longer does, this tells nothing.
  expect(requests[1].body.toString().lastIndexOf('TopicArn=')).toBeGreaterThan(100000);
  expect(spans[0].attributes['aws.dynamodb.table_names']).toEqual(['orders']);
  expect(spans[1]).toMatchObject({ name: 'SNS.Publish', attributes: { 'aws.sns.topic.arn': 'arn:aws:sns:us-east-1:123456789012:news' } });
});

test('what is in a message is in no attribute, wherever a long body is cut', async () => {
  const source = `
    const http = require('node:http');
    const authorization = 'AWS4-HMAC-SHA256 Credential=KEY/20261122/eu-west-1/sns/aws4_request, SignedHeaders=host, Signature=abc';
    exports.handler = ({ before }) => new Promise((ok) => {
      const body = 'Action=Publish&Message=' + 'm'.repeat(before) + '&TopicArn=arn%3Aaws%3Asns%3Aus-east-1%3A123456789012%3Anews&MessageAttributes=' + 'private'.repeat(700);
      http.request(process.env.AWS_AT, { method: 'POST', headers: { authorization, 'content-length': body.length } }, (res) => { res.resume(); res.on('end', ok); }).end(body);
    });`;
  await withLambda({ files: { 'index.js': source }, layer: false }, async (aws) => {
    aws.backEnd.behaviour = { status: 200, body: '{}' };
    await withLambda({ files: { 'index.js': source }, environment: { AWS_AT: aws.backEnd.url } }, async (lambda) => {
      for (const before of [10, 16330, 16345, 16360, 17000]) await lambda.invoke({ before });
      const named = (await lambda.spans(10)).filter(({ kind }) => kind === 'client');
      expect(named.map(({ name }) => name)).toEqual(Array.from({ length: 5 }, () => 'SNS.Publish'));
      expect([undefined, 'arn:aws:sns:us-east-1:123456789012:news']).toEqual(expect.arrayContaining([...new Set(named.map(({ attributes }) => attributes['aws.sns.topic.arn']))]));
      expect(named[0].attributes['aws.sns.topic.arn']).toBe('arn:aws:sns:us-east-1:123456789012:news');
    });
  });
});

/** Those with what they are called by the path and the method alone would have the names of others. */
const S3: Readonly<Record<string, readonly [name: string | undefined, input?: string]>> = {
  PutBucketPolicy: [undefined, '{ Policy: "{}" }'],
  DeleteBucketLifecycle: [undefined],
  GetBucketLocation: [undefined],
  ListObjectVersions: [undefined],
  GetObjectTagging: [undefined],
  PutObjectTagging: [undefined, '{ Tagging: { TagSet: [] } }'],
  GetObject: ['GetObject'],
  PutObject: ['PutObject', '{ Body: "x" }'],
  ListObjects: ['ListObjects', '{ Prefix: "" }'],
  ListObjectsV2: ['ListObjectsV2', '{ Prefix: "", Delimiter: "/" }'],
  DeleteObjects: ['DeleteObjects', '{ Delete: { Objects: [{ Key: "a" }] } }'],
  CreateMultipartUpload: ['CreateMultipartUpload'],
  ListMultipartUploads: ['ListMultipartUploads', '{ Prefix: "" }'],
  CreateBucket: ['CreateBucket'],
  DeleteBucket: ['DeleteBucket'],
};

test('an operation of S3 has its own name or none, never that of another', async () => {
  const source = `
    const s3 = require('@aws-sdk/client-s3');
    const inputs = { ${Object.entries(S3).map(([name, [, input = '{}']]) => `${name}: ${input}`).join()} };
    const client = new s3.S3Client({ endpoint: process.env.AWS_AT, maxAttempts: 1, forcePathStyle: true });
    exports.handler = ({ call }) => client.send(new s3[call + 'Command']({ Bucket: 'pictures', Key: 'a', ...inputs[call] })).then(() => 1, () => 0);`;
  const names = Object.keys(S3);
  const { requests, spans } = await call({ files: { 'index.js': source }, ...REAL }, names);
  expect(requests).toHaveLength(names.length);
  // A few of them say their name in the URL, in some versions of the SDK.
  const told = requests.map(({ path }) => new URL(path, 'http://s3').searchParams.get('x-id') ?? undefined);
  const expected = names.map((name, i) => S3[name][0] ?? told[i]);
  expect(spans.map(({ attributes }, i) => [names[i], attributes['rpc.method']])).toEqual(names.map((name, i) => [name, expected[i]]));
  expect(spans.map(({ name }) => name)).toEqual(expected.map((name) => name === undefined ? 'S3' : `S3.${name}`));
  expect(new Set(spans.map(({ attributes }) => attributes['aws.s3.bucket']))).toEqual(new Set(['pictures']));
});

/** Presigned URLs and hand-made requests have parameters of any kind beside. */
test.each([
  ['GET', '/b/k?versionId=3&response-content-type=text%2Fplain', 'GetObject'],
  ['PUT', '/b/k?partNumber=1&uploadId=u', 'UploadPart'],
  ['GET', '/b?list-type=2&prefix=&continuation-token=&start-after=', 'ListObjectsV2'],
  ['GET', '/b?uploads&prefix=&delimiter=&encoding-type=url', 'ListMultipartUploads'],
  ['POST', '/b/k?uploads', 'CreateMultipartUpload'],
  ['GET', '/b?versioning', undefined],
  ['PUT', '/b/k?acl', undefined],
  ['DELETE', '/b/k?tagging=', undefined],
  ['GET', '/b?uploads=&x', undefined],
])('the operation of %s %s is %p', (method, path, expected) => {
  expect(operationOf('S3', { method, path, host: 's3.eu-west-1.amazonaws.com', header: () => undefined })).toBe(expected);
});

test('a transaction of DynamoDB over several tables names each of them, once', async () => {
  const source = `
    const { DynamoDBClient, TransactWriteItemsCommand } = require('@aws-sdk/client-dynamodb');
    const put = (TableName, n) => ({ Put: { TableName, Item: { id: { S: n } } } });
    exports.handler = () => new DynamoDBClient({ endpoint: process.env.AWS_AT, maxAttempts: 1 })
      .send(new TransactWriteItemsCommand({ TransactItems: [put('orders', '1'), put('stock', '2'), put('orders', '3')] })).then(() => 1);`;
  const { spans, payloads } = await call({ files: { 'index.js': source }, ...REAL }, ['transact']);
  expect(payloads).toEqual([1]);
  expect(spans[0]).toMatchObject({ name: 'DynamoDB.TransactWriteItems', attributes: { 'aws.dynamodb.table_names': ['orders', 'stock'] } });
});

test.each(['pay', '123456789012:function:pay', 'arn:aws:lambda:us-east-1:123456789012:function:pay', 'arn:aws:lambda:us-east-1:123456789012:function:pay:live', 'pay:live'])(
  'the function that is invoked as %s is called pay', async (name) => {
    const source = `
      const { LambdaClient, InvokeCommand } = require('@aws-sdk/client-lambda');
      const client = new LambdaClient({ endpoint: process.env.AWS_AT, maxAttempts: 1 });
      exports.handler = () => client.send(new InvokeCommand({ FunctionName: ${JSON.stringify(name)}, Payload: '{}' })).then(() => 1);`;
    const { spans } = await call({ files: { 'index.js': source }, ...REAL }, ['invoke']);
    expect(spans[0].attributes['faas.invoked_name']).toBe('pay');
  },
);

/** On a socket that is there already the whole request is gone before the callback of a timer is over. */
test.each(RUNTIMES)('on %s what the body says is there wherever a request is made, over a socket that is kept', async (runtime) => {
  const source = `
    const http = require('node:http');
    const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
    const authorization = (service) => 'AWS4-HMAC-SHA256 Credential=KEY/20261122/eu-west-1/' + service + '/aws4_request, SignedHeaders=host, Signature=abc';
    const send = (service, target, body, ok) => {
      const headers = { authorization: authorization(service), ...target };
      http.request(process.env.AWS_AT, { method: 'POST', agent, headers }, (res) => res.resume().on('end', ok)).end(body);
    };
    const later = { microtask: queueMicrotask, timer: (act) => setTimeout(act, 2), tick: process.nextTick, immediate: setImmediate };
    exports.handler = async ({ call }) => {
      const soon = later[call];
      // The socket goes back to the agent after the response has ended.
      const pause = () => new Promise((ok) => setTimeout(ok, 5));
      await new Promise((ok) => soon(() => send('dynamodb', { 'x-amz-target': 'DynamoDB_20120810.GetItem' }, '{"TableName":"orders"}', ok)));
      await pause();
      await new Promise((ok) => soon(() => send('dynamodb', { 'x-amz-target': 'DynamoDB_20120810.GetItem' }, Buffer.from('{"TableName":"stock"}'), ok)));
      await pause();
      await new Promise((ok) => soon(() => send('sts', {}, 'Action=GetCallerIdentity&Version=2011-06-15', ok)));
    };`;
  const callers = ['microtask', 'timer', 'tick', 'immediate'];
  const spans = await withLambda({ files: {}, layer: false }, async (aws) => {
    aws.backEnd.behaviour = { status: 200, body: '{}' };
    return withLambda({ files: { 'index.js': source }, runtime, environment: { AWS_AT: aws.backEnd.url } }, async (lambda) => {
      for (const name of callers) await lambda.invoke({ call: name });
      const bodies = aws.backEnd.requests.map(({ body }) => body.toString());
      expect(bodies).toEqual(callers.flatMap(() => ['{"TableName":"orders"}', '{"TableName":"stock"}', 'Action=GetCallerIdentity&Version=2011-06-15']));
      return (await lambda.spans(4 * callers.length)).filter(({ kind }) => kind === 'client');
    });
  });
  expect(spans.map(({ name, attributes }) => [name, attributes['aws.dynamodb.table_names']]))
    .toEqual(callers.flatMap(() => [['DynamoDB.GetItem', ['orders']], ['DynamoDB.GetItem', ['stock']], ['STS.GetCallerIdentity', undefined]]));
});
