import { spawnSync } from 'child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { App, Stack } from 'aws-cdk-lib';
import { Code, Function, Runtime } from 'aws-cdk-lib/aws-lambda';
import { LambdaTracing, OpenTelemetryProvider } from 'cdk-lambda-tracing';
import { buildSync } from 'esbuild';

/**
 * What `verify` costs: 100 Node.js functions, each with code of its own, half of them with a client of the AWS SDK in their bundle.
 *
 *   npm run bench:verify -- [number of functions] [starts of each]
 *
 * CPU time is that of the command with everything it starts, as the shell's `time` has it. Exit code 1 beyond the budget, which is for one start of each.
 */
const FUNCTIONS = Number(process.argv[2] ?? 100);
const STARTS = process.argv[3] ?? '1';
/** For 100 functions, on two cores. */
const BUDGET_CPU_SECONDS = 60;
const COMMAND = join(__dirname, '../cli/dist/cdk-lambda-tracing.js');
const STACK_SIZE = 50;

const PLAIN = 'export const handler = async (event) => ({ statusCode: 200, body: JSON.stringify(event) });';
const WITH_SDK = `import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
const client = new SQSClient({});
export const handler = async (event) => client.send(new SendMessageCommand({ QueueUrl: process.env.QUEUE_URL, MessageBody: JSON.stringify(event) }));`;

function bundled(source: string): string {
  return buildSync({ stdin: { contents: source, resolveDir: __dirname }, bundle: true, minify: true, platform: 'node', target: 'node20', format: 'cjs', write: false }).outputFiles[0].text;
}

function synthesize(folder: string): string {
  const app = new App({ outdir: join(folder, 'cdk.out') });
  const sources = [bundled(PLAIN), bundled(WITH_SDK)];
  let stack: Stack | undefined;
  for (let i = 0; i < FUNCTIONS; i++) {
    if (i % STACK_SIZE === 0) { stack = new Stack(app, `Stack${i / STACK_SIZE}`, { env: { account: '111122223333', region: 'eu-central-1' } }); }
    const code = join(folder, `code-${i}`);
    mkdirSync(code);
    writeFileSync(join(code, 'index.js'), `/* ${i} */ ${sources[i % 2]}`);
    new Function(stack!, `Function${i}`, {
      code: Code.fromAsset(code), handler: 'index.handler', runtime: Runtime.NODEJS_22_X, memorySize: 256, environment: { QUEUE_URL: 'https://sqs.eu-central-1.amazonaws.com/111122223333/q' },
    });
  }
  LambdaTracing.of(app).add(new OpenTelemetryProvider());
  return app.synth().directory;
}

const folder = mkdtempSync(join(tmpdir(), 'bench-verify-'));
try {
  const assembly = synthesize(folder);
  const { stdout, stderr } = spawnSync('/bin/bash', ['-c', 'TIMEFORMAT="TIME %R %U %S"; time "$@" 2>/dev/null', 'time', process.execPath, COMMAND, 'verify', assembly, '--format', 'json', '--jobs', '2', '--starts', STARTS], {
    encoding: 'utf8', maxBuffer: 256 * 1024 * 1024,
  });
  const { totals } = JSON.parse(stdout) as { totals: { functions: number; proven: number } };
  const [real, user, system] = /TIME (\S+) (\S+) (\S+)/.exec(stderr)!.slice(1).map(Number);
  const cpu = user + system;
  process.stdout.write(`${totals.functions} functions, ${totals.proven} proven: ${cpu.toFixed(1)} s of CPU (${user.toFixed(1)} user, ${system.toFixed(1)} system), ${real.toFixed(1)} s on the clock, Node.js ${process.version}\n`);
  if (totals.proven !== FUNCTIONS || (STARTS === '1' && cpu > BUDGET_CPU_SECONDS * FUNCTIONS / 100)) { process.exitCode = 1; }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
