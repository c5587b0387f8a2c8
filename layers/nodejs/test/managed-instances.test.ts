import { invocationSpans, withLambda } from './support/lambda';

const FILES = {
  'index.js': `exports.handler = async ({ n, url }) => {
  await new Promise((ok) => setTimeout(ok, 20));
  if (url) await fetch(url + '/call-' + n).then((r) => r.text());
  return n;
};`,
};

const OPTIONS = {
  files: FILES, initializationType: 'lambda-managed-instances' as const, maxConcurrency: 4, runtime: 'nodejs24.x' as const, memoryMb: 2048, timeoutSeconds: 30, environment: { AWS_LAMBDA_NODEJS_WORKER_COUNT: '2' },
};

describe('on Managed Instances', () => {
  test('parallel invocations keep their own traces', async () => {
    await withLambda({ ...OPTIONS, backend: 'otlp' }, async (lambda) => {
      const results = await Promise.all(Array.from({ length: 12 }, (_, n) => lambda.invoke({ n, url: lambda.backEnd.url })));
      expect(results.map(({ payload }) => payload)).toEqual(Array.from({ length: 12 }, (_, n) => n));
      const spans = await lambda.spans(24, 8000);
      const roots = invocationSpans(spans);
      expect(roots).toHaveLength(12);
      expect(new Set(roots.map(({ traceId }) => traceId)).size).toBe(12);
      const headers = results.map(({ traceHeader }) => traceHeader.split(';')[0].replace('Root=1-', '').replace('-', ''));
      expect(new Set(roots.map(({ traceId }) => traceId))).toEqual(new Set(headers));
      for (const client of spans.filter(({ kind }) => kind === 'client')) {
        expect(roots.filter(({ spanId, traceId }) => spanId === client.parentSpanId && traceId === client.traceId)).toHaveLength(1);
      }
    });
  });

  test('children of user code do not inherit what is for the main thread', async () => {
    const body = "exports.handler = async () => require('node:child_process').execFileSync(process.execPath, ['-p', 'process.env.NODE_OPTIONS']).toString().trim();";
    for (const [given, seen] of [[undefined, 'undefined'], ['--no-deprecation', '--no-deprecation']] as const) {
      const environment = { ...OPTIONS.environment, ...(given && { NODE_OPTIONS: given }) };
      await withLambda({ ...OPTIONS, files: { 'index.js': body }, environment, backend: 'otlp' }, async (lambda) => {
        expect((await lambda.invoke()).payload).toBe(seen);
      });
    }
  });

  test('spans leave by the clock', async () => {
    await withLambda({ ...OPTIONS, backend: 'otlp' }, async (lambda) => {
      for (const n of [1, 2]) {
        await lambda.invoke({ n });
        expect(await lambda.spans(n, 30000)).toHaveLength(n);
      }
    });
  });
});
