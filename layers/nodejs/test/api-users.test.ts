import { bundle } from './support/bundle';
import { FIXTURES, RUNTIMES, invocationSpans, withLambda, type LambdaOptions } from './support/lambda';
import { sameAsBare } from './support/same-as-bare';
import type { LogLine, ReceivedSpan } from '../../../sandbox';

const MODULES = { '/var/node_modules': FIXTURES };

const MANUAL = `
  import { trace, context, propagation, SpanStatusCode, SpanKind } from '@opentelemetry/api';
  import { setTimeout as sleep } from 'node:timers/promises';
  const tracer = trace.getTracer('orders', '1.2.3');
  export const handler = async () => tracer.startActiveSpan('outer', { kind: SpanKind.INTERNAL, attributes: { a: 1 } }, async (outer) => {
    await sleep(1);
    const inner = tracer.startSpan('inner', { links: [{ context: outer.spanContext() }] });
    await context.with(trace.setSpan(context.active(), inner), async () => {
      await Promise.all([sleep(2), new Promise((ok) => setImmediate(ok))]);
      trace.getActiveSpan().addEvent('event', { b: [1, 2, 3], c: true });
      inner.recordException(new TypeError('inner failed'));
      inner.setStatus({ code: SpanStatusCode.ERROR, message: 'bad' });
    });
    inner.end();
    const carrier = {};
    propagation.inject(context.active(), carrier);
    const back = trace.getSpanContext(propagation.extract(context.active(), { traceparent: carrier.traceparent }));
    outer.end();
    return { carrier, same: back.spanId === outer.spanContext().spanId, bound: context.bind(context.active(), () => trace.getActiveSpan() === outer)() };
  });
`;
const REQUIRED = MANUAL.replace(/import (\{[^}]*\}) from ('[^']*')/g, (_, names: string, from: string) => `const ${names.replace(' as ', ': ')} = require(${from})`).replace('export const handler', 'exports.handler');

async function spansOf(options: LambdaOptions, count: number): Promise<{ spans: ReceivedSpan[]; payload: unknown }> {
  return withLambda({ timeoutSeconds: 20, memoryMb: 512, ...options }, async (lambda) => {
    const { status, payload, error } = await lambda.invoke({ url: lambda.backEnd.url });
    expect([status, error]).toEqual(['success', undefined]);
    return { spans: await lambda.spans(count), payload };
  });
}

describe.each(RUNTIMES)('on %s, spans of user code join the trace', (runtime) => {
  test.each<[string, LambdaOptions]>([
    ['with a copy of the API inside the bundle', { files: { 'index.js': bundle(MANUAL) } }],
    ['with the API beside the code', { files: { 'index.js': REQUIRED }, mounts: MODULES }],
    ['as an ES module', { files: { 'index.mjs': MANUAL.replaceAll(' as sleep', ' as sleep') }, mounts: MODULES }],
  ])('%s', async (_, options) => {
    const { spans, payload } = await spansOf({ ...options, runtime }, 3);
    const [root] = invocationSpans(spans);
    const outer = spans.find(({ name }) => name === 'outer');
    const inner = spans.find(({ name }) => name === 'inner');
    expect(outer).toMatchObject({ traceId: root.traceId, parentSpanId: root.spanId, kind: 'internal', attributes: { a: 1 }, scope: { name: 'orders', version: '1.2.3' } });
    expect(inner).toMatchObject({
      parentSpanId: outer?.spanId, status: { code: 'error', message: 'bad' }, links: [{ spanId: outer?.spanId }],
      events: [{ name: 'event', attributes: { b: [1, 2, 3], c: true } }, { name: 'exception', attributes: { 'exception.type': 'TypeError', 'exception.message': 'inner failed' } }],
    });
    expect(payload).toMatchObject({ same: true, bound: true, carrier: { traceparent: `00-${outer?.traceId}-${outer?.spanId}-01` } });
  });
});

/** Registers an instrumentation as an application does, against our provider. */
const instrumented = (name: string, exported: string, body: string) => `
  const { registerInstrumentations } = require('@opentelemetry/instrumentation');
  const { ${exported} } = require('${name}');
  registerInstrumentations({ instrumentations: [new ${exported}()] });
  ${body}
`;

test('instrumentation-pg works on our provider', async () => {
  const source = instrumented('@opentelemetry/instrumentation-pg', 'PgInstrumentation', `
    const { Client } = require('pg');
    exports.handler = async () => {
      const client = new Client({ host: '127.0.0.1', port: 1, database: 'shop' });
      await client.connect().catch((error) => error.code);
      const other = new Client({ host: '127.0.0.1', port: 1 });
      await other.query('select 1').catch(() => 0);
    };`.replace("const other = new Client({ host: '127.0.0.1', port: 1 });\n      await other.query('select 1').catch(() => 0);", ''));
  const { spans } = await spansOf({ files: { 'index.js': source }, mounts: MODULES }, 2);
  const span = spans.find(({ scope }) => scope.name === '@opentelemetry/instrumentation-pg');
  expect(span).toMatchObject({ name: 'pg.connect', parentSpanId: invocationSpans(spans)[0].spanId, status: { code: 'error' } });
});

test('instrumentation-ioredis works on our provider', async () => {
  const source = instrumented('@opentelemetry/instrumentation-ioredis', 'IORedisInstrumentation', `
    const net = require('node:net');
    const Redis = require('ioredis');
    exports.handler = async () => {
      const server = net.createServer((socket) => { socket.on('error', () => 0); socket.on('data', () => socket.write('+OK\\r\\n')); });
      await new Promise((ok) => server.listen(0, '127.0.0.1', ok));
      const redis = new Redis({ host: '127.0.0.1', port: server.address().port, lazyConnect: true, enableReadyCheck: false });
      const reply = await redis.set('key', 'secret-value');
      redis.disconnect(); server.close();
      return reply;
    };`);
  const { spans, payload } = await spansOf({ files: { 'index.js': source }, mounts: MODULES }, 3);
  expect(payload).toBe('OK');
  const names = spans.filter(({ scope }) => scope.name === '@opentelemetry/instrumentation-ioredis').map(({ name, traceId }) => [name, traceId]);
  expect(names).toContainEqual(['set', invocationSpans(spans)[0].traceId]);
});

test('instrumentation-http of user code takes the place of our spans of requests', async () => {
  const source = instrumented('@opentelemetry/instrumentation-http', 'HttpInstrumentation', `
    const http = require('http');
    exports.handler = async ({ url }) => new Promise((ok) => http.get(url + '/once', (res) => { res.resume(); res.on('end', () => ok(res.statusCode)); }));`);
  const { spans } = await spansOf({ files: { 'index.js': source }, mounts: MODULES }, 2);
  expect(spans.filter(({ kind }) => kind === 'client').map(({ scope }) => scope.name)).toEqual(['@opentelemetry/instrumentation-http']);
});

/** An SDK of the user's own, that keeps what it gets in memory. */
const OWN_SDK = `
  import { trace, metrics, diag, DiagLogLevel } from '@opentelemetry/api';
  import { NodeTracerProvider, SimpleSpanProcessor, InMemorySpanExporter } from '@opentelemetry/sdk-trace-node';
  const logs = [];
  diag.setLogger({ error: (m) => logs.push(m), warn: (m) => logs.push(m), info() {}, debug() {}, verbose() {} }, DiagLogLevel.WARN);
  const exporter = new InMemorySpanExporter();
  new NodeTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] }).register();
  const meters = metrics.setGlobalMeterProvider({ getMeter: () => ({ mine: true }) });
  export const handler = async ({ url }) => {
    trace.getTracer('mine').startActiveSpan('mine', (span) => span.end());
    const { headers } = await fetch(url);
    return { names: exporter.getFinishedSpans().map(({ name }) => name), meters, meter: metrics.getMeter('x').mine === true, logs };
  };
`;

test.each<[string, LambdaOptions]>([
  ['beside the code', { files: { 'index.mjs': OWN_SDK }, mounts: MODULES }],
  ['bundled', { files: { 'index.js': bundle(OWN_SDK, { minify: false }) } }],
  ['bundled and minified', { files: { 'index.js': bundle(OWN_SDK) } }],
])("an SDK of the user's own wins, and ours stands down: %s", async (_, options) => {
  await withLambda({ ...options, backend: 'otlp', memoryMb: 512, timeoutSeconds: 20 }, async (lambda) => {
    const { payload } = await lambda.invoke({ url: lambda.backEnd.url });
    expect(payload).toEqual({ names: ['mine'], meters: true, meter: true, logs: [] });
    expect(lambda.sandbox.init.logs.filter(({ line }) => line.includes('registers an OpenTelemetry provider of its own'))).toHaveLength(1);
    await lambda.invoke({ url: lambda.backEnd.url });
    expect(lambda.backEnd.spans).toEqual([]);
  });
});

const RIVALS: Readonly<Record<string, string>> = {
  'dd-trace': 'require("dd-trace").init({ startupLogs: false, url: "http://127.0.0.1:9", experimental: { exporter: "agent" } });',
  'aws-xray-sdk-core': 'const xray = require("aws-xray-sdk-core"); xray.setContextMissingStrategy("IGNORE_ERROR"); xray.captureHTTPsGlobal(require("http")); xray.capturePromise();',
  '@sentry/node': 'require("@sentry/node").init({ dsn: "http://a@127.0.0.1:9/1", tracesSampleRate: 1 });',
};

/** Calls a server of its own: answers, fails, is refused, and rejects with what is no error. */
const CALLER = `
  const http = require('http');
  const server = http.createServer((request, response) => { response.statusCode = request.url === '/bad' ? 500 : 200; response.end('ok'); });
  const listening = new Promise((ok) => server.listen(0, '127.0.0.1', ok));
  const get = (port, path) => new Promise((ok, no) => http.get({ host: '127.0.0.1', port, path }, (res) => { res.resume(); res.on('end', () => ok(res.statusCode)); }).on('error', no));
  exports.handler = async ({ how }) => {
    await listening;
    const { port } = server.address();
    if (how === 'fails') throw Object.assign(new RangeError('failed'), { code: 'E_FAIL' });
    if (how === 'rejects') return Promise.reject('no error');
    if (how === 'refused') return get(1, '/');
    return [await get(port, '/'), await get(port, '/bad')];
  };`;

test.each([...Object.entries(RIVALS), ['an OpenTelemetry SDK', `
  const { NodeTracerProvider, SimpleSpanProcessor, InMemorySpanExporter } = require('@opentelemetry/sdk-trace-node');
  const { registerInstrumentations } = require('@opentelemetry/instrumentation');
  const { HttpInstrumentation } = require('@opentelemetry/instrumentation-http');
  new NodeTracerProvider({ spanProcessors: [new SimpleSpanProcessor(new InMemorySpanExporter())] }).register();
  registerInstrumentations({ instrumentations: [new HttpInstrumentation()] });`]])('beside %s a function answers, fails and ends as without us', async (_, setup) => {
  // What the X-Ray SDK says during init may still count as the first invocation's: the next test counts it.
  const environment = { AWS_XRAY_LOG_LEVEL: 'silent' };
  for (const backend of ['xray', 'otlp'] as const) {
    const options: LambdaOptions = { files: { 'index.js': setup + CALLER }, mounts: MODULES, memoryMb: 1024, timeoutSeconds: 30, runtime: 'nodejs22.x', backend, environment };
    const { results } = await sameAsBare(options, ['', 'fails', 'refused', 'rejects', ''].map((how) => ({ how })), 0);
    expect(results.map(({ status, payload }) => [status, payload])).toEqual(expect.arrayContaining([['success', [200, 500]], ['error', undefined]]));
  }
});

test('a `then` that user code has replaced is called by nobody but who calls it without us', async () => {
  const files = { 'index.js': RIVALS['aws-xray-sdk-core'] + CALLER };
  const said = async (layer: boolean): Promise<number> => {
    let lines = 0;
    const onLog = ({ line }: LogLine) => { if (line.includes('Missing AWS Lambda trace data')) lines += 1; };
    await withLambda({ files, mounts: MODULES, memoryMb: 1024, timeoutSeconds: 30, runtime: 'nodejs22.x', layer, onLog }, (lambda) => lambda.invoke({ how: '' }));
    return lines;
  };
  const bare = await said(false);
  expect(bare).toBeGreaterThan(0);
  expect(await said(true)).toBe(bare);
});

test.each(Object.entries(RIVALS))('beside %s there is no second span of a request', async (_, setup) => {
  const source = `${setup}
    const http = require('http');
    exports.handler = async ({ url }) => new Promise((ok) => http.get(url + '/once', (res) => { res.resume(); res.on('end', () => ok(res.statusCode)); }));`;
  await withLambda({ files: { 'index.js': source }, mounts: MODULES, memoryMb: 1024, timeoutSeconds: 30, runtime: 'nodejs22.x' }, async (lambda) => {
    lambda.backEnd.behaviour = { status: 200, body: 'ok' };
    const { status, payload } = await lambda.invoke({ url: lambda.backEnd.url });
    expect([status, payload]).toEqual(['success', 200]);
    await lambda.spans(1, 300);
    expect(lambda.daemon.spans.filter(({ kind }) => kind === 'client')).toEqual([]);
  });
});

test.each([
  ['Middy', 'index.mjs', 'import middy from \'@middy/core\'; export const handler = middy().handler(async (event, context) => ({ ok: typeof context.getRemainingTimeInMillis }));'],
  ['Powertools', 'index.cjs', `const { Logger } = require('@aws-lambda-powertools/logger'); const { Tracer } = require('@aws-lambda-powertools/tracer');
    const logger = new Logger(); new Tracer({ enabled: false });
    class F { async handler(event, context) { logger.addContext(context); return 'powertools'; } } const f = new F(); exports.handler = f.handler.bind(f);`],
])('a handler wrapped by %s', async (_, file, source) => {
  const { spans } = await spansOf({ files: { [file]: source }, mounts: MODULES }, 1);
  expect(invocationSpans(spans)).toHaveLength(1);
});
