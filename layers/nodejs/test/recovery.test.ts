import { invocationSpans, withLambda, type Lambda } from './support/lambda';
import type { InvokeResult, ReceivedRequest } from '../../../sandbox';

const FILES = { 'index.js': 'exports.handler = async () => "ok";' };
const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

async function calls(lambda: Lambda, count: number, gap: number): Promise<InvokeResult[]> {
  const results: InvokeResult[] = [];
  for (let i = 0; i < count; i++) {
    results.push(await lambda.invoke());
    await sleep(gap);
  }
  return results;
}

const delivered = (lambda: Lambda) => new Set(invocationSpans(lambda.backEnd.spans).map(({ spanId }) => spanId)).size;

test('sparse traffic is held again once a back end that had failed answers in time', async () => {
  await withLambda({ files: FILES, backend: 'otlp' }, async (lambda) => {
    lambda.backEnd.behaviour = { status: 503 };
    await calls(lambda, 3, 1100);
    lambda.backEnd.behaviour = { delayMs: 60 };
    await calls(lambda, 2, 1100);
    for (const { timings } of await calls(lambda, 2, 1100)) expect(timings.hold).toBeGreaterThan(50);
    expect(delivered(lambda)).toBe(7);
  });
});

test('a hold in vain is tried again less and less often', async () => {
  await withLambda({ files: FILES, backend: 'otlp' }, async (lambda) => {
    lambda.backEnd.behaviour = { fault: 'hang' };
    await calls(lambda, 3, 1001);
    const held = (await calls(lambda, 6, 1001)).filter(({ timings }) => timings.hold > 400).length;
    expect(held).toBeGreaterThan(0);
    expect(held).toBeLessThan(4);
  });
});

test('where nothing is ever held, a back end that had failed is tried again beside an invocation', async () => {
  const environment = { LAMBDA_TRACING_HOLD_LIMIT: '0' };
  const files = { 'index.js': 'exports.handler = () => new Promise((ok) => setTimeout(ok, 50));' };
  await withLambda({ files, environment, backend: 'otlp' }, async (lambda) => {
    lambda.backEnd.behaviour = { status: 503 };
    await calls(lambda, 36, 0); // every tenth exports, and the third failure is one too many
    lambda.backEnd.behaviour = {};
    await sleep(1100);
    for (const { timings } of await calls(lambda, 6, 0)) expect(timings.hold).toBeLessThan(500); // a hold would be 800
    expect(delivered(lambda)).toBeGreaterThan(30);
  });
});

describe('a back end that asks to be left alone', () => {
  test.each(['0', '', 'soon'])('for %j is not asked without a pause', async (after) => {
    await withLambda({ files: FILES, backend: 'otlp' }, async (lambda) => {
      lambda.backEnd.behaviour = { status: 429, headers: { 'retry-after': after } };
      await lambda.invoke();
      expect(lambda.backEnd.requests.length).toBeGreaterThan(1);
      expect(lambda.backEnd.requests.length).toBeLessThan(10);
    });
  });

  test.each([['seconds', () => '30'], ['a date', () => new Date(Date.now() + 30_000).toUTCString()]])('for a while, in %s, is left alone by later invocations too', async (_, after) => {
    await withLambda({ files: FILES, backend: 'otlp' }, async (lambda) => {
      lambda.backEnd.behaviour = () => ({ status: 429, headers: { 'retry-after': after() } });
      await calls(lambda, 4, 1050);
      expect(lambda.backEnd.requests).toHaveLength(1);
    });
  });
});

test('a batch that the back end breaks the connection over does not keep the spans that come after it', async () => {
  const files = {
    'index.js': `exports.handler = async ({ big }) => {
      const { trace } = globalThis[Symbol.for('opentelemetry.js.api.1')];
      if (big) for (let i = 0; i < 8; i++) trace.getTracer('t').startSpan('big', { attributes: { text: 'x'.repeat(16000) } }).end();
    };`,
  };
  await withLambda({ files, backend: 'otlp' }, async (lambda) => {
    lambda.backEnd.behaviour = ({ body }: ReceivedRequest) => body.length > 12_000 ? { fault: 'reset' } : {};
    await lambda.invoke({ big: true });
    for (let i = 0; i < 8; i++) {
      await sleep(1050);
      await lambda.invoke({});
    }
    await sleep(500);
    expect(delivered(lambda)).toBeGreaterThan(5);
  });
});

describe('a span that user code gets wrong', () => {
  const wrong = {
    'a status without a code': "span.setStatus({ message: 'oops' })",
    'a status in words': "span.setStatus({ code: 'ERROR' })",
    'a kind in words': "tracer.startSpan('kind', { kind: 'SERVER' }).end()",
    'a start that is no time': "tracer.startSpan('start', { startTime: new Date('nonsense') }).end()",
    'an event that is at no time': "span.addEvent('event', new Date(undefined))",
    'an end that is no time': 'span.end([NaN, 0])',
    'a time beyond all': 'span.end(1e300)',
  };

  test.each(Object.entries(wrong))('with %s is sent as well as it can be, and keeps no other', async (_, code) => {
    const files = {
      'index.js': `exports.handler = async ({ bad }) => {
        const tracer = globalThis[Symbol.for('opentelemetry.js.api.1')].trace.getTracer('t');
        const span = tracer.startSpan('made');
        if (bad) { ${code}; }
        span.end();
      };`,
    };
    for (const protocol of ['http/protobuf', 'http/json', 'xray'] as const) {
      const environment: Record<string, string> = protocol === 'xray' ? {} : { OTEL_EXPORTER_OTLP_PROTOCOL: protocol };
      await withLambda({ files, environment, backend: protocol === 'xray' ? 'xray' : 'otlp' }, async (lambda) => {
        for (const bad of [false, true, false]) expect(await lambda.invoke({ bad })).toMatchObject({ status: 'success' });
        await lambda.sandbox.shutdown();
        const spans = await lambda.spans(6);
        expect(spans.filter(({ name }) => name === 'made')).toHaveLength(3);
        expect(invocationSpans(spans)).toHaveLength(3);
      });
    }
  });
});
