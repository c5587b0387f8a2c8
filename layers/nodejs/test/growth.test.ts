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

/** Each call works, by a function of its event that gives an object of the call, and says which of those before the last two are still there. */
function remembering(work: string): string {
  return `
    const http = require('node:http');
    const seen = [];
    exports.handler = async (event) => {
      seen.push(new WeakRef(await (${work})(event)));
      await new Promise((ok) => setTimeout(ok, 5));
      gc();
      return seen.slice(0, -2).map((ref, call) => ref.deref() === undefined ? undefined : call).filter((call) => call !== undefined);
    };`;
}

/** A back end that is down: spans wait. */
const waiting = (work: string) => ({ files: { 'index.js': remembering(work) }, backend: 'otlp' as const, environment: { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:1' } });

test.each(['nodejs18.x', 'nodejs20.x', 'nodejs22.x', 'nodejs24.x'] as const)('spans that wait for a back end keep no event, on %s', async (runtime) => {
  await withLambda({ ...waiting('(event) => event'), runtime }, async (lambda) => {
    const queue = { eventSource: 'aws:sqs', eventSourceARN: 'arn:aws:sqs:eu-west-1:123456789012:jobs', body: 'x'.repeat(10000), messageAttributes: {}, attributes: {} };
    const web = { version: '2.0', rawPath: '/', headers: { host: 'h' }, requestContext: { http: { method: 'GET', path: '/' } }, isBase64Encoded: false };
    for (const event of [{}, { Records: [queue, queue] }, web, {}, { Records: [queue] }]) await lambda.invoke(event);
    expect((await lambda.invoke({})).payload).toEqual([]);
  });
});

test.each(['nodejs20.x', 'nodejs22.x', 'nodejs24.x'] as const)('requests, few or many, and the sockets they leave open keep no event, on %s', async (runtime) => {
  const work = `async (event) => {
    const once = () => new Promise((ok, no) => http.get(event.url, (res) => res.resume().on('end', ok)).on('error', no));
    await Promise.all(Array.from({ length: event.requests }, once));
    return event;
  }`;
  await withLambda({ ...waiting(work), runtime }, async (lambda) => {
    // An event that has a context in it is what its invocation reads it from.
    const event = (requests: number) => ({ url: lambda.backEnd.url, requests, traceparent: `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01` });
    for (const requests of [1, 2, 100, 1]) await lambda.invoke(event(requests));
    expect((await lambda.invoke(event(0))).payload).toEqual([]);
  });
});

test.each(['nodejs20.x', 'nodejs22.x', 'nodejs24.x'] as const)('spans that wait for a back end keep no body of a request, on %s', async (runtime) => {
  const work = `async ({ url }) => {
    const body = new Blob(['x'.repeat(10000)]);
    await (await fetch(url, { method: 'POST', body })).text();
    return body;
  }`;
  await withLambda({ ...waiting(work), runtime }, async (lambda) => {
    for (let i = 0; i < 5; i++) await lambda.invoke({ url: lambda.backEnd.url });
    expect((await lambda.invoke({ url: lambda.backEnd.url })).payload).toEqual([]);
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
