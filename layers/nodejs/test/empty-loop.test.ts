import { withLambda } from './support/lambda';
import { sameAsBare } from './support/same-as-bare';
import { BlackHole, type NodeRuntime, type SandboxOptions } from '../../../sandbox';

/** What client 3 answers only when the event loop is empty, and what client 4 takes for a crash then. */
const WAITING: Readonly<Record<string, string>> = {
  'calls back': "exports.handler = (event, context, callback) => { setTimeout(() => callback(null, 'ok'), 5); };",
  'succeeds by the context': "exports.handler = (event, context) => { setTimeout(() => context.succeed('ok'), 5); };",
  'never settles': 'exports.handler = () => new Promise(() => { setTimeout(() => 0, 5); });',
  'calls nothing back': 'exports.handler = (event, context, callback) => { setTimeout(() => 0, 5); };',
};
const CLIENTS: readonly (readonly [NodeRuntime, Partial<SandboxOptions>])[] = [['nodejs18.x', {}], ['nodejs20.x', {}], ['nodejs22.x', { runtimeClient: 'ric3' }]];

describe.each(CLIENTS)('on %s with a back end that swallows connections', (runtime, client) => {
  test.each(Object.entries(WAITING))('a handler that %s is answered as without us, call after call', async (_, source) => {
    const hole = await BlackHole.open();
    for (const url of [hole.url, hole.url.replace('http:', 'https:')]) {
      await sameAsBare({ files: { 'index.js': source }, runtime, ...client, timeoutSeconds: 3, environment: { OTEL_EXPORTER_OTLP_ENDPOINT: url } }, [{}, {}, {}, {}], 0);
    }
    await hole.close();
  });
});

test('a handler of client 4 that never settles in its second call crashes as without us, whatever the back end does', async () => {
  const hole = await BlackHole.open();
  const files = { 'index.js': 'exports.handler = async ({ stuck }) => stuck ? new Promise(() => undefined) : 1;' };
  await sameAsBare({ files, runtime: 'nodejs24.x', timeoutSeconds: 3, environment: { OTEL_EXPORTER_OTLP_ENDPOINT: hole.url } }, [{}, { stuck: true }, {}], 0);
  await hole.close();
});

describe('user code that awaits a flush', () => {
  const files = {
    'index.js': `exports.handler = async ({ how }) => {
      const { trace } = globalThis[Symbol.for('opentelemetry.js.api.1')];
      trace.getTracer('t').startSpan('flushed').end();
      await trace[how]();
      return 'flushed';
    };`,
  };

  test.each(['nodejs20.x', 'nodejs22.x', 'nodejs24.x'] as const)('goes on when the spans are there, with nothing else to do (%s)', async (runtime) => {
    for (const delayMs of [0, 50, 300]) {
      await withLambda({ files, runtime, backend: 'otlp' }, async (lambda) => {
        lambda.backEnd.behaviour = { delayMs };
        for (const how of ['forceFlush', 'shutdown', 'forceFlush']) {
          expect(await lambda.invoke({ how })).toMatchObject({ status: 'success', payload: 'flushed' });
        }
        expect(lambda.backEnd.spans.filter(({ name }) => name === 'flushed')).toHaveLength(3);
      });
    }
  });

  test('goes on without them where the back end never answers', async () => {
    await withLambda({ files, backend: 'otlp', timeoutSeconds: 8 }, async (lambda) => {
      lambda.backEnd.behaviour = { fault: 'hang' };
      expect(await lambda.invoke({ how: 'forceFlush' })).toMatchObject({ status: 'success', payload: 'flushed' });
    });
  });
});
