import { execFileSync, spawnSync } from 'child_process';
import { existsSync, realpathSync, statSync } from 'fs';
import { createRequire } from 'module';
import { cpus } from 'os';
import { join } from 'path';
import { parseArgs } from 'util';
import { Arm, ArmName, ARMS } from './arms';
import type { Measurement } from './measure';
import { addedPerFunction, columns, summarize } from './statistics';

const ROOT = join(__dirname, '..');
const PER_STACK = 100;

/** What we allow ourselves, in milliseconds of CPU time per function. */
const LIMITS: { readonly [arm in ArmName]?: number } = { wrapper: 0.2, xray: 0.5 };

/**
 * CPU time of synthesis, bare, with us, and with the rival beside us. Every measurement is a process of its own; the
 * arms of a round run one after another, so that what else the machine does meets them alike.
 *
 *   npm run bench:synth                                        1,000 and 10,000 functions, 5 rounds
 *   npm run bench:synth -- --functions 1000 --rounds 9
 *   npm run bench:synth -- --quick --functions 200             one size, 2 rounds: whether it still works
 */
function main(): void {
  const { values } = parseArgs({
    options: {
      functions: { type: 'string', multiple: true },
      rounds: { type: 'string' },
      quick: { type: 'boolean', default: false },
    },
  });
  const sizes = (values.functions ?? (values.quick ? ['1000'] : ['1000', '10000'])).map(Number);
  const rounds = Number(values.rounds ?? (values.quick ? 2 : 5));
  install();
  compile();
  console.log(`${cpus().length} × ${cpus()[0].model}, Node.js ${process.version}, aws-cdk-lib ${version('aws-cdk-lib')}, datadog-cdk-constructs-v2 ${version('datadog-cdk-constructs-v2')}`);
  const smallest = Math.min(...sizes);
  const problems = sizes.flatMap((functions) => benchmark(functions, rounds, functions === smallest));
  problems.forEach((problem) => console.log(`MISSED: ${problem}`));
  // A quick run says whether it still works; its figures are too few to fail on.
  process.exitCode = problems.length > 0 && !values.quick ? 1 : 0;
}

/** The rival is no dependency of the project: it comes with a lock of its own, and uses the project's aws-cdk-lib. */
function install(): void {
  if (!existsSync(join(__dirname, 'node_modules'))) {
    execFileSync('npm', ['ci', '--prefix', __dirname, '--no-audit', '--no-fund'], { stdio: ['ignore', 'ignore', 'inherit'] });
  }
  const rival = createRequire(require.resolve('datadog-cdk-constructs-v2'));
  if (realpathSync(rival.resolve('aws-cdk-lib')) !== realpathSync(require.resolve('aws-cdk-lib'))) {
    throw new Error('the rival uses another copy of aws-cdk-lib; the two cannot be compared');
  }
}

/** What is measured is the compiled package. */
function compile(): void {
  const compiled = join(ROOT, 'lib', 'index.js');
  const sources = execFileSync('git', ['ls-files', 'src'], { cwd: ROOT, encoding: 'utf8' }).trim().split('\n').map((file) => join(ROOT, file)).filter(existsSync);
  if (existsSync(compiled) && sources.every((file) => statSync(file).mtimeMs <= statSync(compiled).mtimeMs)) { return; }
  execFileSync('npm', ['run', '--silent', 'compile'], { cwd: ROOT, stdio: ['ignore', 'ignore', 'inherit'] });
}

function benchmark(functions: number, rounds: number, withSpawns: boolean): string[] {
  const names = (Object.keys(ARMS) as ArmName[]).filter((name) => withSpawns || !(ARMS[name] as Arm).spawns);
  const measured = new Map<ArmName, Measurement[]>(names.map((name) => [name, []]));
  for (let round = 0; round < rounds; round += 1) {
    // Every other round backwards: a trend in what else the machine does then favours nobody.
    for (const name of round % 2 === 0 ? names : [...names].reverse()) { measured.get(name)!.push(measure(name, functions)); }
  }
  return report(functions, rounds, names, measured);
}

function measure(name: ArmName, functions: number): Measurement {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ['--expose-gc', '--max-old-space-size=8192', ...process.execArgv, join(__dirname, 'measure.ts'), name, String(functions), String(PER_STACK)],
    { cwd: ROOT, encoding: 'utf8', env: { ...process.env, CDK_VALIDATION: 'false' } },
  );
  if (status !== 0) { throw new Error(`${name} with ${functions} functions: ${stderr}`); }
  const measurement = JSON.parse(stdout) as Measurement;
  if (name !== 'bare' && measurement.attached !== functions) { throw new Error(`${name}: attached to ${measurement.attached} of ${functions} functions`); }
  if (measurement.processes > 0 && !(ARMS[name] as Arm).spawns) { throw new Error(`${name}: ${measurement.processes} processes were started during synthesis`); }
  return measurement;
}

function report(functions: number, rounds: number, names: readonly ArmName[], measured: ReadonlyMap<ArmName, readonly Measurement[]>): string[] {
  const cpu = (name: ArmName) => measured.get(name)!.map((measurement) => measurement.cpu);
  const added = (name: ArmName) => addedPerFunction(cpu(name), cpu('bare'), functions);
  const rows = names.map((name) => {
    const { median, lowest, highest } = summarize(cpu(name));
    const more = added(name);
    return [
      ARMS[name].title,
      `${seconds(median)} s`,
      `${seconds(lowest)} to ${seconds(highest)}`,
      name === 'bare' ? '' : `${more.median.toFixed(2)} ms`,
      name === 'bare' ? '' : `${more.lowest.toFixed(2)} to ${more.highest.toFixed(2)}`,
      String(measured.get(name)![0].processes),
    ];
  });
  console.log(`\n${functions.toLocaleString('en')} functions in ${Math.ceil(functions / PER_STACK)} stacks, CPU time, ${rounds} rounds\n`);
  console.log(columns([['', 'median', 'spread', 'added per function', 'spread', 'processes'], ...rows]));
  const over = names.filter((name) => LIMITS[name] !== undefined && added(name).median > LIMITS[name]!)
    .map((name) => `${functions} functions, ${ARMS[name].title}: ${added(name).median.toFixed(2)} ms per function; ${LIMITS[name]} wanted`);
  return added('alike').median < added('rival').median ? over : [...over, `${functions} functions: not less than the rival`];
}

function seconds(milliseconds: number): string {
  return (milliseconds / 1000).toFixed(2);
}

function version(name: string): string {
  return (createRequire(__filename)(`${name}/package.json`) as { version: string }).version;
}

main();
