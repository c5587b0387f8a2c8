import { CALLBACK_RUNTIMES, FIXTURES, RUNTIMES, invocationSpans, withLambda, type LambdaOptions } from './support/lambda';
import { OURS_AND_THE_RUNTIMES, sameAsBare } from './support/same-as-bare';

type Kind = Pick<LambdaOptions, 'files' | 'handler'>;

/** Handlers that fail within their invocation. */
const THROWN: Readonly<Record<string, string>> = {
  'throws synchronously': 'exports.handler = () => { throw new TypeError("sync"); };',
  'rejects at once': 'exports.handler = async () => { throw new RangeError("async"); };',
  'rejects after an await': `const inner = async () => { await null; throw new Error("later"); };
    exports.handler = async () => { await new Promise((r) => setTimeout(r, 5)); await inner(); };`,
  'throws from deep below': 'const deep = (n) => { if (n === 0) throw new Error("deep"); deep(n - 1); }; exports.handler = async () => deep(30);',
  'throws just below the stack limit': 'const deep = (n) => { if (n === 0) throw new Error("deep"); deep(n - 1); }; exports.handler = async () => deep(6);',
  'throws an error with a code and a cause': 'exports.handler = async () => { throw Object.assign(new Error("coded", { cause: new Error("why") }), { code: "E_X", extra: { a: 1 } }); };',
  'throws its own class': 'class OrderError extends Error { constructor(m) { super(m); this.name = "OrderError"; } } exports.handler = async () => { throw new OrderError("own"); };',
  'throws a string': 'exports.handler = async () => { throw "text"; };',
  'throws null': 'exports.handler = async () => { throw null; };',
  'throws undefined': 'exports.handler = async () => { throw undefined; };',
  'throws an object': 'exports.handler = async () => { throw { statusCode: 500 }; };',
  'throws an error whose message throws': 'exports.handler = async () => { const e = new Error("x"); Object.defineProperty(e, "message", { get() { throw new Error("no"); } }); throw e; };',
  'throws a frozen error': 'exports.handler = async () => { throw Object.freeze(new Error("frozen")); };',
  'requires a missing file from deep below': 'const a = () => require("./none.js"), b = () => a(), c = () => b(), d = () => c(), e = () => d(); exports.handler = async () => e();',
  'requires a module that throws, from deep below': 'const a = () => require("./throws.js"), b = () => a(), c = () => b(), d = () => c(), e = () => d(); exports.handler = async () => e();',
  'returns what is not JSON': 'exports.handler = async () => ({ big: 1n });',
};

const DEEP = 'const deep = (n) => { if (n === 0) throw new Error("deep"); deep(n - 1); };';

/** Client 3 takes these errors past the handler's own end; with one frame more in them they would be others. */
const HANDED_OVER: Readonly<Record<string, string>> = {
  'callback': 'exports.handler = (event, context, callback) => { try { deep(30); } catch (error) { callback(error); } };',
  'context.fail': 'exports.handler = (event, context) => { try { deep(30); } catch (error) { context.fail(error); } };',
  'context.done': 'exports.handler = (event, context) => { try { deep(30); } catch (error) { context.done(error); } };',
  'callback, later': 'exports.handler = (event, context, callback) => { try { deep(30); } catch (error) { setTimeout(() => callback(error), 5); } };',
};

/** Handlers that V8 names in stacks by where the runtime has them: `Runtime.main [as handler]`. */
const NAMED: Readonly<Record<string, Kind>> = {
  'a function of another name': { files: { 'index.js': 'async function lambdaHandler() { await null; throw new Error("m"); } module.exports = { handler: lambdaHandler };' } },
  'a function of another name that throws at once': { files: { 'index.js': 'function lambdaHandler() { throw new Error("m"); } module.exports = { handler: lambdaHandler };' } },
  'another export': { files: { 'index.js': 'exports.main = async () => { throw new Error("m"); };' }, handler: 'index.main' },
  'another export of ESM': { files: { 'index.mjs': 'export const main = async () => { await null; throw new Error("m"); };' }, handler: 'index.main' },
  'an anonymous function': { files: { 'index.js': 'const wrap = (f) => f; exports.handler = wrap(async () => { throw new Error("m"); });' } },
  'an anonymous function, after an await': { files: { 'index.js': 'const wrap = (f) => f; exports.handler = wrap(async () => { await null; throw new Error("m"); });' } },
  'a method of another name': { files: { 'index.js': 'exports.handler = new (class { async run() { throw new Error("m"); } })().run;' } },
};

const MIDDY = `import middy from '@middy/core';
  export const handler = middy().use({ before: async () => undefined }).handler(async () => { throw new RangeError("in Middy"); });`;

/** Handlers that take the process with them. */
const FATAL: Readonly<Record<string, string>> = {
  'an exception nobody catches': 'exports.handler = () => new Promise(() => { setTimeout(() => { throw new Error("loose"); }, 5); });',
  'a rejection nobody handles': 'exports.handler = () => new Promise(() => { setTimeout(() => Promise.reject(new Error("unhandled")), 5); });',
  'process.exit(0)': 'exports.handler = async () => { process.exit(0); };',
  'process.exit(3)': 'exports.handler = async () => { process.exit(3); };',
  'a signal': 'exports.handler = async () => { process.kill(process.pid, "SIGKILL"); await new Promise(() => setTimeout(() => 0, 9000)); };',
};

/** Code that never gets as far as a handler. */
const INIT: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'a module that throws': { 'index.js': 'throw new Error("init");' },
  'a syntax error': { 'index.js': 'exports.handler = async () => { return ;;; ) };' },
  'a missing dependency': { 'index.js': 'require("not-there");' },
  'an ESM module that throws': { 'index.mjs': 'await null; throw new TypeError("esm init"); export const handler = 1;' },
  'an ESM module that throws an error without a text': { 'index.mjs': 'throw Object.assign(new Error("x"), { message: 5 });' },
  'an ESM module that throws an error whose message throws': { 'index.mjs': 'throw Object.defineProperty(new Error("x"), "message", { get() { throw new Error("no"); } });' },
  'an ESM module that throws null': { 'index.mjs': 'throw null;' },
  'a missing ESM dependency': { 'index.mjs': 'import "not-there"; export const handler = async () => 1;' },
  'a missing file': { 'other.js': '' },
};

/** What the runtime would say of the file; ours is under /opt, so type and message are what can be the same. */
const REFUSED: Readonly<Record<string, string>> = {
  'a missing export': 'exports.other = 1;',
  'an export that is no function': 'exports.handler = { a: 1 };',
};

describe.each(RUNTIMES)('on %s the error is that of the function without the layer:', (runtime) => {
  test.each(Object.entries(THROWN))('%s', async (_, source) => {
    const { results, spans } = await sameAsBare({ files: { 'index.js': source, 'throws.js': 'throw new Error("while it loads");' }, runtime });
    const [span] = invocationSpans(spans);
    expect(span).toBeDefined();
    if (results[0].status === 'error' && !source.includes('1n')) expect(span.status.code).toBe('error');
  });

  test.each(Object.entries(NAMED))('thrown by %s', async (_, kind) => {
    const { spans } = await sameAsBare({ ...kind, runtime }, [{}, {}]);
    expect(invocationSpans(spans).map(({ status }) => status)).toEqual([{ code: 'error', message: 'm' }, { code: 'error', message: 'm' }]);
  });

  test('made by an anonymous streaming function', async () => {
    const source = `const wrap = (f) => f; exports.handler = awslambda.streamifyResponse(wrap(async (event, out) => {
      out.write(new Error("m").stack.split("\\n").filter((line) => !line.includes("/opt/")).join("\\n"));
      out.end();
    }));`;
    const { results } = await sameAsBare({ files: { 'index.js': source }, runtime });
    expect(results[0].streaming?.payload.toString()).toContain('.handler (/var/task/index.js');
  });

  test('that a `then` throws when it is read, at once', async () => {
    const files = { 'index.js': 'exports.handler = () => ({ get then() { throw new Error("no then"); } });' };
    const { results, spans } = await sameAsBare({ files, runtime, backend: 'otlp', timeoutSeconds: 3 }, [{}, {}]);
    expect(results.map(({ holdEnd, coldStart }) => [holdEnd, coldStart])).toEqual([['done', true], ['done', false]]);
    expect(Math.max(...results.map(({ timings }) => timings.hold))).toBeLessThan(1000);
    expect(invocationSpans(spans).map(({ status }) => status)).toEqual([{ code: 'error', message: 'no then' }, { code: 'error', message: 'no then' }]);
  });

  test('whatever a handler keeps of Error.stackTraceLimit, which does not grow with each call', async () => {
    const source = `${DEEP} exports.handler = async ({ last }) => {
      const old = Error.stackTraceLimit; Error.stackTraceLimit = 50; await new Promise((ok) => setTimeout(ok, 1)); Error.stackTraceLimit = old;
      if (last) deep(30);
      return old <= 11;
    };`;
    await sameAsBare({ files: { 'index.js': source }, runtime }, [{}, {}, {}, {}, { last: true }]);
  });

  test.each(Object.entries(FATAL))('%s', async (_, source) => {
    const { spans } = await sameAsBare({ files: { 'index.js': source }, runtime }, [{}, {}], 0);
    for (const span of invocationSpans(spans)) expect(span.status.code).toBe('error');
  });

  test.each(Object.entries(INIT))('%s', async (_, files) => {
    await sameInit(files, runtime);
  });

  test.each(Object.entries(REFUSED))('%s', async (_, source) => {
    const errorOf = (layer: boolean) => withLambda({ files: { 'index.js': source }, runtime, layer }, async (lambda) => {
      const { error } = await lambda.invoke();
      return { type: error?.errorType, message: error?.errorMessage };
    });
    expect(await errorOf(true)).toEqual(await errorOf(false));
  });

  test.each(['index', 'index.', '../index.handler', '.handler'])('a handler named %p', async (handler) => {
    await sameInit({ 'index.js': 'exports.handler = async () => 1;' }, runtime, handler);
  });
});

describe.each(RUNTIMES.slice(1))('on %s', (runtime) => {
  test('the error is that of the function without the layer: thrown below Middy', async () => {
    await sameAsBare({ files: { 'index.mjs': MIDDY }, runtime, mounts: { '/var/node_modules': FIXTURES } });
  });
});

/** What client 4 refuses to load, and what it says of that names its own file. */
test.each([
  ['index.A.handler', 'index.js', 'class A { static async handler() { return 1; } } exports.A = A;'],
  ['index.A.handler', 'index.mjs', 'export class A { static async handler() { return 1; } }'],
  ['index.handler', 'index.js', 'module.exports = Object.assign(() => 1, { handler: async () => 1 });'],
  ['lib.handler', 'lib/index.js', 'exports.handler = async () => 1;'],
  ['my fn#1%20.handler', 'my fn#1%20.js', 'exports.handler = async () => 1;'],
])('on nodejs24.x the error is that of the function without the layer: %s in %s', async (handler, file, source) => {
  await sameInit({ [file]: source }, 'nodejs24.x', handler);
});

describe.each(CALLBACK_RUNTIMES)('on %s', (runtime) => {
  test.each(Object.entries(HANDED_OVER))('a deep error has the frames it has without the layer, by %s', async (_, source) => {
    const { spans } = await sameAsBare({ files: { 'index.js': DEEP + source }, runtime }, [{}, {}]);
    expect(invocationSpans(spans).map(({ status }) => status)).toEqual([{ code: 'error', message: 'deep' }, { code: 'error', message: 'deep' }]);
  });

  test('a process that exits has sent its span over UDP', async () => {
    const { spans } = await sameAsBare({ files: { 'index.js': FATAL['process.exit(3)'] }, runtime }, [{}], 1);
    expect(invocationSpans(spans)[0].status).toEqual({ code: 'error', message: 'the process exited with code 3' });
  });
});

async function sameInit(files: Readonly<Record<string, string>>, runtime: (typeof RUNTIMES)[number], handler?: string): Promise<void> {
  await sameAsBare({ files, runtime, ...(handler ? { handler } : {}) }, [{}], 0, OURS_AND_THE_RUNTIMES);
}
