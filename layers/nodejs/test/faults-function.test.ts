import { chmodSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LAYER, invocationSpans, withLambda } from './support/lambda';
import { sameAsBare } from './support/same-as-bare';
import { ControlGroup } from '../../../sandbox/namespace/control-group';

const handler = (body: string) => ({ 'index.js': `exports.handler = async (event) => { ${body} };` });
const API = "const api = globalThis[Symbol.for('opentelemetry.js.api.1')]; const tracer = api?.trace.getTracer('t');";

test.each(['xray', 'otlp'] as const)('10,000 spans in one invocation are bounded, and the lost ones counted (%s)', async (backend) => {
  const files = handler(`${API} for (let i = 0; i < 10000; i++) tracer.startSpan('s' + i).end(); return 'ok';`);
  await withLambda({ files, backend, memoryMb: 512, timeoutSeconds: 20 }, async (lambda) => {
    expect(await lambda.invoke()).toMatchObject({ status: 'success', payload: 'ok' });
    await lambda.invoke();
    await lambda.sandbox.shutdown();
    const spans = await lambda.spans(20002, 500);
    const lost = spans.map(({ attributes }) => Number(attributes['lambda_tracing.dropped_spans'] ?? 0)).reduce((sum, count) => sum + count, 0);
    // Over UDP all are sent while they are made; the receiver may not take all of them in time.
    if (backend === 'otlp') expect(spans.length + lost).toBe(20002);
    else expect(lost).toBe(0);
    expect(lambda.daemon.rejected).toEqual([]);
  });
});

test('a full queue says once how much it has dropped, and so does the next export', async () => {
  const files = handler(`${API} for (let i = 0; i < 200; i++) tracer.startSpan('s' + i).end(); return 'ok';`);
  await withLambda({ files, backend: 'otlp', environment: { OTEL_BSP_MAX_QUEUE_SIZE: '50', OTEL_BSP_MAX_EXPORT_BATCH_SIZE: '25' } }, async (lambda) => {
    const lines: string[] = [];
    for (let i = 0; i < 3; i++) lines.push(...(await lambda.invoke()).logs.map(({ line }) => line));
    lines.push(...(await lambda.sandbox.shutdown()).logs.map(({ line }) => line));
    const spans = await lambda.spans(1);
    const lost = spans.reduce((sum, { attributes }) => sum + Number(attributes['lambda_tracing.dropped_spans'] ?? 0), 0);
    expect(lost).toBeGreaterThan(0);
    expect(spans.length + lost).toBe(3 * 201);
    expect(lines.filter((line) => /cdk-lambda-tracing: spans dropped; \d+ so far/.test(line))).toHaveLength(1);
  });
});

test('attribute values of a megabyte are cut, and datagrams stay within their size', async () => {
  const files = handler(`${API} const big = 'x'.repeat(1024 * 1024);
    for (let i = 0; i < 5; i++) { const s = tracer.startSpan('big'); for (let j = 0; j < 8; j++) s.setAttribute('a' + j, big); s.addEvent('e', { big }); s.end(); }`);
  await withLambda({ files, memoryMb: 512, timeoutSeconds: 20 }, async (lambda) => {
    expect(await lambda.invoke()).toMatchObject({ status: 'success' });
    const spans = await lambda.spans(6);
    expect(spans).toHaveLength(6);
    expect(lambda.daemon.rejected).toEqual([]);
    expect(Math.max(...lambda.daemon.sizes)).toBeLessThan(65507);
  });
});

test('values that throw when read, cycles, symbols and nonsense cost only themselves', async () => {
  await sameAsBare({
    files: handler(`${API}
    if (!tracer) return 'ok';
    const span = tracer.startSpan('odd', { attributes: { good: 1, get bad() { throw new Error('read'); } } });
    span.setAttribute('f', () => 1).setAttribute(Symbol('s'), 1).setAttribute('n', null).setAttribute('o', { a: 1 }).setAttribute('', 1).setAttribute('big', 10n);
    span.setAttributes(null).setAttributes(new Proxy({}, { ownKeys() { throw new Error('keys'); } }));
    span.addEvent(undefined).addEvent('e', { get x() { throw new Error('x'); } }, 'time').addLink(undefined).addLink({}).addLink({ context: { traceId: 'x', spanId: 'y' } });
    span.setStatus(undefined).setStatus({ code: 2, message: { toString() { throw new Error('m'); } } }).recordException(undefined);
    span.recordException({ get message() { throw new Error('m'); } });
    span.updateName(undefined).end(NaN); span.end('x'); span.setAttribute('late', 1);
    tracer.startSpan(undefined, null).end(); tracer.startActiveSpan('x', () => 1); tracer.startSpan('x', {}, { getValue: () => 5 }).end();
    return 'ok';`),
  }, [{}, {}], 2);
});

describe('user code that', () => {
  const CASES: Readonly<Record<string, string>> = {
    'replaces process.on': 'process.on = () => { throw new Error("no listeners"); }; return 1;',
    'removes all listeners': 'process.removeAllListeners(); return 1;',
    'replaces console': 'for (const k of ["warn", "log", "error"]) console[k] = () => { throw new Error("console"); }; return 1;',
    'replaces timers': 'globalThis.setTimeout = globalThis.setImmediate = () => { throw new Error("timers"); }; return 1;',
    'replaces Math.random and Date': 'Math.random = () => 0.5; return 1;',
    'replaces Promise': 'globalThis.Promise = class extends Promise { then() { throw new Error("then"); } }; return 1;',
    'empties its environment': 'for (const name of Object.keys(process.env)) delete process.env[name]; return 1;',
    'closes all its sockets': 'for (const handle of process._getActiveHandles()) { if (handle !== process.stdout && handle !== process.stderr && handle.destroy) handle.destroy(); } return 1;',
    'freezes prototypes': 'Object.freeze(Array.prototype); Object.freeze(Object.prototype); return [1];',
    'adds to Object.prototype': 'Object.defineProperty(Object.prototype, "extra", { value: 1, enumerable: true, configurable: true }); setImmediate(() => 0); delete Object.prototype.extra; return 1;',
    'changes directory': 'process.chdir("/tmp"); return process.cwd();',
    'starts workers and children': `const { Worker } = require('node:worker_threads'); const { execFileSync } = require('node:child_process');
      const text = execFileSync(process.execPath, ['-e', 'console.log(1 + 1)']).toString();
      const said = await new Promise((ok, no) => { const w = new Worker("require('node:worker_threads').parentPort.postMessage(process.env._HANDLER)", { eval: true }); w.on('message', ok); w.on('error', no); });
      return [text, said];`,
  };

  test.each(Object.entries(CASES))('%s', async (_, body) => {
    await sameAsBare({ files: handler(body), backend: 'otlp', memoryMb: 512, timeoutSeconds: 10 }, [{}, {}, {}], 0);
  });
});

describe('a process that dies while the environment is held', () => {
  test.each([
    ['of an exception', 'setTimeout(() => { throw new Error("in the hold"); }, 30); return "answered";'],
    ['of a rejection', 'setTimeout(() => Promise.reject(new Error("in the hold")), 30); return "answered";'],
    ['by exit', 'setTimeout(() => process.exit(7), 30); return "answered";'],
  ])('%s has answered before', async (_, body) => {
    await withLambda({ files: handler(body), backend: 'otlp' }, async (lambda) => {
      lambda.backEnd.behaviour = { delayMs: 300 };
      const responses: unknown[] = [];
      await lambda.invoke({}, { onResponse: ({ status, payload }) => responses.push([status, payload]) });
      await lambda.invoke({}, { onResponse: ({ status, payload }) => responses.push([status, payload]) });
      expect(responses).toEqual([['success', 'answered'], ['success', 'answered']]);
    });
  });
});

describe('out of memory', () => {
  // Without a cgroup nobody counts what is beside the heap; the same signal then comes from elsewhere, and the name of the row says so.
  const group = ControlGroup.create({});
  group?.remove();

  test.each([
    ['of the heap, which Node.js aborts at', 'const all = []; for (;;) all.push(new Array(1e6).fill(all.length));', {}],
    group ? ['beside the heap, which the kernel kills for', 'const all = []; for (;;) all.push(Buffer.alloc(1e7, 1));', { enforceMemory: true }]
      : ['beside the heap, with a SIGKILL of its own in place of the kernel\'s (no cgroup here)', 'process.kill(process.pid, "SIGKILL"); for (;;);', {}],
  ])('%s: the same end as without us, and the next environment works', async (_, eat, limits) => {
    const files = handler(`if (event.eat) { ${eat} } return 1;`);
    const { results, spans } = await sameAsBare({ files, backend: 'otlp', timeoutSeconds: 30, ...limits }, [{}, { eat: true }, {}], 2);
    expect(results.map(({ status, coldStart }) => [status, coldStart])).toEqual([['success', true], ['crash', false], ['success', true]]);
    expect(invocationSpans(spans).length).toBeGreaterThanOrEqual(2);
  }, 180000);
});

test('a timeout, then a new init, then spans again', async () => {
  const body = 'if (event.stuck) for (;;); return 1;';
  await withLambda({ files: handler(body), backend: 'otlp', timeoutSeconds: 1 }, async (lambda) => {
    expect((await lambda.invoke({ stuck: true })).status).toBe('timeout');
    expect(await lambda.invoke({})).toMatchObject({ status: 'success', coldStart: true });
    await lambda.sandbox.shutdown();
    expect(invocationSpans(lambda.backEnd.spans)).toHaveLength(1);
  });
});

/** A layer with external extensions that do nothing but ask for events. */
function extensions(count: number): string {
  const root = mkdtempSync(join(tmpdir(), 'layer-ext-'));
  mkdirSync(join(root, 'extensions'));
  for (let i = 0; i < count; i++) {
    const file = join(root, 'extensions', `idle-${i}`);
    writeFileSync(file, `#!/var/lang/bin/node
const http = require('node:http');
const [host, port] = process.env.AWS_LAMBDA_RUNTIME_API.split(':');
const call = (method, path, headers, body) => new Promise((ok, no) => { const r = http.request({ host, port, method, path: '/2020-01-01/extension' + path, headers }, (res) => { let t = ''; res.on('data', (d) => t += d); res.on('end', () => ok({ res, t })); }); r.on('error', no); r.end(body); });
(async () => {
  const { res } = await call('POST', '/register', { 'lambda-extension-name': require('node:path').basename(process.argv[1]) }, JSON.stringify({ events: ['INVOKE', 'SHUTDOWN'] }));
  for (;;) { const { t } = await call('GET', '/event/next', { 'lambda-extension-identifier': res.headers['lambda-extension-identifier'] }); if (JSON.parse(t).eventType === 'SHUTDOWN') process.exit(0); }
})();
`);
    chmodSync(file, 0o755);
  }
  return root;
}

// An eleventh extension is refused; spans then leave as far as the environment lives.
test.each([[1, 4], [9, 4], [10, 0]])('beside %i external extensions', async (count, spans) => {
  const files = handler('if (event.fail) throw new TypeError("failed"); return 1;');
  const events = [{}, { fail: true }, {}, {}];
  const { results, spans: all } = await sameAsBare({ files, backend: 'otlp', layers: [extensions(count)], memoryMb: 1024, timeoutSeconds: 20 }, events, spans);
  expect(results.map(({ status }) => status)).toEqual(['success', 'error', 'success', 'success']);
  if (spans > 0) expect(invocationSpans(all)).toHaveLength(spans);
});

test('a layer whose code is broken leaves the function as it is', async () => {
  const broken = mkdtempSync(join(tmpdir(), 'layer-broken-'));
  mkdirSync(join(broken, 'cdk-lambda-tracing'));
  writeFileSync(join(broken, 'cdk-lambda-tracing/senders.cjs'), 'throw new Error("broken");');
  await withLambda({ files: handler('return 1;'), backend: 'otlp', layers: [broken] }, async (lambda) => {
    for (let i = 0; i < 5; i++) expect(await lambda.invoke()).toMatchObject({ status: 'success', payload: 1 });
    expect(lambda.backEnd.requests).toEqual([]);
  });
  expect(LAYER).toBeDefined();
});

test('children inherit neither our variables nor the handler of ours', async () => {
  const body = "return require('node:child_process').execFileSync(process.execPath, ['-p', 'JSON.stringify(process.env)']).toString();";
  await withLambda({ files: handler(body), backend: 'otlp' }, async (lambda) => {
    const env = JSON.parse((await lambda.invoke()).payload as string) as Record<string, string>;
    expect(env._HANDLER).toBe('index.handler');
    expect(Object.keys(env).filter((name) => name.startsWith('LAMBDA_TRACING_'))).toEqual([]);
  });
});

test('children get the SIGTERM of the end of the environment and die of it as ever', async () => {
  const body = `if (event.spawn) {
      const child = require('node:child_process').spawn('sleep', ['30']);
      child.on('exit', (code, signal) => { console.log('the child ended by ' + signal); process.exit(0); });
      process.on('SIGTERM', () => undefined);
    }
    return 1;`;
  await withLambda({ files: handler(body), backend: 'otlp', memoryMb: 512, timeoutSeconds: 10 }, async (lambda) => {
    await lambda.invoke({ spawn: true });
    for (let i = 0; i < 3; i++) await lambda.invoke();
    const { logs } = await lambda.sandbox.shutdown();
    expect(logs.filter(({ line }) => line.includes('the child ended by SIGTERM'))).toHaveLength(1);
  });
});

test('a layer that registers and then does not run lets init fail at once instead of hanging', async () => {
  const dead = mkdtempSync(join(tmpdir(), 'layer-dead-'));
  mkdirSync(join(dead, 'cdk-lambda-tracing'));
  writeFileSync(join(dead, 'cdk-lambda-tracing/handler.mjs'), 'throw new Error("dead");');
  await withLambda({ files: handler('return 1;'), backend: 'otlp', layers: [dead] }, async (lambda) => {
    expect(lambda.sandbox.init).toMatchObject({ status: 'error', error: { errorMessage: 'dead' } });
    expect((await lambda.invoke()).status).toBe('error');
  });
});
