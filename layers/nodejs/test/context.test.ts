import { invocationSpans, withLambda, type LambdaOptions } from './support/lambda';
import type { InvokeOptions, ReceivedSpan } from '../../../sandbox';

const TRACE = '6a000000aaaaaaaaaaaaaaaaaaaaaaaa';
const SPAN = 'bbbbbbbbbbbbbbbb';
const PARENT = `00-${TRACE}-${SPAN}-01`;
const XRAY_TRACE = '6b000000cccccccccccccccccccccccc';
const XRAY_SPAN = 'dddddddddddddddd';
const xray = (sampled: string, trace = XRAY_TRACE) => `Root=1-${trace.slice(0, 8)}-${trace.slice(8)};Parent=${XRAY_SPAN}${sampled}`;

const FILES = { 'index.js': 'exports.handler = async (event) => ({ statusCode: event.status ?? 200 });' };

async function invocation(event: unknown, traceHeader: string, options: Partial<LambdaOptions> = {}, invoke: InvokeOptions = {}): Promise<ReceivedSpan | undefined> {
  return withLambda({ files: FILES, backend: 'otlp', ...options }, async (lambda) => {
    await lambda.invoke(event, { traceHeader, ...invoke });
    return invocationSpans(await lambda.spans(1, 1500))[0];
  });
}

const restEvent = (headers: Record<string, string>) => ({
  resource: '/orders/{id}', path: '/orders/7', httpMethod: 'GET', headers, queryStringParameters: { token: 'secret', page: '2' },
  requestContext: { resourcePath: '/orders/{id}', domainName: 'api.example.test', protocol: 'HTTP/1.1', identity: { sourceIp: '192.0.2.1', userAgent: 'agent/1' } },
});
const httpEvent = (headers: Record<string, string>) => ({
  version: '2.0', routeKey: 'POST /orders', rawPath: '/orders', rawQueryString: 'sig=1&a=b', headers,
  requestContext: { domainName: 'api.example.test', http: { method: 'POST', protocol: 'HTTP/2', sourceIp: '192.0.2.2', userAgent: 'agent/2' } },
});
const urlEvent = (headers: Record<string, string>) => ({ ...httpEvent(headers), routeKey: '$default' });
const albEvent = (headers: Record<string, string>) => ({
  requestContext: { elb: { targetGroupArn: 'arn:aws:elasticloadbalancing:us-east-1:1:targetgroup/a/b' } }, httpMethod: 'GET', path: '/alb',
  multiValueHeaders: Object.fromEntries([...Object.entries(headers), ['host', 'alb.example.test:8080']].map(([name, value]) => [name, [value]])),
  multiValueQueryStringParameters: { a: ['1', '2'] },
});

describe('HTTP events', () => {
  test.each([
    ['REST API', restEvent, { 'http.route': '/orders/{id}', 'url.path': '/orders/7', 'url.query': 'token=REDACTED&page=2', 'http.request.method': 'GET', 'client.address': '192.0.2.1', 'user_agent.original': 'agent/1', 'network.protocol.version': '1.1' }],
    ['HTTP API', httpEvent, { 'http.route': '/orders', 'url.path': '/orders', 'url.query': 'sig=REDACTED&a=b', 'http.request.method': 'POST', 'client.address': '192.0.2.2', 'network.protocol.version': '2' }],
    ['function URL', urlEvent, { 'url.path': '/orders', 'server.address': 'api.example.test' }],
    ['load balancer', albEvent, { 'url.path': '/alb', 'url.query': 'a=1&a=2', 'server.address': 'alb.example.test' }],
  ])('%s: traceparent wins over the X-Ray header', async (_, event, attributes) => {
    const span = await invocation(event({ Traceparent: PARENT, tracestate: 'a=1,b=2', baggage: 'k=v' }), xray(';Sampled=1'));
    expect(span).toMatchObject({ traceId: TRACE, parentSpanId: SPAN, traceState: 'a=1,b=2', kind: 'server', attributes: { 'faas.trigger': 'http', 'http.response.status_code': 200, ...attributes } });
  });

  test('a status of 500 in the response is an error', async () => {
    const span = await invocation({ ...restEvent({}), status: 502 }, xray(';Sampled=1'));
    expect(span).toMatchObject({ status: { code: 'error' }, attributes: { 'http.response.status_code': 502, 'error.type': '502' } });
  });

  test('a traceparent that is not sampled is obeyed', async () => {
    expect(await invocation(restEvent({ traceparent: PARENT.replace(/01$/, '00') }), xray(';Sampled=1'))).toBeUndefined();
  });

  test.each(['', 'garbage', '00-00000000000000000000000000000000-bbbbbbbbbbbbbbbb-01', `ff-${TRACE}-${SPAN}-01`, `00-${TRACE}-0000000000000000-01`, `00-${TRACE}-${SPAN}-01-x`, 'x'.repeat(10000)])(
    'a malformed traceparent %# is ignored', async (traceparent) => {
      expect(await invocation(restEvent({ traceparent, tracestate: '=,=', baggage: '%%%' }), xray(';Sampled=1'))).toMatchObject({ traceId: XRAY_TRACE });
    });
});

describe('the X-Ray header', () => {
  test('on X-Ray its segment is the parent', async () => {
    expect(await invocation({}, xray(';Sampled=1'), { backend: 'xray' })).toMatchObject({ traceId: XRAY_TRACE, parentSpanId: XRAY_SPAN, links: [] });
  });

  test('on X-Ray a request of the same trace is below the segment', async () => {
    const span = await invocation(restEvent({ traceparent: PARENT }), xray(';Sampled=1', TRACE), { backend: 'xray' });
    expect(span).toMatchObject({ traceId: TRACE, parentSpanId: XRAY_SPAN });
  });

  test('on X-Ray Sampled=0 means no span', async () => {
    expect(await invocation({}, xray(';Sampled=0'), { backend: 'xray' })).toBeUndefined();
  });

  test.each([';Sampled=0', ';Sampled=1', ''])('elsewhere its trace goes on, its parent is a link, and its flag (%p) is no veto', async (sampled) => {
    const span = await invocation({}, xray(sampled));
    expect(span).toMatchObject({ traceId: XRAY_TRACE, links: [{ traceId: XRAY_TRACE, spanId: XRAY_SPAN }] });
    expect(span?.parentSpanId).toBeUndefined();
  });

  test.each(['garbage', 'Root=;Parent=;Sampled=', 'Root=1-zzz-yyy', 'Root=1-00000000-000000000000000000000000;Parent=0000000000000000', ';;;==='])(
    'a malformed one (%p) starts a trace', async (header) => {
      const span = await invocation({}, header);
      expect(span?.traceId).toMatch(/^[0-9a-f]{32}$/);
      expect(span?.parentSpanId).toBeUndefined();
    });
});

const OTHER = `00-${TRACE}-eeeeeeeeeeeeeeee-01`;
const sqs = (...headers: (string | undefined)[]) => ({
  Records: headers.map((header, i) => ({
    messageId: `m${i}`, eventSource: 'aws:sqs', eventSourceARN: 'arn:aws:sqs:us-east-1:123456789012:jobs', body: 'private',
    attributes: header?.startsWith('Root') ? { AWSTraceHeader: header } : {},
    messageAttributes: header && !header.startsWith('Root') ? { traceparent: { stringValue: header, dataType: 'String' } } : {},
  })),
});
const sns = (header: string) => ({
  Records: [{
    EventSource: 'aws:sns', Sns: {
      MessageId: 's1', TopicArn: 'arn:aws:sns:us-east-1:123456789012:news', Message: 'private', MessageAttributes: { traceparent: { Type: 'String', Value: header } },
    },
  }],
});
const snsInSqs = (header: string) => ({ Records: [{ ...sqs(undefined).Records[0], body: JSON.stringify(sns(header).Records[0].Sns) }] });
const kinesis = (header: string) => ({
  Records: [{
    eventSource: 'aws:kinesis', eventID: 'k1', eventSourceARN: 'arn:aws:kinesis:us-east-1:123456789012:stream/clicks',
    kinesis: { data: Buffer.from(JSON.stringify({ traceparent: header, card: 'card-number' })).toString('base64') },
  }],
});
const bus = (header: string) => ({ 'version': '0', 'id': 'e1', 'detail-type': 'Order', 'source': 'shop', 'detail': { traceparent: header } });
const kafka = (header: string) => ({ eventSource: 'aws:kafka', records: { 't-0': [{ topic: 't', headers: [{ traceparent: [...Buffer.from(header)] }] }] } });

describe('messages', () => {
  test.each([
    ['SQS', sqs(PARENT), { 'messaging.system': 'aws_sqs', 'messaging.destination.name': 'jobs', 'messaging.message.id': 'm0' }],
    ['SQS, by the X-Ray header', sqs(`Root=1-${TRACE.slice(0, 8)}-${TRACE.slice(8)};Parent=${SPAN};Sampled=1`), { 'messaging.system': 'aws_sqs' }],
    ['SNS', sns(PARENT), { 'messaging.system': 'aws.sns', 'messaging.destination.name': 'news' }],
    ['SNS through SQS', snsInSqs(PARENT), { 'messaging.system': 'aws_sqs' }],
    ['Kinesis', kinesis(PARENT), { 'messaging.destination.name': 'clicks' }],
    ['EventBridge', bus(PARENT), { 'messaging.system': 'aws.eventbridge', 'messaging.message.id': 'e1' }],
    ['Kafka', kafka(PARENT), { 'messaging.system': 'kafka', 'messaging.destination.name': 't' }],
  ])('%s: one message is the parent, and a link', async (_, event, attributes) => {
    const span = await invocation(event, xray(';Sampled=0'));
    expect(span).toMatchObject({
      traceId: TRACE, parentSpanId: SPAN, kind: 'consumer', links: [{ traceId: TRACE, spanId: SPAN }],
      attributes: { 'faas.trigger': 'pubsub', 'messaging.operation.type': 'process', ...attributes },
    });
    expect(JSON.stringify(span?.attributes)).not.toMatch(/private|card-number/);
  });

  test('a batch of several is linked to each', async () => {
    const span = await invocation(sqs(PARENT, OTHER, undefined), xray(';Sampled=1'));
    expect(span).toMatchObject({ traceId: XRAY_TRACE, attributes: { 'messaging.batch.message_count': 3 } });
    expect(span?.links.map(({ spanId }) => spanId)).toEqual([SPAN, 'eeeeeeeeeeeeeeee', XRAY_SPAN]);
  });

  test('on X-Ray the segment stays the parent of a message, and the message is a link', async () => {
    expect(await invocation(sqs(PARENT), xray(';Sampled=1'), { backend: 'xray' })).toMatchObject({ traceId: XRAY_TRACE, parentSpanId: XRAY_SPAN, links: [{ spanId: SPAN }] });
  });
});

describe('other events', () => {
  test('a direct invocation carries its context in the client context', async () => {
    expect(await invocation({}, xray(';Sampled=0'), {}, { clientContext: { custom: { traceparent: PARENT } } })).toMatchObject({ traceId: TRACE, parentSpanId: SPAN });
  });

  test.each([
    [{ 'detail-type': 'Scheduled Event', 'source': 'aws.events', 'time': '2026-11-22T00:00:00Z' }, { 'faas.trigger': 'timer', 'faas.time': '2026-11-22T00:00:00Z' }],
    [{ Records: [{ eventSource: 'aws:s3', eventName: 'ObjectCreated:Put', eventTime: 't', s3: { bucket: { name: 'b' }, object: { key: 'k' } } }] },
      { 'faas.trigger': 'datasource', 'faas.document.collection': 'b', 'faas.document.operation': 'insert', 'faas.document.name': 'k' }],
    [{ Records: [{ eventSource: 'aws:dynamodb', eventName: 'MODIFY', eventSourceARN: 'arn:aws:dynamodb:us-east-1:1:table/orders/stream/1', dynamodb: {} }] },
      { 'faas.trigger': 'datasource', 'faas.document.collection': 'orders', 'faas.document.operation': 'edit' }],
    [{ DurableExecutionArn: 'arn:x' }, { 'faas.trigger': 'other', 'lambda_tracing.durable_execution': 'arn:x' }],
    [null, { 'faas.trigger': 'other' }],
    ['text', { 'faas.trigger': 'other' }],
    [[1], { 'faas.trigger': 'other' }],
    [{ Records: [] }, { 'faas.trigger': 'other' }],
    [{ Records: [null, 5] }, { 'faas.trigger': 'other' }],
  ])('%j', async (event, attributes) => {
    const source = { 'index.js': 'exports.handler = async () => 1;' };
    expect(await invocation(event, xray(';Sampled=1'), { files: source })).toMatchObject({ attributes });
  });
});

describe('samplers and propagators', () => {
  const sampler = (name: string, ratio?: string) => ({ environment: { OTEL_TRACES_SAMPLER: name, ...(ratio && { OTEL_TRACES_SAMPLER_ARG: ratio }) } });
  const parentOff = restEvent({ traceparent: PARENT.replace(/01$/, '00') });

  test.each([
    ['always_on', parentOff, true], ['always_off', restEvent({ traceparent: PARENT }), false], ['parentbased_always_off', restEvent({ traceparent: PARENT }), true],
    ['parentbased_always_off', {}, false], ['parentbased_always_on', parentOff, false], ['nonsense', {}, true],
  ])('%s', async (name, event, sampled) => {
    expect(await invocation(event, xray(';Sampled=1'), sampler(name)) !== undefined).toBe(sampled);
  });

  test.each([['0', false], ['1', true], ['nonsense', true], ['7', true]])('traceidratio with %s', async (ratio, sampled) => {
    expect(await invocation({}, xray(';Sampled=0'), sampler('traceidratio', ratio)) !== undefined).toBe(sampled);
  });

  test('what is not sampled is passed on as not sampled', async () => {
    const files = { 'index.js': 'exports.handler = async ({ url }) => { await fetch(url).then((r) => r.text()); };' };
    await withLambda({ files, backend: 'otlp', ...sampler('always_off') }, async (lambda) => {
      lambda.backEnd.behaviour = { status: 200, body: 'x' };
      await lambda.invoke({ url: lambda.backEnd.url });
      expect(lambda.backEnd.requests[0].headers.traceparent).toMatch(/-00$/);
      expect(lambda.backEnd.requests[0].headers['x-amzn-trace-id']).toContain('Sampled=0');
    });
  });

  test.each([['tracecontext', ['traceparent']], ['xray', ['x-amzn-trace-id']], ['none', []], ['baggage,b3', []]])('OTEL_PROPAGATORS=%s', async (value, expected) => {
    const files = { 'index.js': 'exports.handler = async ({ url }) => { await fetch(url).then((r) => r.text()); };' };
    await withLambda({ files, environment: { OTEL_PROPAGATORS: value } }, async (lambda) => {
      await lambda.invoke({ url: lambda.backEnd.url });
      const names = Object.keys(lambda.backEnd.requests[0].headers).filter((name) => ['traceparent', 'x-amzn-trace-id', 'baggage'].includes(name));
      expect(names).toEqual(expected);
    });
  });

  test('baggage comes in and goes out', async () => {
    const files = { 'index.js': 'exports.handler = async ({ url }) => { await fetch(url).then((r) => r.text()); };' };
    await withLambda({ files }, async (lambda) => {
      await lambda.invoke({ ...restEvent({ baggage: 'user=a%20b;p=1,x=2' }), url: lambda.backEnd.url });
      expect(lambda.backEnd.requests[0].headers.baggage).toBe('user=a%20b;p=1,x=2');
    });
  });
});
