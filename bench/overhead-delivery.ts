import { mkdtempSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { median } from './overhead-report';
import { BlackHole, Sandbox, TraceBackEnd } from '../sandbox';

const LAYER = join(__dirname, '../layers/nodejs/dist');

/**
 * What delivery over OTLP costs beside CPU: holds in dense traffic and before a black hole, and the response at 128 MB's share of a core.
 *
 *   npx tsx bench/overhead-delivery.ts
 */
async function main(): Promise<void> {
  const slow = await new TraceBackEnd({ behaviour: { delayMs: 50 } }).listen();
  console.log(`mean hold, 100 calls at 10/s, back end 50 ms: ${mean(await holds(slow.url, 100, 90)).toFixed(1)} ms`);
  const hole = await BlackHole.open();
  console.log(`mean hold, 100 calls, back end a black hole: ${mean(await holds(hole.url, 100, 0)).toFixed(1)} ms`);
  await hole.close();

  const [bare, ours]: [number[], number[]] = [[], []];
  for (let round = 0; round < 5; round++) {
    bare.push(...await responses(undefined, 0.072));
    ours.push(...await responses(slow.url, 0.072));
  }
  console.log(`response at 0.072 of a core, back end 50 ms: bare ${median(bare).toFixed(1)} ms, with the layer ${median(ours).toFixed(1)} ms`);
  await slow.close();
}

async function holds(url: string, calls: number, pause: number): Promise<number[]> {
  const sandbox = await start(url);
  const values: number[] = [];
  for (let i = 0; i < calls; i++) {
    values.push((await sandbox.invoke({})).timings.hold);
    await new Promise((resolve) => setTimeout(resolve, pause));
  }
  await sandbox.shutdown();
  return values;
}

async function responses(url: string | undefined, cpuQuota: number): Promise<number[]> {
  const sandbox = await start(url, cpuQuota);
  const values: number[] = [];
  for (let i = 0; i < 20; i++) {
    const { timings } = await sandbox.invoke({});
    // A function at so small a share needs its pauses, or one call pays for the last.
    if (i > 4) values.push(timings.response);
    await new Promise((resolve) => setTimeout(resolve, 300));
  }
  await sandbox.shutdown();
  return values;
}

function start(url: string | undefined, cpuQuota?: number): Promise<Sandbox> {
  const code = mkdtempSync(join(tmpdir(), 'delivery-'));
  writeFileSync(join(code, 'index.js'), 'exports.handler = async () => "ok";');
  return Sandbox.start({
    code,
    handler: 'index.handler',
    runtime: 'nodejs24.x',
    timeoutSeconds: 30,
    ...(cpuQuota && { cpuQuota }),
    layers: url ? [LAYER] : [],
    environment: url ? { AWS_LAMBDA_EXEC_WRAPPER: '/opt/cdk-lambda-tracing/wrapper', OTEL_EXPORTER_OTLP_ENDPOINT: url } : {},
  });
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

void main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
