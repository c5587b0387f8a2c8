import { CALLBACK_RUNTIMES, RUNTIMES, invocationSpans, withLambda } from './support/lambda';
import { OURS_AND_THE_RUNTIMES, sameAsBare } from './support/same-as-bare';

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

describe.each(CALLBACK_RUNTIMES)('on %s', (runtime) => {
  test('a process that exits has sent its span over UDP', async () => {
    const { spans } = await sameAsBare({ files: { 'index.js': FATAL['process.exit(3)'] }, runtime }, [{}], 1);
    expect(invocationSpans(spans)[0].status).toEqual({ code: 'error', message: 'the process exited with code 3' });
  });
});

async function sameInit(files: Readonly<Record<string, string>>, runtime: (typeof RUNTIMES)[number], handler?: string): Promise<void> {
  await sameAsBare({ files, runtime, ...(handler ? { handler } : {}) }, [{}], 0, OURS_AND_THE_RUNTIMES);
}
