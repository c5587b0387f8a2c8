// Runs jest, as `npx jest --ci` does, and sees to it that it ends: `node .ci/jest.mjs ARGUMENTS…`.
//
// Node.js can stand still for ever when a process has done all its work and only has to end: its main thread waits for a
// compiler thread that waits for the main thread (nodejs/node#54918, open in Node.js 20). A suite of CI was lost to it after
// all its tests had passed. So what jest has said in its summary counts, and a process that is still there a minute later
// is described, by its threads, and killed. Where jest itself says that something was left open, that is a failure.
import { spawn } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

const GRACE_MS = 1000 * Number(process.env.JEST_GRACE_SECONDS ?? 60);
const jest = join(createRequire(import.meta.url).resolve('jest/package.json'), '../bin/jest.js');
const child = spawn(process.execPath, [jest, '--ci', ...process.argv.slice(2)], { stdio: ['ignore', 'pipe', 'pipe'] });

let said = '';
let grace;
let killed = false;
for (const [from, to] of [[child.stdout, process.stdout], [child.stderr, process.stderr]]) {
  from.on('data', (chunk) => {
    to.write(chunk);
    said = (said + chunk).replace(/\x1b\[[0-9;]*m/g, '').slice(-20_000); // the summary is at its end
    clearTimeout(grace);
    // Whatever it says later, it is at work.
    if (/^Ran all test suites/m.test(said)) { grace = setTimeout(end, GRACE_MS); }
  });
}
child.on('error', (error) => { throw error; });
child.on('exit', (code) => {
  clearTimeout(grace);
  process.exitCode = code ?? (killed && passed() ? 0 : 1);
  // What a test has left running may hold the pipes open.
  setTimeout(() => process.exit(), 2000).unref();
});

function passed() {
  const last = (what) => [...said.matchAll(new RegExp(`^${what}: +(.*)$`, 'gm'))].pop()?.[1] ?? 'failed';
  return !/failed/.test(last('Tests')) && !/failed/.test(last('Test Suites')) && !/coverage threshold for|Jest did not exit/.test(said);
}

function end() {
  killed = true;
  console.log(`.ci/jest.mjs: jest has not ended ${GRACE_MS / 1000} s after its summary; it is killed. Its threads:`);
  for (const thread of threads()) { console.log(`  ${thread}`); }
  child.kill('SIGKILL');
}

/** Name, state and where in the kernel, of each. */
function threads() {
  try {
    return readdirSync(`/proc/${child.pid}/task`).map((task) => {
      const file = (name) => readFileSync(`/proc/${child.pid}/task/${task}/${name}`, 'utf8').trim();
      return `${file('comm')}: ${/^State:\s+(.*)$/m.exec(file('status'))?.[1]}, ${file('wchan')}`;
    });
  } catch (error) {
    return [`unknown: ${error.message}`];
  }
}
