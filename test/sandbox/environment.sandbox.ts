import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { started } from './started';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(path.join(tmpdir(), 'sandbox-test-'));
  chmodSync(directory, 0o755);
});
afterEach(() => rmSync(directory, { recursive: true }));

/** Writes files below the test's own directory and returns the path of `folder`. */
function files(folder: string, contents: Record<string, string>): string {
  for (const [name, content] of Object.entries(contents)) {
    const file = path.join(directory, folder, name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, content, { mode: content.startsWith('#!') ? 0o755 : 0o644 });
  }
  return path.join(directory, folder);
}

interface Seen {
  readonly env: Record<string, string>;
  readonly cwd: string;
  readonly node: string;
  readonly execArgv: string[];
}

describe('environment variables', () => {
  test.each([
    [{ _HANDLER: 'x' }, 'reserved keys: _HANDLER'],
    [{ AWS_REGION: 'x', AWS_LAMBDA_RUNTIME_API: 'y' }, 'reserved keys: AWS_REGION, AWS_LAMBDA_RUNTIME_API'],
    [{ 'a-b': 'x' }, 'malformed keys: a-b'],
    [{ BIG: 'x'.repeat(4096) }, 'where 4096 are allowed'],
  ])('%o are refused as Lambda refuses them', async (environment, message) => {
    await expect(started('plain.echo', { environment })).rejects.toThrow(message);
  });

  test.each([['nodejs20.x', /^v20\./], ['nodejs22.x', /^v22\./], ['nodejs24.x', /^v24\./]] as const)('are those of %s', async (runtime, version) => {
    process.env.FROM_THE_HOST = 'leaked';
    const sandbox = await started('plain.environment', {
      runtime,
      memoryMb: 512,
      region: 'eu-central-1',
      initializationType: 'provisioned-concurrency',
      xrayDaemonAddress: '127.0.0.1:4711',
      environment: { MINE: 'yes', TZ: 'Europe/Berlin' },
    });
    const seen = (await sandbox.invoke({})).payload as Seen;
    const major = runtime.slice(6, 8);
    expect(seen.env).toMatchObject({
      MINE: 'yes',
      TZ: 'Europe/Berlin',
      _HANDLER: 'plain.environment',
      AWS_REGION: 'eu-central-1',
      AWS_DEFAULT_REGION: 'eu-central-1',
      AWS_EXECUTION_ENV: `AWS_Lambda_${runtime}`,
      AWS_LAMBDA_FUNCTION_NAME: 'function',
      AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
      AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '512',
      AWS_LAMBDA_INITIALIZATION_TYPE: 'provisioned-concurrency',
      AWS_LAMBDA_LOG_GROUP_NAME: '/aws/lambda/function',
      AWS_LAMBDA_LOG_STREAM_NAME: expect.stringMatching(/^\d{4}\/\d\d\/\d\d\/\[\$LATEST\][0-9a-f]{32}$/),
      AWS_LAMBDA_RUNTIME_API: expect.stringMatching(/^127\.0\.0\.1:\d+$/),
      AWS_XRAY_DAEMON_ADDRESS: '127.0.0.1:4711',
      _AWS_XRAY_DAEMON_ADDRESS: '127.0.0.1',
      _AWS_XRAY_DAEMON_PORT: '4711',
      AWS_ACCESS_KEY_ID: expect.any(String),
      AWS_SECRET_ACCESS_KEY: expect.any(String),
      AWS_SESSION_TOKEN: expect.any(String),
      LAMBDA_TASK_ROOT: '/var/task',
      LAMBDA_RUNTIME_DIR: '/var/runtime',
      NODE_PATH: `/opt/nodejs/node${major}/node_modules:/opt/nodejs/node_modules:/var/runtime/node_modules:/var/runtime:/var/task`,
      _X_AMZN_TRACE_ID: expect.stringMatching(/^Root=1-[0-9a-f]{8}-[0-9a-f]{24};Parent=[0-9a-f]{16};Sampled=0/),
    });
    expect(seen.env).not.toHaveProperty('FROM_THE_HOST');
    expect(seen.env).not.toHaveProperty('AWS_LAMBDA_MAX_CONCURRENCY');
    expect(seen.cwd).toBe('/var/task');
    expect(seen.node).toMatch(version);
    expect(seen.execArgv).toEqual(expect.arrayContaining(['--expose-gc', '--max-semi-space-size=25', '--max-old-space-size=461']));
    delete process.env.FROM_THE_HOST;
  });

  test.each(['--max-old-space-size=300', '--max_old_space_size=300', '--max-semi-space-size=4'])('leaves the size of the heap to the function that sets it: %s', async (nodeOptions) => {
    const sandbox = await started('plain.environment', { environment: { NODE_OPTIONS: nodeOptions } });
    const { execArgv, env } = (await sandbox.invoke({})).payload as Seen;
    expect(env.NODE_OPTIONS).toBe(nodeOptions);
    expect(execArgv.filter((argument) => argument.includes('space'))).toEqual([]);
  });

  test('Active tracing samples a call that brings no header', async () => {
    const sandbox = await started('plain.context', { tracing: 'Active' });
    expect((await sandbox.invoke({})).payload).toMatchObject({ traceId: expect.stringContaining(';Sampled=1') });
  });
});

describe('features of Node.js that Lambda turns off', () => {
  const code = () => files('code', {
    'index.js': 'exports.handler = async () => typeof require("./module.mjs");',
    'module.mjs': 'export const made = 1;',
  });

  test.each([
    ['nodejs20.x', undefined, 'ERR_REQUIRE_ESM'],
    ['nodejs22.x', undefined, 'ERR_REQUIRE_ESM'],
    ['nodejs22.x', '--experimental-require-module', 'object'],
    ['nodejs24.x', undefined, 'object'],
  ] as const)('on %s with NODE_OPTIONS %s, require of an ES module gives %s', async (runtime, nodeOptions, expected) => {
    const sandbox = await started('index.handler', { code: code(), runtime, environment: nodeOptions === undefined ? {} : { NODE_OPTIONS: nodeOptions } });
    const { payload, logs } = await sandbox.invoke({});
    if (expected === 'object') expect(payload).toBe(expected);
    else expect(logs.map(({ line }) => line).join()).toContain(expected);
  });
});

describe('the exec wrapper', () => {
  const wrapper = (script: string) => files('layer', { wrap: script });

  test('is started with the runtime as its arguments and may change the environment', async () => {
    const layer = wrapper('#!/bin/bash\nexport WRAPPED="$*"\nexec "$@"\n');
    const sandbox = await started('plain.environment', { layers: [layer], environment: { AWS_LAMBDA_EXEC_WRAPPER: '/opt/wrap' } });
    const { env } = (await sandbox.invoke({})).payload as Seen;
    expect(env.WRAPPED).toMatch(/^\/var\/lang\/bin\/node .*--expose-gc .*\/var\/runtime\/index\.mjs$/);
  });

  test('can take the place of the handler', async () => {
    const layer = files('layer', {
      'wrap': '#!/bin/bash\nexport USERS_HANDLER=$_HANDLER _HANDLER=/opt/ours.handler\nexec "$@"\n',
      'ours.cjs': 'exports.handler = async () => process.env.USERS_HANDLER;',
    });
    for (const runtime of ['nodejs20.x', 'nodejs24.x'] as const) {
      const sandbox = await started('plain.echo', { runtime, layers: [layer], environment: { AWS_LAMBDA_EXEC_WRAPPER: '/opt/wrap' } });
      expect((await sandbox.invoke({})).payload).toBe('plain.echo');
    }
  });

  test.each([
    ['/opt/absent', 'exit status 127', '/opt/absent: does not exist'],
    ['/opt/data', 'exit status 126', '/opt/data: is not an executable'],
  ])('%s ends the init with %s', async (name, status, line) => {
    const layer = files('layer', { data: 'text' });
    const sandbox = await started('plain.echo', { layers: [layer], environment: { AWS_LAMBDA_EXEC_WRAPPER: name } });
    expect(sandbox.init.status).toBe('crash');
    expect(sandbox.init.logs.map((entry) => entry.line)).toContain(line);
    expect((await sandbox.invoke({})).error!.errorMessage).toContain(`Runtime exited with error: ${status}`);
  });
});

describe('the file system', () => {
  test.each(['nodejs20.x', 'nodejs22.x', 'nodejs24.x'] as const)('shows the packages of layers to ES modules, preloaded ones too, as to CommonJS (%s)', async (runtime) => {
    const layer = files('layer', {
      'nodejs/node_modules/lib/package.json': '{ "exports": { "import": "./index.mjs", "require": "./index.cjs" } }',
      'nodejs/node_modules/lib/index.mjs': 'globalThis.loaded = (globalThis.loaded ?? 0) + 1; export default import.meta.url;',
      'nodejs/node_modules/lib/index.cjs': 'module.exports = __filename;',
    });
    const code = files('code', {
      'index.mjs': "import lib from 'lib'; import { createRequire } from 'node:module'; export const handler = async () => [lib, createRequire(import.meta.url)('lib'), globalThis.loaded];",
    });
    const sandbox = await started('index.handler', { code, runtime, layers: [layer], environment: { NODE_OPTIONS: '--import lib' } });
    expect((await sandbox.invoke({})).payload).toEqual(['file:///opt/nodejs/node_modules/lib/index.mjs', '/opt/nodejs/node_modules/lib/index.cjs', 1]);
  });

  test('has the layers merged in order as /opt, from directories and zip files alike', async () => {
    const first = files('first', { 'shared': 'first', 'only-first': '1', 'nodejs/a.js': 'a' });
    files('second', { 'shared': 'second', 'nodejs/b.js': 'b', 'run.sh': '#!/bin/sh\n' });
    symlinkSync('shared', path.join(directory, 'second', 'link'));
    execFileSync('zip', ['-qry', '../second.zip', '.'], { cwd: path.join(directory, 'second') });
    const layers = [first, path.join(directory, 'second.zip')];
    const list = await started('plain.list', { layers });
    expect((await list.invoke({ path: '/opt' })).payload).toEqual(['link', 'nodejs', 'only-first', 'run.sh', 'shared']);
    expect((await list.invoke({ path: '/opt/nodejs' })).payload).toEqual(['a.js', 'b.js']);
    const read = await started('plain.read', { layers });
    expect((await read.invoke({ path: '/opt/shared' })).payload).toBe('second');
    expect((await read.invoke({ path: '/opt/link' })).payload).toBe('second');
    // A file that may be executed still may.
    const environment = { AWS_LAMBDA_EXEC_WRAPPER: '/opt/run.sh' };
    expect((await started('plain.echo', { layers, environment })).init.error!.errorMessage).toContain('without providing a reason');
  });

  test('is read-only but for /tmp', async () => {
    const layer = files('layer', { there: 'x' });
    const sandbox = await started('plain.write', { layers: [layer] });
    for (const place of ['/opt/there', '/opt/new', '/var/task/new', '/var/runtime/index.mjs', '/new', '/var/new']) {
      expect([place, (await sandbox.invoke({ path: place })).payload]).toEqual([place, 'EROFS']);
    }
    expect((await sandbox.invoke({ path: '/tmp/new' })).payload).toBe('written');
    expect(existsSync('/tmp/new')).toBe(false);
  });

  test('shows nothing of the host: not its directories, not its /tmp', async () => {
    const sandbox = await started('plain.list');
    expect((await sandbox.invoke({ path: '/tmp' })).payload).toEqual([]);
    expect((await sandbox.invoke({ path: '/home' })).payload).toBe('ENOENT');
    expect((await sandbox.invoke({ path: '/opt' })).payload).toEqual([]);
  });

  test('shows what is mounted on request', async () => {
    const library = files('modules', { 'greeting/index.js': 'exports.text = "hello";' });
    const code = files('code', { 'index.js': 'const { text } = require("greeting"); exports.handler = async () => text;' });
    const sandbox = await started('index.handler', { code, mounts: { '/var/node_modules': library } });
    expect((await sandbox.invoke({})).payload).toBe('hello');
  });

  test("leaves the host's /opt and /var as they were", async () => {
    const hosts = () => [...readdirSync('/opt'), ...readdirSync('/var')];
    const before = hosts();
    const sandbox = await started('plain.echo', { layers: [files('layer', { there: 'x' })] });
    await sandbox.invoke({});
    expect(hosts()).toEqual(before);
  });

  test('keeps /tmp over a reset, as Lambda does', async () => {
    const code = files('code', {
      'index.js': `const fs = require("fs"); exports.handler = async (event) => {
        if (event.die) { fs.writeFileSync("/tmp/kept", "kept"); process.exit(1); }
        return fs.readFileSync("/tmp/kept", "utf8");
      };`,
    });
    const sandbox = await started('index.handler', { code });
    expect((await sandbox.invoke({ die: true })).status).toBe('crash');
    expect((await sandbox.invoke({})).payload).toBe('kept');
  });
});
