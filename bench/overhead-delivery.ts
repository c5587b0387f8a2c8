import { mkdtempSync, rmSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { CODE } from './overhead-function';
import { EARLY, WARM, type CallRange, type Shares } from './overhead-share';
import { mean } from './statistics';
import { ConnectProxy } from '../layers/nodejs/test/support/connect-proxy';
import { BlackHole, Sandbox, TraceBackEnd, selfSigned, type SandboxOptions } from '../sandbox';

const LAYER = join(__dirname, '../layers/nodejs/dist');
/** What 128 MB of Lambda get of one core. */
const SHARE_OF_128_MB = 0.072;
/** Of the CPU's division, in milliseconds. */
const PERIOD = 20;

/** What delivery over OTLP costs beside CPU, in milliseconds. */
export interface Delivery {
  /** Mean hold at ten calls a second, with a back end that takes 50 ms. */
  readonly denseHold: number;
  /** Mean hold where connections get no answer. */
  readonly holeHold: number;
  readonly holeCalls: number;
  /** Responses at 128 MB's share of a core, in the calls that the other responses are taken from. */
  readonly quota: Shares;
  /** The same in the calls before those. */
  readonly quotaEarly: Shares;
  /** The same in environments that have been at work for a while. */
  readonly quotaWorked: Shares;
  readonly freezes: { readonly calls: number; readonly lost: number };
}

/** How much of each: all, or just enough to see that it works. */
export interface DeliverySize {
  readonly calls: number;
  readonly quotaRounds: number;
  readonly freezes: number;
  /** Calls that an environment has had which has been at work for a while. */
  readonly worked: number;
}

export async function measureDelivery({ calls, quotaRounds, freezes, worked }: DeliverySize): Promise<Delivery> {
  const slow = await new TraceBackEnd({ behaviour: { delayMs: 50 } }).listen();
  const peer = await new TraceBackEnd({ behaviour: { status: 200, body: '{}' } }).listen();
  const hole = await BlackHole.open();
  try {
    const denseHold = mean(await holds(slow.url, calls, 90));
    const holeHold = mean(await holds(hole.url, calls, 0));
    const atShare = async (before: number, each: number): Promise<(range: CallRange) => Shares> => {
      const [bare, ours]: [number[][], number[][]] = [[], []];
      for (let round = 0; round < quotaRounds; round++) {
        bare.push(await responses({ environment: { PEER: peer.url } }, before, each));
        ours.push(await responses(over(slow.url, { PEER: peer.url }), before, each));
        process.stderr.write(`at a small share of a core, after ${before} calls: round ${round + 1} of ${quotaRounds}\n`);
      }
      const within = (environments: number[][], { first, last }: CallRange) => environments.flatMap((values) => values.slice(first - 1, last));
      return (range) => ({ bare: within(bare, range), ours: within(ours, range) });
    };
    const [fresh, old] = [await atShare(0, WARM.last), await atShare(worked, EARLY.last)];
    const [quota, quotaEarly, quotaWorked] = [fresh(WARM), fresh(EARLY), old(EARLY)];
    if (!slow.spans.some(({ kind }) => kind === 'client')) throw new Error('refused: the layer recorded no request');
    return { denseHold, holeHold, holeCalls: calls, quota, quotaEarly, quotaWorked, freezes: { calls: freezes, lost: await lostSpans(freezes) } };
  } finally {
    await peer.close();
    await hole.close();
    await slow.close();
  }
}

async function holds(url: string, calls: number, pause: number): Promise<number[]> {
  return inSandbox(over(url), async (sandbox) => {
    const values: number[] = [];
    for (let i = 0; i < calls; i++) {
      values.push((await sandbox.invoke({})).timings.hold);
      await sleep(pause);
    }
    return values;
  });
}

async function responses(options: Partial<SandboxOptions>, before: number, calls: number): Promise<number[]> {
  return inSandbox({ ...options, cpuQuota: SHARE_OF_128_MB }, async (sandbox) => {
    const invoke = async () => {
      const { timings, status } = await sandbox.invoke({});
      if (status !== 'success') throw new Error(`at a small share of a core: ${status}`);
      return timings;
    };
    for (let i = 0; i < before; i++) await invoke();
    const values: number[] = [];
    for (let i = 0; i < calls; i++) {
      values.push((await invoke()).response);
      // A function at so small a share needs its pauses, or one call pays for the last; of any length, since a call that has had to wait ends at the
      // beginning of a period, and after so many whole ones the next would begin there too, and wait longest.
      await sleep(300 + Math.random() * PERIOD);
    }
    return values;
  }, { [CODE.CommonJS.file]: CODE.CommonJS.text });
}

/** Freezes at random points, and connections that the network drops now and then: how many invocations' spans never arrive. */
async function lostSpans(calls: number): Promise<number> {
  const certificate = selfSigned({ names: ['collector.example.test'] });
  const secure = await new TraceBackEnd({ certificate }).listen();
  const proxy = await ConnectProxy.to(Number(new URL(secure.url).port));
  const options = over('https://collector.example.test', { OTEL_EXPORTER_OTLP_CERTIFICATE: 'ca.pem', HTTPS_PROXY: proxy.url });
  await inSandbox(options, async (sandbox) => {
    for (let i = 1; i <= calls; i++) {
      await sandbox.invoke({});
      if (i % 7 === 0) proxy.drop();
      await sleep(Math.random() < 0.05 ? 1200 : Math.random() * 10);
    }
  }, { 'ca.pem': certificate.certificate });
  proxy.close();
  await secure.close();
  const arrived = new Set(secure.spans.filter(({ kind }) => kind === 'server').map(({ spanId }) => spanId));
  return calls - arrived.size;
}

function over(url: string, more: Readonly<Record<string, string>> = {}): Partial<SandboxOptions> {
  return { layers: [LAYER], environment: { AWS_LAMBDA_EXEC_WRAPPER: '/opt/cdk-lambda-tracing/wrapper', OTEL_EXPORTER_OTLP_ENDPOINT: url, ...more } };
}

async function inSandbox<T>(options: Partial<SandboxOptions>, use: (sandbox: Sandbox) => Promise<T>, files: Readonly<Record<string, string>> = {}): Promise<T> {
  const code = mkdtempSync(join(tmpdir(), 'delivery-'));
  for (const [name, text] of Object.entries({ 'index.js': 'exports.handler = async () => "ok";', ...files })) writeFileSync(join(code, name), text);
  const sandbox = await Sandbox.start({ code, handler: 'index.handler', runtime: 'nodejs24.x', timeoutSeconds: 30, ...options });
  try {
    return await use(sandbox);
  } finally {
    await sandbox.shutdown();
    rmSync(code, { recursive: true });
  }
}

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
