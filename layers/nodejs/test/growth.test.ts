import { withLambda } from './support/lambda';

const COUNT = Number(process.env.LAYER_INVOCATIONS ?? 2000);
const MB = 1024 * 1024;

/** Two calls, a span of the user's own and an error now and then. */
const FILES = {
  'index.js': `
  const http = require('node:http');
  const get = (url) => new Promise((ok) => http.get(url, (res) => { res.resume(); res.on('end', ok); }).on('error', ok));
  exports.handler = async ({ url, n }) => {
    const api = globalThis[Symbol.for('opentelemetry.js.api.1')];
    api?.trace.getTracer('t').startActiveSpan('own', (span) => span.setAttribute('n', n).end());
    await get(url); await fetch(url).then((r) => r.text()).catch(() => 0);
    if (n % 50 === 49) throw new Error('now and then');
    if (n % 100 === 0) gc();
    return process.memoryUsage().heapUsed;
  };`,
};

test.each([
  ['a back end that works', 'xray' as const, undefined],
  ['a back end that fails', 'otlp' as const, 'http://127.0.0.1:1'],
])(`over ${COUNT} invocations nothing grows, with %s`, async (_, backend, endpoint) => {
  await withLambda({ files: FILES, backend, memoryMb: 256, ...(endpoint && { environment: { OTEL_EXPORTER_OTLP_ENDPOINT: endpoint } }) }, async (lambda) => {
    lambda.backEnd.behaviour = { status: 200, body: 'x' };
    const heap: number[] = [];
    for (let n = 0; n < COUNT; n++) {
      const { payload } = await lambda.invoke({ url: lambda.backEnd.url, n });
      if (n % 100 === 0) heap.push(payload as number);
      lambda.daemon.spans.length = 0;
      lambda.backEnd.requests.length = 0;
    }
    const early = heap[Math.floor(heap.length / 2)];
    // The queue is full long before the middle; what is left is noise.
    expect(heap[heap.length - 1] - early).toBeLessThan(1.5 * MB);
  });
}, 1200000);

/** Each call says which of the events before the last two are still there. */
const EVENTS = `
  const seen = [];
  exports.handler = async (event) => {
    seen.push(new WeakRef(event));
    await new Promise((ok) => setTimeout(ok, 5));
    gc();
    return seen.slice(0, -2).map((ref, call) => ref.deref() === undefined ? undefined : call).filter((call) => call !== undefined);
  };`;

test.each(['nodejs18.x', 'nodejs20.x', 'nodejs22.x', 'nodejs24.x'] as const)('spans that wait for a back end keep no event, on %s', async (runtime) => {
  await withLambda({ files: { 'index.js': EVENTS }, runtime, backend: 'otlp', environment: { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:1' } }, async (lambda) => {
    const queue = { eventSource: 'aws:sqs', eventSourceARN: 'arn:aws:sqs:eu-west-1:123456789012:jobs', body: 'x'.repeat(10000), messageAttributes: {}, attributes: {} };
    const web = { version: '2.0', rawPath: '/', headers: { host: 'h' }, requestContext: { http: { method: 'GET', path: '/' } }, isBase64Encoded: false };
    for (const event of [{}, { Records: [queue, queue] }, web, {}, { Records: [queue] }]) await lambda.invoke(event);
    expect((await lambda.invoke({})).payload).toEqual([]);
  });
});

/** The same where each call makes requests, whose spans are put into words after the response. */
const REQUESTS = EVENTS.replace('await new Promise', `
    const http = require('node:http');
    const once = () => new Promise((ok, no) => http.get(event.url + '/?page=1', (res) => res.resume().on('end', ok)).on('error', no));
    await Promise.all(Array.from({ length: event.requests }, once));
    await new Promise`);

test.each(['nodejs20.x', 'nodejs22.x', 'nodejs24.x'] as const)('nor do those of the requests of a call, few or many, on %s', async (runtime) => {
  await withLambda({ files: { 'index.js': REQUESTS }, runtime, backend: 'otlp', environment: { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:1' } }, async (lambda) => {
    // One whose context is in it is what its invocation can see.
    const event = (requests: number) => ({ url: lambda.backEnd.url, requests, traceparent: `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01` });
    for (const requests of [1, 2, 100, 1]) await lambda.invoke(event(requests));
    expect((await lambda.invoke(event(0))).payload).toEqual([]);
  });
});

test.each(['nodejs20.x', 'nodejs22.x', 'nodejs24.x'] as const)('nor a body, on %s', async (runtime) => {
  const source = EVENTS.replace('new WeakRef(event)', 'new WeakRef(await sent(event.url))').replace('const seen', `
    const sent = async (url) => {
      const body = new Blob(['x'.repeat(10000)]);
      await (await fetch(url, { method: 'POST', body })).text();
      return body;
    };
    const seen`);
  await withLambda({ files: { 'index.js': source }, runtime, backend: 'otlp', environment: { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:1' } }, async (lambda) => {
    for (let i = 0; i < 5; i++) await lambda.invoke({ url: lambda.backEnd.url });
    expect((await lambda.invoke({ url: lambda.backEnd.url })).payload).toEqual([]);
  });
});

test('all of many requests of a call say what they were', async () => {
  const source = REQUESTS.replace("'/?page=1'", "'/?page=' + many++").replace('const seen', 'let many = 0; const seen');
  await withLambda({ files: { 'index.js': source }, backend: 'otlp' }, async (lambda) => {
    await lambda.invoke({ url: lambda.backEnd.url, requests: 100 });
    const pages = (await lambda.spans(101)).filter(({ kind }) => kind === 'client').map(({ attributes }) => String(attributes['url.full']).split('?')[1]);
    expect(pages.sort()).toEqual(Array.from({ length: 100 }, (_, page) => `page=${page}`).sort());
  });
});

/** What is in the old generation; with so much garbage a call that young collections come often. */
const OLD_SPACE = `
  const v8 = require('node:v8');
  exports.handler = async () => {
    await new Promise((ok) => setTimeout(ok, 1));
    globalThis.garbage = Array.from({ length: 1000 }, (_, i) => ({ i }));
    return v8.getHeapSpaceStatistics().find(({ space_name }) => space_name === 'old_space').space_used_size;
  };`;
const [SETTLED, MEASURED] = [100, 300];

// 5 KB a call where the closures of one outlive it; without us half a KB, which the client leaves.
test.each(['nodejs20.x', 'nodejs22.x', 'nodejs24.x'] as const)('a call leaves next to nothing to the full collection, on %s', async (runtime) => {
  const leaves = (layer: boolean) => withLambda({
    files: { 'index.js': OLD_SPACE }, runtime, layer, ...(runtime === 'nodejs22.x' && { runtimeClient: 'ric3' as const }),
  }, async (lambda) => {
    const sizes: number[] = [];
    for (let i = 0; i < SETTLED + MEASURED; i++) sizes.push((await lambda.invoke()).payload as number);
    return (sizes[SETTLED + MEASURED - 1] - sizes[SETTLED]) / MEASURED;
  });
  const bare = await leaves(false);
  expect(await leaves(true) - bare).toBeLessThan(2048);
});
