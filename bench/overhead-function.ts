import { mkdtempSync, rmSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import type { Arm } from './overhead-arms';
import type { Series } from './overhead-run';
import { mean, median } from './statistics';
import { Sandbox, TraceBackEnd, XrayDaemon, type InvokeResult, type NodeRuntime } from '../sandbox';

/** One HTTP request and one signed AWS call, to a server of this process. */
const BODY = `
  const get = (path, headers) => new Promise((ok, no) => http.get(process.env.PEER + path, { headers }, (res) => { res.resume(); res.on('end', ok); }).on('error', no));
  const signed = { 'authorization': 'AWS4-HMAC-SHA256 Credential=K/20261122/us-east-1/sqs/aws4_request, SignedHeaders=host, Signature=0', 'x-amz-target': 'AmazonSQS.SendMessage' };
  const handle = async () => { await get('/a?page=1', {}); await get('/', signed); return 'ok'; };`;

export const CODE: Readonly<Record<string, { readonly file: string; readonly text: string }>> = {
  CommonJS: { file: 'index.js', text: `const http = require('node:http');${BODY} exports.handler = handle;` },
  ESM: { file: 'index.mjs', text: `import http from 'node:http';${BODY} export const handler = handle;` },
};

/** How often a function is called: the calls `before` are not measured. */
export interface Calls {
  readonly before: number;
  /** With a back end at either delay. */
  readonly warm: number;
}

/** One cold start, its first call, and the calls after it, or no call at all; what is measured is added to the series. */
export async function coldStart(arm: Arm, runtime: NodeRuntime, code: string, { before, warm }: Calls, series: Series): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'overhead-'));
  writeFileSync(join(folder, CODE[code].file), CODE[code].text);
  const daemon = await XrayDaemon.start();
  const backEnd = await arm.backEnd().listen();
  const peer = await new TraceBackEnd({ behaviour: { status: 200, body: '{}' } }).listen();
  const lines: string[] = [];
  const { handler = 'index.handler', environment } = arm.settings(backEnd.url);
  const sandbox = await Sandbox.start({
    code: folder,
    handler,
    runtime,
    // Of the two the one Lambda itself runs on nodejs22.x: it takes callback handlers, such as the OpenTelemetry packages make.
    ...(runtime === 'nodejs22.x' ? { runtimeClient: 'ric3' } : {}),
    layers: arm.layer ? [arm.layer] : [],
    environment: { PEER: peer.url, ...environment },
    memoryMb: 128,
    tracing: 'Active',
    timeoutSeconds: 10,
    xrayDaemonAddress: daemon.address,
    onLog: ({ source, line }) => { if (source === 'function') lines.push(line); },
  });
  let calls = 0;
  const invoke = async (): Promise<InvokeResult> => {
    const result = await sandbox.invoke({});
    calls += 1;
    if (result.status !== 'success') throw new Error(`${arm.name}: ${result.status} ${JSON.stringify(result.error ?? sandbox.init.error)}\n${lines.join('\n')}`);
    return result;
  };
  try {
    series.init.push(sandbox.init.cpu.ms);
    series.coldStart.push(sandbox.init.ms);
    if (warm === 0) return;
    const first = await invoke();
    series.firstCpu.push(first.cpu.response.ms);
    series.first.push(first.timings.response);
    for (let i = 0; i < before; i++) await invoke();
    const seen: InvokeResult[][] = [];
    for (const delayMs of [0, 50]) {
      backEnd.behaviour = delayMs > 0 ? { delayMs } : {};
      const results: InvokeResult[] = [];
      for (let i = 0; i < warm; i++) results.push(await invoke());
      seen.push(results.slice(Math.floor(warm / 4))); // the calls before warm the code up
    }
    const all = seen.flat();
    series.warmResponseCpu.push(median(all.map(({ cpu }) => cpu.response.ms)));
    series.warmCpu.push(mean(all.map(({ cpu }) => cpu.invoke.ms)));
    series.response0.push(median(seen[0].map(({ timings }) => timings.response)));
    series.response50.push(median(seen[1].map(({ timings }) => timings.response)));
    series.hold.push(mean(all.map(({ timings }) => timings.hold)));
    series.rss.push(all[all.length - 1].rss);
  } finally {
    await sandbox.shutdown();
    await Promise.all([daemon.close(), backEnd.close(), peer.close()]);
    rmSync(folder, { recursive: true });
  }
  const traced = arm.traced({ backEnd, daemon, lines });
  // A tracer that was not at work costs nothing. Half: what a dying process still sends is a race.
  if (arm.layer && traced < calls / 2) throw new Error(`refused: ${arm.name} recorded ${traced} of ${calls} invocations with the requests they made, on ${runtime}, ${code}`);
}
