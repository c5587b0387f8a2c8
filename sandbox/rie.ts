import { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { createServer } from 'node:net';
import { homedir } from 'node:os';
import * as path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { runtimeVariables } from './environment-variables';
import { Logs } from './logs';
import { Namespace } from './namespace/namespace';
import { runtimeHome } from './runtime-home';
import { factsOf, mountsOf, settingsOf } from './settings';
import { LogLine, SandboxOptions } from './types';

/** An answer of AWS's Runtime Interface Emulator. */
export interface RieAnswer {
  readonly status: number;
  readonly body: string;
  /** Lines written since the last answer; the emulator's own are among them. */
  readonly logs: readonly LogLine[];
}

/** Where install-rie.sh puts it. */
export function riePath(): string {
  return path.join(process.env.XDG_CACHE_HOME ?? path.join(homedir(), '.cache'), 'cdk-lambda-tracing', 'bin', 'aws-lambda-rie');
}

/**
 * AWS's own emulator on the same function, in the same file system and with the same runtime as a `Sandbox`: for
 * comparing responses, errors and spans. Never for latency: it answers only when all extensions have finished. It does
 * not freeze, and shows nothing of the caller's side but the answer's body.
 */
export class RuntimeInterfaceEmulator {
  /** Undefined where it is not installed; then one line on stderr says so, and SANDBOX_REQUIRE_RIE=1 makes it an error. */
  static available(): boolean {
    if (existsSync(riePath())) return true;
    if (process.env.SANDBOX_REQUIRE_RIE === '1') throw new Error('aws-lambda-rie is not installed: run sandbox/install-rie.sh (SANDBOX_REQUIRE_RIE=1)');
    process.stderr.write('sandbox: aws-lambda-rie is not installed; the comparison with it is left out\n');
    return false;
  }

  static async start(options: SandboxOptions): Promise<RuntimeInterfaceEmulator> {
    const settings = settingsOf(options);
    const home = runtimeHome(settings.runtime, settings.runtimeClient);
    const inside = '/var/rie/aws-lambda-rie';
    const namespace = await Namespace.create({
      node: home.node,
      mounts: [...mountsOf(settings, home), { kind: 'bind', source: riePath(), target: inside }],
      cgroups: [],
    });
    const [front, api] = await freePorts(2);
    const logs = new Logs(options.onLog);
    const environment = { ...runtimeVariables(settings, factsOf(settings), `127.0.0.1:${api}`), AWS_LAMBDA_FUNCTION_TIMEOUT: String(settings.timeoutSeconds) };
    const addresses = ['--runtime-interface-emulator-address', `127.0.0.1:${front}`, '--runtime-api-address', `127.0.0.1:${api}`];
    const child = namespace.spawn(inside, [...addresses, '/var/runtime/bootstrap'], environment);
    for (const stream of [child.stdout!, child.stderr!]) logs.attach(stream, 'function', undefined, () => { /* to nobody else */ });
    const emulator = new RuntimeInterfaceEmulator(namespace, child, front, logs);
    await emulator.listening();
    return emulator;
  }

  private constructor(
    private readonly namespace: Namespace,
    private readonly child: ChildProcess,
    private readonly port: number,
    private readonly logs: Logs,
  ) {}

  async invoke(event: unknown, options: { readonly traceHeader?: string; readonly clientContext?: unknown } = {}): Promise<RieAnswer> {
    const headers = {
      ...(options.traceHeader === undefined ? {} : { 'x-amzn-trace-id': options.traceHeader }),
      ...(options.clientContext === undefined ? {} : { 'x-amz-client-context': Buffer.from(JSON.stringify(options.clientContext)).toString('base64') }),
    };
    const { status, body } = await this.post(JSON.stringify(event), headers);
    return { status, body, logs: await this.logs.take() };
  }

  /** SIGTERM, as `docker stop` gives it; its last lines are returned. */
  async shutdown(): Promise<readonly LogLine[]> {
    const ended = once(this.child, 'close');
    for (const { pid, group } of this.namespace.processes()) if (group === this.child.pid) process.kill(pid, 'SIGTERM');
    await Promise.race([ended, sleep(3_000, undefined, { ref: false })]);
    await this.namespace.dispose();
    return this.logs.take();
  }

  private async listening(): Promise<void> {
    for (let attempt = 0; attempt < 100; attempt++) {
      const open = await new Promise((resolve) => {
        const probe = request({ host: '127.0.0.1', port: this.port, path: '/', method: 'GET' }, (response) => resolve(response.resume().complete || true));
        probe.on('error', () => resolve(false));
        probe.end();
      });
      if (open) return;
      await sleep(50);
    }
    await this.shutdown();
    throw new Error('aws-lambda-rie does not listen');
  }

  private async post(body: string, headers: Readonly<Record<string, string>>): Promise<{ status: number; body: string }> {
    return new Promise((resolve, reject) => {
      const call = request({ host: '127.0.0.1', port: this.port, path: '/2015-03-31/functions/function/invocations', method: 'POST', headers, agent: new Agent() }, (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('end', () => resolve({ status: response.statusCode!, body: Buffer.concat(chunks).toString() }));
      });
      call.on('error', reject);
      call.end(body);
    });
  }
}

/** Ports that nobody uses at the moment. */
async function freePorts(count: number): Promise<number[]> {
  const servers = Array.from({ length: count }, () => createServer().listen(0, '127.0.0.1'));
  await Promise.all(servers.map(async (server) => once(server, 'listening')));
  const ports = servers.map((server) => (server.address() as { port: number }).port);
  await Promise.all(servers.map(async (server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}
