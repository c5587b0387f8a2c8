import { execFileSync } from 'child_process';
import { writeFileSync } from 'fs';
import { cpus, loadavg } from 'os';
import { join } from 'path';
import { parseArgs } from 'util';
import { arms, zippedBytes } from './overhead-arms';
import { chart } from './overhead-chart';
import { measureDelivery } from './overhead-delivery';
import { broken } from './overhead-figures';
import { MeasuredGroup } from './overhead-group';
import { report } from './overhead-report';
import type { Run } from './overhead-run';

const DOCS = join(__dirname, '../docs');

/** How much is measured: enough for figures, or just enough to see that it works. */
const FULL = { cold: 15, close: 3, startsAlone: 2, warm: 20, worked: { calls: 400, rounds: 7 }, delivery: { calls: 100, quotaRounds: 10, freezes: 1000 } };
const QUICK = { cold: 2, close: 1, startsAlone: 1, warm: 6, worked: { calls: 20, rounds: 1 }, delivery: { calls: 20, quotaRounds: 1, freezes: 60 } };

/**
 * What our layer and others add to a function in the sandbox: arms interleaved, medians with quartiles, of CPU time where it says so.
 * Ends with an error where a tracer was not at work, where a span was lost, or where ours is not far ahead of the OpenTelemetry packages.
 *
 *   npm run bench:overhead                      15 cold starts of each arm, 45 of ours and of the bare function, 135 where it is about init, Node.js 24 and 22, CommonJS and ESM
 *   npm run bench:overhead -- --quick           2 cold starts, Node.js 24 with CommonJS and 22 with ESM: whether it still works
 *   npx tsx --tsconfig test/tsconfig.json bench/overhead.ts --only 'nodejs24.x, CommonJS' --arms 'bare|ours|OpenTelemetry'   (npm run would not keep the quotes)
 *   npm run bench:overhead -- --write           writes docs/benchmarks-overhead.md and its chart from this run
 */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      quick: { type: 'boolean', default: false }, write: { type: 'boolean', default: false },
      cold: { type: 'string' }, warm: { type: 'string' }, only: { type: 'string', default: '' }, arms: { type: 'string', default: '' },
    },
  });
  const size = values.quick ? QUICK : FULL;
  const [cold, warm] = [Number(values.cold ?? size.cold), Number(values.warm ?? size.warm)];
  execFileSync(process.execPath, [join(__dirname, '../layers/nodejs/build.mjs')], { stdio: ['ignore', 'ignore', 'inherit'] });

  const machine = `${cpus().length} × ${cpus()[0].model}, load ${loadavg().map((load) => load.toFixed(1)).join(' ')} at the start`;
  const busy = loadavg()[0] > cpus().length / 2;
  const all = arms().filter(({ name }) => new RegExp(values.arms).test(name));
  const pairs = [['nodejs24.x', 'CommonJS'], ['nodejs24.x', 'ESM'], ['nodejs22.x', 'CommonJS'], ['nodejs22.x', 'ESM']] as const;
  const chosen = pairs.filter(([runtime, code], i) => (values.quick ? i === 0 || i === 3 : true) && `${runtime}, ${code}`.includes(values.only));
  const groups = chosen.map(([runtime, code]) => new MeasuredGroup(all, runtime, code, { ...size, cold, warm }));
  await eachRound(cold * size.close, 'first calls', (group, round) => group.freshRound(round));
  await eachRound(size.worked.rounds, `after ${size.worked.calls} calls`, (group, round) => group.workedRound(round));
  const run: Run = {
    machine,
    busy,
    cold,
    close: size.close,
    startsAlone: size.startsAlone,
    warm,
    worked: size.worked.calls,
    groups: groups.map(({ group }) => group),
    sizes: Object.fromEntries(all.filter(({ layer }) => layer !== undefined).map(({ name, layer }) => [name, zippedBytes(layer!)])),
    delivery: await measureDelivery({ ...size.delivery, worked: size.worked.calls }),
  };
  console.log(report(run));
  if (values.write) {
    writeFileSync(join(DOCS, 'benchmarks-overhead.md'), report(run));
    writeFileSync(join(DOCS, 'benchmarks-overhead.svg'), chart(run));
  }
  const problems = broken(run);
  problems.forEach((problem) => console.log(`FAILED: ${problem}`));
  process.exitCode = problems.length > 0 ? 1 : 0;

  async function eachRound(rounds: number, what: string, measure: (group: MeasuredGroup, round: number) => Promise<void>): Promise<void> {
    for (let round = 0; round < rounds; round++) {
      for (const group of groups) await measure(group, round);
      process.stderr.write(`${what}: round ${round + 1} of ${rounds}\n`);
    }
  }
}

void main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
