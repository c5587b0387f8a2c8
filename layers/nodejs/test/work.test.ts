import { RUNTIMES, invocationSpans, withLambda } from './support/lambda';

const GET = `
  const http = require('node:http');
  const get = (url) => new Promise((ok, no) => http.get(url, (response) => response.resume().on('end', ok)).on('error', no));`;

describe.each(RUNTIMES)('on %s', (runtime) => {
  test('nobody follows the asynchronous work of a function that has one context only', async () => {
    // Where promises are followed by async hooks, what comes after an `await` has an id of its own.
    const files = { 'index.js': 'const { executionAsyncId } = require(\'node:async_hooks\'); exports.handler = async () => { await null; await null; return executionAsyncId(); };' };
    const ids = async (tracing: boolean) => withLambda({ runtime, files, environment: tracing ? {} : { OTEL_SDK_DISABLED: 'true' } }, async (lambda) => {
      const results = [];
      for (let i = 0; i < 3; i++) results.push((await lambda.invoke({})).payload);
      return results;
    });
    expect(await ids(true)).toEqual(await ids(false));
  });

  test('what an invocation leaves behind stays its own, beside the next one', async () => {
    const files = {
      'index.js': `${GET}
        exports.handler = async ({ url, n, late, wait }) => {
          if (late) setTimeout(() => get(url + '/late-' + n).then(() => get(url + '/later-' + n)), late);
          await get(url + '/own-' + n);
          await new Promise((ok) => setTimeout(ok, wait));
        };`,
    };
    await withLambda({ runtime, files, timeoutSeconds: 20 }, async (lambda) => {
      const { url } = lambda.backEnd;
      for (const event of [{ n: 1, late: 60, wait: 1 }, { n: 2, late: 400, wait: 300 }, { n: 3, wait: 600 }, { n: 4, wait: 1 }]) {
        expect((await lambda.invoke({ url, ...event })).status).toBe('success');
      }
      const spans = await lambda.spans(12);
      const roots = new Map(invocationSpans(spans).map((span) => [span.spanId, span]));
      const byPath = new Map(spans.filter(({ kind }) => kind === 'client').map((span) => [new URL(String(span.attributes['url.full'])).pathname, span]));
      const ownerOf = (path: string) => roots.get(byPath.get(path)?.parentSpanId ?? '');
      const owners = [1, 2, 3, 4].map((n) => ownerOf(`/own-${n}`)?.spanId);
      expect(new Set(owners).size).toBe(4);
      expect(owners).not.toContain(undefined);
      expect(ownerOf('/late-2')?.spanId).toBe(owners[1]);
      expect(ownerOf('/later-2')?.spanId).toBe(owners[1]);
      // Before Node.js 24 nothing is followed until something is left behind for the first time.
      if (runtime === 'nodejs24.x') expect(ownerOf('/late-1')?.spanId).toBe(owners[0]);
      else expect(owners.slice(0, 2)).toContain(ownerOf('/late-1')?.spanId);
    });
  });
});
