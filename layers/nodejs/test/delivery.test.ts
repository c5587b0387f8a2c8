import { ConnectProxy } from './support/connect-proxy';
import { invocationSpans, withLambda, type Lambda } from './support/lambda';
import { BlackHole, TraceBackEnd, selfSigned } from '../../../sandbox';

const FILES = { 'index.js': 'exports.handler = async () => "ok";' };
const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

/** Span ids of invocations, each once: delivery is at least once. */
const unique = (lambda: { spans: readonly { spanId: string }[] }) => new Set(invocationSpans(lambda.spans as never).map(({ spanId }) => spanId));

async function invokeMany(lambda: Lambda, count: number, gap: () => number): Promise<{ hold: number; status: string }[]> {
  const results: { hold: number; status: string }[] = [];
  for (let i = 0; i < count; i++) {
    const { timings, status } = await lambda.invoke({ i });
    results.push({ hold: timings.hold, status });
    if (gap() > 0) await sleep(gap());
  }
  return results;
}

test('the response is there before the export begins, and the environment is held until it is done', async () => {
  await withLambda({ files: FILES, backend: 'otlp' }, async (lambda) => {
    lambda.backEnd.behaviour = { delayMs: 200 };
    let requests = -1;
    const { timings } = await lambda.invoke({}, { onResponse: () => { requests = lambda.backEnd.requests.length; } });
    expect(requests).toBe(0);
    expect(timings.hold).toBeGreaterThan(180);
    expect(lambda.backEnd.spans).toHaveLength(1);
  });
});

test('over UDP nothing is held', async () => {
  await withLambda({ files: FILES }, async (lambda) => {
    const { timings } = await lambda.invoke();
    expect(await lambda.spans(1)).toHaveLength(1);
    expect(timings.hold).toBeLessThan(500); // an export by HTTP would have its limit, 800
    expect(lambda.backEnd.requests).toEqual([]);
  });
});

test.each([
  ['xray', 'LAMBDA_TRACING_DAEMON_SOCKET'],
  ['otlp', 'LAMBDA_TRACING_EXTENSION_SOCKET'],
] as const)('the wrapper leaves an open socket to Node.js, which would load more of its library to open one (%s)', async (backend, variable) => {
  await withLambda({ files: FILES, backend }, async (lambda) => {
    expect(Number(lambda.sandbox.runtimeEnvironment[variable])).toBeGreaterThan(2);
    expect(lambda.sandbox.extensions).toHaveLength(backend === 'otlp' ? 1 : 0);
  });
});

test('in dense traffic most invocations are not held, few export, and the last spans come with SIGTERM', async () => {
  await withLambda({ files: FILES, backend: 'otlp' }, async (lambda) => {
    lambda.backEnd.behaviour = { delayMs: 50 };
    const results = await invokeMany(lambda, 60, () => 90);
    expect(mean(results.slice(2).map(({ hold }) => hold))).toBeLessThan(25); // half of what one export takes; the figure is in the benchmark
    expect(lambda.backEnd.requests.length).toBeLessThan(12);
    const { killed } = await lambda.sandbox.shutdown();
    expect(killed).toBe(false);
    expect(unique(lambda.backEnd)).toHaveProperty('size', 60);
  });
});

test('a back end that swallows connections costs little and no response', async () => {
  const hole = await BlackHole.open();
  await withLambda({ files: FILES, environment: { OTEL_EXPORTER_OTLP_ENDPOINT: hole.url } }, async (lambda) => {
    const results = await invokeMany(lambda, 100, () => 0);
    expect(results.every(({ status }) => status === 'success')).toBe(true);
    expect(mean(results.map(({ hold }) => hold))).toBeLessThan(200); // a quarter of what each would be held; the figure is in the benchmark
  });
  await hole.close();
});

test('after a failing back end has recovered, everything that was kept arrives', async () => {
  await withLambda({ files: FILES, backend: 'otlp' }, async (lambda) => {
    lambda.backEnd.behaviour = { status: 503 };
    await invokeMany(lambda, 6, () => 0);
    lambda.backEnd.behaviour = {};
    await sleep(1100);
    await invokeMany(lambda, 3, () => 1100);
    await lambda.sandbox.shutdown();
    expect(unique(lambda.backEnd)).toHaveProperty('size', 9);
  });
});

test('no span is lost over TLS with freezes at random points and connections that go stale', async () => {
  const certificate = selfSigned({ names: ['collector.example.test'] });
  const secure = await new TraceBackEnd({ certificate }).listen();
  const proxy = await ConnectProxy.to(Number(new URL(secure.url).port));
  const environment = { OTEL_EXPORTER_OTLP_ENDPOINT: 'https://collector.example.test', OTEL_EXPORTER_OTLP_CERTIFICATE: 'ca.pem', HTTPS_PROXY: proxy.url };
  await withLambda({ files: { ...FILES, 'ca.pem': certificate.certificate }, environment }, async (lambda) => {
    let n = 0;
    const count = Number(process.env.LAYER_FREEZES ?? 150);
    await invokeMany(lambda, count, () => {
      if (++n % 7 === 0) proxy.drop();
      return Math.random() < 0.05 ? 1200 : Math.random() * 10;
    });
    await lambda.sandbox.shutdown();
    expect(unique(secure).size).toBe(count);
  });
  proxy.close();
  await secure.close();
}, 600000);

test('a flush on SIGTERM leaves dying to user code that listens too', async () => {
  const files = {
    'index.js': `process.on('SIGTERM', () => { console.log('user saw SIGTERM'); setTimeout(() => process.exit(0), 50); });
    exports.handler = async () => 1;`,
  };
  await withLambda({ files, backend: 'otlp' }, async (lambda) => {
    await invokeMany(lambda, 5, () => 0);
    const { logs } = await lambda.sandbox.shutdown();
    expect(logs.some(({ line }) => line.includes('user saw SIGTERM'))).toBe(true);
    expect(unique(lambda.backEnd)).toHaveProperty('size', 5);
  });
});

test('forceFlush of the API sends at once', async () => {
  const files = {
    'index.js': `exports.handler = async ({ go }) => {
    const api = globalThis[Symbol.for('opentelemetry.js.api.1')];
    api.trace.getTracer('t').startSpan('flushed').end();
    if (go) await api.trace.forceFlush();
  };`,
  };
  await withLambda({ files, backend: 'otlp' }, async (lambda) => {
    await invokeMany(lambda, 4, () => 0);
    await lambda.invoke({ go: true });
    expect(lambda.backEnd.spans.filter(({ name }) => name === 'flushed')).toHaveLength(5);
  });
});

describe('a function that times out', () => {
  const waiting = { 'index.js': 'exports.handler = async ({ url, wait }) => { if (url) await fetch(url); await new Promise((ok) => setTimeout(ok, wait)); return \'late\'; };' };

  test.each(['xray', 'otlp'] as const)('is reported before it is killed, with what it waited for (%s)', async (backend) => {
    await withLambda({ files: waiting, backend, timeoutSeconds: 1 }, async (lambda) => {
      const silent = await new TraceBackEnd({ behaviour: { fault: 'hang' } }).listen();
      const { status } = await lambda.invoke({ url: silent.url, wait: 1 });
      expect(status).toBe('timeout');
      const spans = await lambda.spans(2);
      expect(invocationSpans(spans)[0]).toMatchObject({ status: { code: 'error' }, attributes: { 'error.type': 'timeout', 'lambda_tracing.timed_out': true } });
      expect(spans.find(({ kind }) => kind === 'client')).toMatchObject({ status: { code: 'error' }, attributes: { 'error.type': 'timeout' } });
      await silent.close();
      expect(await lambda.invoke({ wait: 1 })).toMatchObject({ status: 'success', coldStart: true });
    });
  });

  test('is reported in time also after earlier calls, and those are not', async () => {
    await withLambda({ files: waiting, backend: 'otlp', timeoutSeconds: 2 }, async (lambda) => {
      // Each goes on at the time at which the call before it would have been reported.
      for (let i = 0; i < 2; i++) expect((await lambda.invoke({ wait: 1200 })).status).toBe('success');
      expect((await lambda.invoke({ wait: 5000 })).status).toBe('timeout');
      const reported = invocationSpans(await lambda.spans(3)).map(({ attributes }) => attributes['lambda_tracing.timed_out'] ?? false);
      expect(reported).toEqual([false, false, true]);
    });
  });

  test('but ends after all is reported once', async () => {
    // It is told of a deadline that it then outlives: to end just before a real one is a race.
    await withLambda({ files: waiting, backend: 'otlp', timeoutSeconds: 30 }, async (lambda) => {
      // The one before it has much longer.
      expect((await lambda.invoke({ wait: 1 })).status).toBe('success');
      const { status } = await lambda.invoke({ wait: 1500 }, { deadlineMs: Date.now() + 1000 });
      expect(status).toBe('success');
      await lambda.sandbox.shutdown();
      expect(invocationSpans(lambda.backEnd.spans).map(({ attributes }) => attributes['lambda_tracing.timed_out'])).toEqual([undefined, true]);
    });
  });
});

test('a hold never outlasts the function', async () => {
  await withLambda({ files: { 'index.js': 'exports.handler = async () => { await new Promise((ok) => setTimeout(ok, 700)); };' }, backend: 'otlp', timeoutSeconds: 1 }, async (lambda) => {
    lambda.backEnd.behaviour = { fault: 'hang' };
    for (let i = 0; i < 3; i++) expect(await lambda.invoke()).toMatchObject({ status: 'success', holdEnd: 'done' });
  });
});
