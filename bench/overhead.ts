import { execFileSync } from 'child_process';
import { existsSync, mkdtempSync, writeFileSync } from 'fs';
import { cpus, loadavg, tmpdir } from 'os';
import { join } from 'path';
import { parseArgs } from 'util';
import { arms, zippedBytes, type Arm } from './overhead-layers';
import { median, report, type Series } from './overhead-report';
import { Sandbox, TraceBackEnd, XrayDaemon, type NodeRuntime } from '../sandbox';

/** One HTTP request and one signed AWS call, to a server of this process. */
const BODY = `
  const get = (path, headers) => new Promise((ok, no) => http.get(process.env.PEER + path, { headers }, (res) => { res.resume(); res.on('end', ok); }).on('error', no));
  const signed = { 'authorization': 'AWS4-HMAC-SHA256 Credential=K/20261122/us-east-1/sqs/aws4_request, SignedHeaders=host, Signature=0', 'x-amz-target': 'AmazonSQS.SendMessage' };
  const handle = async () => { await get('/a?page=1', {}); await get('/', signed); return 'ok'; };`;
const CODE: Readonly<Record<string, { readonly file: string; readonly text: string }>> = {
  CommonJS: { file: 'index.js', text: `const http = require('node:http');${BODY} exports.handler = handle;` },
  ESM: { file: 'index.mjs', text: `import http from 'node:http';${BODY} export const handler = handle;` },
};

/**
 * What a layer adds to a function in the sandbox: arms interleaved, medians with quartiles of CPU time where it says so.
 *
 *   npx tsx bench/overhead.ts                     15 cold starts of each arm, 40 warm calls in each, Node.js 24 and 22
 *   npx tsx bench/overhead.ts --quick             2 cold starts: whether it still works
 *   npx tsx bench/overhead.ts --only 'nodejs24.x CommonJS'
 *   npx tsx bench/overhead.ts --write             writes docs/benchmarks-overhead.md from this run
 */
async function main(): Promise<void> {
  const { values } = parseArgs({ options: { quick: { type: 'boolean', default: false }, write: { type: 'boolean', default: false }, cold: { type: 'string' }, warm: { type: 'string' }, only: { type: 'string' } } });
  const cold = Number(values.cold ?? (values.quick ? 2 : 15));
  const warm = Number(values.warm ?? (values.quick ? 5 : 40));
  if (!existsSync(join(__dirname, 'rivals/node_modules'))) execFileSync('npm', ['ci', '--no-audit', '--no-fund'], { cwd: join(__dirname, 'rivals'), stdio: 'inherit' });
  execFileSync(process.execPath, [join(__dirname, '../layers/nodejs/build.mjs')], { stdio: 'inherit' });

  const all = arms();
  const series: Series[] = [];
  for (const runtime of ['nodejs24.x', 'nodejs22.x'] as const) {
    for (const code of Object.keys(CODE)) {
      if (values.only && !`${runtime} ${code}`.includes(values.only)) continue;
      series.push(...await measure(all, runtime, code, cold, warm));
    }
  }
  const text = report({
    machine: `${cpus().length} × ${cpus()[0].model}, load ${loadavg().map((load) => load.toFixed(1)).join(' ')}`,
    cold,
    warm,
    series,
    sizes: Object.fromEntries(all.filter(({ layer }) => layer !== undefined).map(({ name, layer }) => [name, zippedBytes(layer!)])),
  });
  console.log(text);
  if (values.write) writeFileSync(join(__dirname, '../docs/benchmarks-overhead.md'), text);
}

async function measure(every: readonly Arm[], runtime: NodeRuntime, code: string, cold: number, warm: number): Promise<Series[]> {
  const all = every.filter(({ runtimes }) => runtimes?.includes(runtime) ?? true);
  const series = all.map(({ name }): Series => ({ arm: name, runtime, code, init: [], rss: [], warmResponseCpu: [], warmCpu: [], response0: [], response50: [], hold: [] }));
  for (let round = 0; round < cold; round++) {
    for (const [i, arm] of all.entries()) await coldStart(arm, runtime, code, warm, series[i]);
    process.stderr.write(`${runtime} ${code} round ${round + 1} of ${cold}\n`);
  }
  return series;
}

async function coldStart(arm: Arm, runtime: NodeRuntime, code: string, warm: number, series: Series): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'overhead-'));
  writeFileSync(join(folder, CODE[code].file), CODE[code].text);
  const daemon = await XrayDaemon.start();
  const backEnd = await new TraceBackEnd().listen();
  const peer = await new TraceBackEnd({ behaviour: { status: 200, body: '{}' } }).listen();
  const sandbox = await Sandbox.start({
    code: folder,
    handler: 'index.handler',
    runtime,
    layers: arm.layer ? [arm.layer] : [],
    environment: { PEER: peer.url, ...arm.environment(backEnd.url) },
    memoryMb: 128,
    tracing: 'Active',
    timeoutSeconds: 10,
    xrayDaemonAddress: daemon.address,
  });
  try {
    series.init.push(sandbox.init.cpu.ms);
    const first = await sandbox.invoke({});
    if (first.status !== 'success') throw new Error(`${arm.name}: ${JSON.stringify(first.error)}\n${first.logs.map(({ line }) => line).join('\n')}`);
    const calls = { cpu: [] as number[], total: [] as number[], fast: [] as number[], slow: [] as number[], hold: [] as number[] };
    for (const delayMs of [0, 50]) {
      backEnd.behaviour = delayMs > 0 ? { delayMs } : {};
      // The warm calls before the last few warm the code up.
      for (let i = 0; i < warm; i++) {
        const { timings, cpu, rss } = await sandbox.invoke({});
        if (i < warm / 4) continue;
        calls.cpu.push(cpu.response.ms);
        calls.total.push(cpu.invoke.ms);
        (delayMs > 0 ? calls.slow : calls.fast).push(timings.response);
        calls.hold.push(timings.hold);
        if (delayMs > 0 && i === warm - 1) series.rss.push(rss);
      }
    }
    series.warmResponseCpu.push(median(calls.cpu));
    series.warmCpu.push(calls.total.reduce((sum, value) => sum + value, 0) / calls.total.length);
    series.response0.push(median(calls.fast));
    series.response50.push(median(calls.slow));
    series.hold.push(calls.hold.reduce((sum, value) => sum + value, 0) / calls.hold.length);
  } finally {
    await sandbox.shutdown();
    await Promise.all([daemon.close(), backEnd.close(), peer.close()]);
  }
}

void main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
