import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import * as path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { functions } from './started';

/** A program of its own, so that it can be killed as a test run is. */
const PROGRAM = `
  const { Sandbox } = require(process.argv[1]);
  (async () => {
    const sandbox = await Sandbox.start({ code: process.argv[2], handler: 'plain.childTicks' });
    await sandbox.invoke({ start: true });
    process.stdout.write('started\\n');
    setInterval(() => {}, 1000);
  })();
`;

/** Whatever carries the name of a sandbox of ours: helper processes, cgroups, mounts. */
function traces(): string[] {
  const processes = readdirSync('/proc').filter((name) => /^\d+$/.test(name)).flatMap((pid) => {
    try {
      const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
      return /hold\.sh|setup\.sh|\/var\/runtime\/(bootstrap|index\.mjs)|\/tmp\/ticks/.test(command) ? [`process ${pid} ${command}`] : [];
    } catch {
      return [];
    }
  });
  const groups = ['/sys/fs/cgroup', '/sys/fs/cgroup/cpuacct', '/sys/fs/cgroup/cpu', '/sys/fs/cgroup/memory']
    .filter((directory) => existsSync(directory))
    .flatMap((directory) => readdirSync(directory).filter((name) => name.startsWith('cdk-lambda-tracing')).map((name) => `cgroup ${directory}/${name}`));
  const mounts = readFileSync('/proc/mounts', 'utf8').split('\n').filter((line) => line.startsWith('sandbox '));
  return [...processes, ...groups, ...mounts];
}

test.each(['SIGKILL', 'SIGINT'] as const)('a test process that ends by %s leaves nothing behind, frozen processes included', async (signal) => {
  const before = traces();
  const index = path.join(__dirname, '..', '..', 'sandbox', 'index.ts');
  const child = spawn(process.execPath, ['--require', 'tsx/cjs', '-e', PROGRAM, index, functions], { stdio: ['ignore', 'pipe', 'inherit'] });
  await once(child.stdout, 'data');
  const during = traces().filter((trace) => !before.includes(trace));
  expect(during.length).toBeGreaterThan(0);

  child.kill(signal);
  await once(child, 'exit');
  for (let wait = 0; wait < 100 && traces().some((trace) => during.includes(trace)); wait++) await sleep(100);
  expect(traces().filter((trace) => during.includes(trace))).toEqual([]);
});
