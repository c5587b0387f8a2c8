import { spawn, spawnSync } from 'child_process';
import { randomUUID } from 'crypto';
import { once } from 'events';
import { existsSync, readdirSync, readFileSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { assemblyOf as assemblyUnmarked, Sketch, TRACER } from '../assembly-of';

const COMMAND = join(__dirname, '../../../../cli/dist/cdk-lambda-tracing.js');

/** In the environment of everything that these tests start, and of nobody else's. */
const MARK = { VERIFY_TEST: randomUUID() };
const env = { ...process.env, ...MARK };

/** What is there of these tests: processes, and folders and cgroups of whomever, since they do not say whose they are. */
function traces(): string[] {
  const processes = readdirSync('/proc').filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid).flatMap((pid) => {
    try {
      return readFileSync(`/proc/${pid}/environ`, 'utf8').includes(MARK.VERIFY_TEST) ? [`process ${pid} ${readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ')}`] : [];
    } catch {
      return [];
    }
  });
  // One with processes in it is in use, by somebody else.
  const groups = ['', 'cpuacct', 'memory', 'pids'].map((name) => join('/sys/fs/cgroup', name)).filter((folder) => existsSync(folder))
    .flatMap((folder) => readdirSync(folder).filter((name) => name.startsWith('cdk-lambda-tracing')).map((name) => join(folder, name))).filter(isEmpty);
  return [...processes, ...groups, ...readdirSync(tmpdir()).filter((name) => name.startsWith('cdk-lambda-tracing-verify-'))];
}

function isEmpty(group: string): boolean {
  try {
    return readFileSync(join(group, 'cgroup.procs'), 'utf8') === '';
  } catch {
    return false;
  }
}

/** The mark, in functions too. */
const marked = (sketches: { readonly [id: string]: Sketch }) =>
  Object.fromEntries(Object.entries(sketches).map(([id, sketch]) => [id, { ...sketch, environment: { ...MARK, ...sketch.environment } }]));
const assemblyOf = (sketches: { readonly [id: string]: Sketch }) => assemblyUnmarked(marked(sketches));

/** The command as a process of its own, which leaves what it leaves. */
function verify(assembly: string, args: readonly string[] = [], more: object = {}, before: readonly string[] = []) {
  const [program, ...rest] = [...before, process.execPath, COMMAND, 'verify', assembly, ...args];
  const { status, stdout, stderr } = spawnSync(program, rest, { encoding: 'utf8', env: { ...env, ...more }, maxBuffer: 64 * 1024 * 1024 });
  return { exitCode: status, stdout, stderr };
}

async function verified(sketches: { readonly [id: string]: Sketch }): Promise<{ exitCode: number | null; [id: string]: any }> {
  const { exitCode, stdout } = verify(assemblyOf(sketches), ['--format', 'json']);
  return { exitCode, ...Object.fromEntries(JSON.parse(stdout).functions.map((entry: { logicalId: string }) => [entry.logicalId, entry])) };
}

let before: string[];
beforeEach(() => { before = traces(); });
afterEach(async () => {
  // A killed process leaves its cgroup a moment later; what comes and goes meanwhile is somebody else's.
  let all = left();
  for (let wait = 0; wait < 50 && all.length > 0; wait++) {
    await new Promise((resolve) => setTimeout(resolve, 100));
    const now = new Set(left());
    all = all.filter((trace) => now.has(trace));
  }
  expect(all).toEqual([]);
});
const left = () => traces().filter((trace) => !before.includes(trace));

describe('a function that does what it may not is bounded, killed and reported', () => {
  test('one that never finishes its start, without tracing too', async () => {
    const { Orders, exitCode } = await verified({ Orders: { code: 'for (;;);' } });
    expect({ ...Orders, exitCode }).toMatchObject({ verdict: 'fails anyway', why: 'it does not finish its start in time, with tracing and without', exitCode: 0 });
  });

  test('one that never finishes its start with tracing: a loop', async () => {
    const { Orders, exitCode } = await verified({ Orders: { layer: { ...TRACER, 'test/handler.js': 'for (;;);' } } });
    expect({ ...Orders, exitCode }).toMatchObject({ verdict: 'broken', why: 'without tracing it starts, with tracing it does not finish its start in time', exitCode: 1 });
  });

  test('one that starts others without end', async () => {
    const { Orders } = await verified({ Orders: { code: 'require("child_process").spawnSync("/bin/sh", ["-c", "b() { b | b & }; b; sleep 60"]); exports.handler = 1;' } });
    expect(['fails anyway', 'broken']).toContain(Orders.verdict);
    expect(Orders.start.without.status).not.toBe('success');
  });

  test('one that takes memory without end', async () => {
    const { Orders } = await verified({ Orders: { code: 'const held = []; for (;;) held.push(Buffer.alloc(1 << 24, 1));' } });
    expect(Orders).toMatchObject({ verdict: 'fails anyway', why: expect.stringContaining('it took more memory than it may have, and was ended') });
  });

  test('one that writes without end, to the disk and to its log', async () => {
    const { Orders } = await verified({
      Orders: {
        code: `const fs = require("fs"); const text = Buffer.alloc(1 << 20, "x"); let n = 0; let code;
          try { for (const f = fs.openSync("/tmp/x", "w"); n < 5000; n++) fs.writeSync(f, text); } catch (error) { code = error.code; }
          for (let i = 0; i < 300; i++) fs.writeSync(1, text);
          throw new Error(n + " " + code);`,
      },
    });
    expect(Orders).toMatchObject({ verdict: 'fails anyway', why: expect.stringContaining('512 ENOSPC') });
  });

  test('one that leaves listeners and processes behind', async () => {
    const { Orders } = await verified({
      Orders: { code: 'require("http").createServer().listen(18999, "0.0.0.0"); require("child_process").spawn("/bin/sh", ["-c", "while :; do sleep 1; done "], { detached: true, stdio: "ignore" }).unref(); exports.handler = async () => 1;' },
    });
    expect(Orders.verdict).toBe('proven');
  });
});

test('a layer that cannot be mounted is said, and not counted as proven', async () => {
  const { Orders } = await verified({ Orders: { environment: { BIG: 'x'.repeat(3990) } } });
  expect(Orders).toMatchObject({ verdict: 'static only', why: expect.stringMatching(/the sandbox could not run it: .*environment variables/) });
});

test('where there is no sandbox the files are looked at, and the exit code says that nothing is proven', async () => {
  const where = { PATH: '/nowhere' };
  const nothing = verify(assemblyOf({ Orders: {} }), [], where);
  expect(nothing.exitCode).toBe(3);
  expect(nothing.stdout).toMatch(/^Shop\/Orders +nodejs22\.x +static only$/m);
  expect(nothing.stdout).toMatch(/The functions were not run: the sandbox needs Linux with namespaces/);
  expect(nothing.stderr).toMatch(/nothing was found in the files, and nothing was run: .*unshare.*--static/);
  expect(verify(assemblyOf({ Orders: { role: {} } }), [], where).exitCode).toBe(1);
  expect(verify(assemblyOf({ Orders: {} }), ['--static'], where).exitCode).toBe(0);
});

test.each(['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGKILL'] as const)('%s in the middle leaves nothing behind', async (signal) => {
  // Its code is unpacked into a temporary folder, which has to go too; nobody can remove it after a SIGKILL.
  const assembly = assemblyOf(signal === 'SIGKILL' ? { Orders: { code: 'for (;;);' } } : { Orders: { code: 'for (;;);' }, Packed: { properties: { Code: { ZipFile: 'for (;;);' } } } });
  const child = spawn(process.execPath, [COMMAND, 'verify', assembly], { stdio: 'ignore', env });
  for (let wait = 0; wait < 100 && !left().some((trace) => trace.includes('/var/runtime/')); wait++) { await new Promise((resolve) => setTimeout(resolve, 100)); }
  expect(left().some((trace) => trace.includes('/var/runtime/'))).toBe(true);
  child.kill(signal);
  const [code] = await once(child, 'exit') as [number | null];
  expect(code).toBe({ SIGINT: 130, SIGTERM: 143, SIGHUP: 129, SIGKILL: null }[signal]);
});

test('somebody who is not root gets the same, or is told why not', () => {
  const assembly = assemblyOf({ Orders: {}, Greedy: { code: 'require("child_process").spawnSync("/bin/sh", ["-c", "b() { b | b & }; b; sleep 60"]); exports.handler = 1;' } });
  spawnSync('chmod', ['-R', 'a+rX', assembly]);
  const nobody = process.getuid!() === 0 ? ['/usr/bin/setpriv', '--reuid=65534', '--regid=65534', '--clear-groups'] : [];
  const { exitCode, stdout, stderr } = verify(assembly, ['--format', 'json'], { HOME: '/tmp' }, nobody);
  const [greedy, orders] = JSON.parse(stdout).functions;
  if (exitCode === 3) {
    expect(stderr).toMatch(/the sandbox needs Linux with namespaces/);
    expect(orders.verdict).toBe('static only');
  } else {
    expect(orders.verdict).toBe('proven');
    expect(greedy.start.without.status).not.toBe('success');
  }
});
