import { buildSync } from 'esbuild';
import { eventNamed } from './support/events';
import { CALLBACK_RUNTIMES, RUNTIMES, invocationSpans, type LambdaOptions } from './support/lambda';
import { sameAsBare } from './support/same-as-bare';

type Kind = Pick<LambdaOptions, 'files' | 'handler'>;

const TYPESCRIPT = `
  import { hostname } from 'node:os';
  export const handler = async (event: { n?: number }) => ({ n: (event.n ?? 0) + 1, known: typeof hostname() });
`;

/** As NodejsFunction builds them. */
function bundled(format: 'cjs' | 'esm', minify: boolean): string {
  return buildSync({
    stdin: { contents: TYPESCRIPT, loader: 'ts' }, bundle: true, platform: 'node', target: 'node18', format, minify, write: false,
  }).outputFiles[0].text;
}

const KINDS: Readonly<Record<string, Kind>> = {
  'CommonJS': { files: { 'index.js': 'exports.handler = async (event) => ({ event, handler: process.env._HANDLER });' } },
  'CommonJS, a getter that cannot be redefined': { files: { 'index.js': bundled('cjs', false) } },
  'esbuild CommonJS, minified': { files: { 'index.js': bundled('cjs', true) } },
  'esbuild ESM': { files: { 'index.mjs': bundled('esm', false) } },
  'esbuild ESM, minified': { files: { 'index.mjs': bundled('esm', true) } },
  'ESM by package.json': { files: { 'package.json': '{"type":"module"}', 'index.js': 'export const handler = async () => import.meta.url;' } },
  'ESM with top-level await': { files: { 'index.mjs': 'const value = await Promise.resolve(42); export const handler = async () => value;' } },
  '.cjs': { files: { 'index.cjs': 'exports.handler = async () => "cjs";' } },
  'nested path': { files: { 'src/deep/app.js': 'exports.main = async () => __filename;' }, handler: 'src/deep/app.main' },
  'nested path below its own package.json': {
    files: { 'src/package.json': '{"type":"module"}', 'src/app.js': 'export const main = async () => "nested";' }, handler: 'src/app.main',
  },
  'nested export': { files: { 'index.js': 'exports.api = { v1: { get: async () => "v1" } };' }, handler: 'index.api.v1.get' },
  'sync return of a thenable': { files: { 'index.js': 'exports.handler = () => ({ then: (ok) => ok("thenable") });' } },
  'a class method bound to its object': {
    files: { 'index.js': 'class A { constructor() { this.v = 7; } async run() { return this.v; } } const a = new A(); exports.handler = a.run.bind(a);' },
  },
  'one from node_modules': {
    files: { 'node_modules/app/index.js': 'exports.handler = async () => "module";', 'node_modules/app/package.json': '{"name":"app","main":"index.js"}' },
    handler: 'app.handler',
  },
};

const STREAMING = `
  const { setTimeout: sleep } = require('node:timers/promises');
  exports.handler = awslambda.streamifyResponse(async (event, stream, context) => {
    const out = awslambda.HttpResponseStream.from(stream, { statusCode: 201, headers: { 'content-type': 'text/plain' } });
    out.write('one ' + typeof context.awsRequestId);
    await sleep(5);
    out.write(' two');
    out.end();
  }, { highWaterMark: 100 });
`;

describe.each(RUNTIMES)('on %s the response is that of the function without the layer:', (runtime) => {
  test.each(Object.entries(KINDS))('%s', async (_, kind) => {
    const { spans, results } = await sameAsBare({ ...kind, runtime }, [{ n: 1 }, { n: 2 }]);
    expect(results.map(({ status }) => status)).toEqual(['success', 'success']);
    expect(invocationSpans(spans).map((span) => span.attributes['faas.coldstart'])).toEqual([true, false]);
  });

  test('response streaming', async () => {
    const { spans, results } = await sameAsBare({ files: { 'index.js': STREAMING }, runtime }, [{}, {}]);
    expect(results[0].streaming?.prelude).toMatchObject({ statusCode: 201 });
    expect(invocationSpans(spans)).toHaveLength(2);
  });

  test('response streaming that waits for its export', async () => {
    const { spans, results } = await sameAsBare({ files: { 'index.js': STREAMING }, runtime, backend: 'otlp' }, [{}, {}]);
    expect(results.map(({ status }) => status)).toEqual(['success', 'success']);
    expect(invocationSpans(spans)).toHaveLength(2);
  });

  test('a handler keeps its name, length and properties', async () => {
    const source = 'exports.handler = Object.assign(async function named(event, context) { return [exports.handler.length, exports.handler.mark, this === undefined]; }, { mark: 1 });';
    await sameAsBare({ files: { 'index.js': source }, runtime });
  });
});

const CALLBACKS: Readonly<Record<string, string>> = {
  'callback at once': 'exports.handler = (event, context, callback) => callback(null, { done: true });',
  'callback later': 'exports.handler = (event, context, callback) => { setTimeout(() => callback(null, "later"), 20); };',
  'callback, then work the response waits for': `exports.handler = (event, context, callback) => {
    setTimeout(() => { console.log("worked"); }, 50); callback(null, "waited"); };`,
  'callback that does not wait': `exports.handler = (event, context, callback) => {
    context.callbackWaitsForEmptyEventLoop = false; setTimeout(() => undefined, 100000).unref(); callback(null, "at once"); };`,
  'context.succeed': 'exports.handler = (event, context) => { setTimeout(() => context.succeed("succeeded"), 5); };',
  'context.done': 'exports.handler = (event, context) => context.done(null, "done");',
  'context.fail': 'exports.handler = (event, context) => context.fail(new TypeError("failed"));',
  'callback with an error': 'exports.handler = (event, context, callback) => callback(new RangeError("called back"));',
  'callback with a string': 'exports.handler = (event, context, callback) => callback("just text");',
  'sync return that never calls back': 'exports.handler = (event) => { return 5; };',
};

describe.each(CALLBACK_RUNTIMES)('on %s the callback handler behaves as without the layer:', (runtime) => {
  test.each(Object.entries(CALLBACKS))('%s', async (_, source) => {
    const { spans } = await sameAsBare({ files: { 'index.js': source }, runtime, backend: 'otlp' }, [{}, {}, {}]);
    expect(invocationSpans(spans)).toHaveLength(3);
  });
});

/** Client 3 is done with these when their stream ends. */
const NEVER_SETTLED: Readonly<Record<string, readonly [error: string | undefined, source: string]>> = {
  'whose promise never settles': [undefined, 'exports.handler = awslambda.streamifyResponse(async (event, out) => { out.end("x"); await new Promise(() => undefined); });'],
  'that gives no promise': ['Streaming does not support non-async handlers.', 'exports.handler = awslambda.streamifyResponse((event, out) => { out.write("x"); out.end(); });'],
};

describe.each(CALLBACK_RUNTIMES)('on %s response streaming is over when it is without the layer, by a handler', (runtime) => {
  test.each(Object.entries(NEVER_SETTLED))('%s', async (_, [message, source]) => {
    const { results, spans } = await sameAsBare({ files: { 'index.js': source }, runtime, backend: 'otlp', timeoutSeconds: 3 }, [{}, {}]);
    expect(results.map(({ holdEnd, coldStart }) => [holdEnd, coldStart])).toEqual([['done', true], ['done', false]]);
    expect(Math.max(...results.map(({ timings }) => timings.hold))).toBeLessThan(1000);
    const status = message === undefined ? { code: 'unset' } : { code: 'error', message };
    expect(invocationSpans(spans).map((span) => [span.status, span.attributes['lambda_tracing.timed_out']])).toEqual([[status, undefined], [status, undefined]]);
  });
});

test('a callback handler on nodejs24.x is refused as without the layer', async () => {
  await sameAsBare({ files: { 'index.js': 'exports.handler = (event, context, callback) => callback(null, 1);' }, runtime: 'nodejs24.x' }, [{}], 0);
});

test('a synchronous handler on nodejs24.x', async () => {
  const { spans } = await sameAsBare({ files: { 'index.js': 'exports.handler = () => 5;' }, runtime: 'nodejs24.x' });
  expect(invocationSpans(spans)).toHaveLength(1);
});

test.each(RUNTIMES)('on %s the runtime that polls over node:http is not traced', async (runtime) => {
  const files = { 'index.js': 'exports.handler = async (event) => event;' };
  const { spans } = await sameAsBare({ files, runtime, environment: { AWS_LAMBDA_NODEJS_USE_ALTERNATIVE_CLIENT_1: 'true' } }, [{ n: 1 }, { n: 2 }]);
  expect(spans.map(({ kind }) => kind)).toEqual(['server', 'server']);
});

test.each(RUNTIMES)('on %s without the awslambda global', async (runtime) => {
  const files = { 'index.js': 'exports.handler = async () => typeof awslambda;' };
  const { spans } = await sameAsBare({ files, runtime, environment: { AWS_LAMBDA_NODEJS_NO_GLOBAL_AWSLAMBDA: '1' } }, [{}, {}]);
  expect(invocationSpans(spans)).toHaveLength(2);
});

test('a result whose statusCode says nothing has no status', async () => {
  const source = 'exports.handler = async ({ statusCode }) => ({ statusCode });';
  const events = [null, '', 204, '503'].map((statusCode) => ({ ...eventNamed('function-url') as object, statusCode }));
  const { spans } = await sameAsBare({ files: { 'index.js': source } }, events);
  expect(invocationSpans(spans).map(({ attributes }) => attributes['http.response.status_code'])).toEqual([undefined, undefined, 204, 503]);
});
