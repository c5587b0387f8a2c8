import { ChildProcess, spawn } from 'child_process';
import { createServer } from 'net';
import { homedir } from 'os';
import { join } from 'path';
import { setTimeout as sleep } from 'timers/promises';

/** What install.sh has put into the user's cache. */
export function installed(name: string): string {
  return join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'cdk-lambda-tracing/back-ends', name);
}

/** A server in a process of its own. */
export class ServerProcess {
  /** Starts a command, and waits until an address answers, whatever it says. */
  public static async start(command: string, args: readonly string[], url: string, environment: Record<string, string> = {}): Promise<ServerProcess> {
    const child = spawn(command, args, { env: { ...process.env, ...environment }, stdio: ['ignore', 'pipe', 'pipe'] });
    const server = new ServerProcess(child);
    let failure: Error | undefined;
    child.once('error', (error) => { failure = error; });
    child.once('exit', (code) => { failure ??= new Error(`code ${code}`); });
    for (let attempt = 0; attempt < 600; attempt++) {
      if (failure !== undefined) { throw new Error(`${command} ended: ${failure.message}\n${server.said}`); }
      if (await fetch(url).then(() => true, () => false)) { return server; }
      await sleep(200);
    }
    await server.stop();
    throw new Error(`${command} does not answer at ${url}\n${server.said}`);
  }

  private said = '';

  private constructor(private readonly child: ChildProcess) {
    // The end of what it says is enough to tell why it failed.
    for (const stream of [child.stdout!, child.stderr!]) { stream.on('data', (chunk: Buffer) => { this.said = (this.said + chunk.toString()).slice(-4000); }); }
  }

  public async stop(): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) { return; }
    const ended = new Promise((resolve) => this.child.once('exit', resolve));
    this.child.kill('SIGTERM'); // so that what it has buffered is written
    await Promise.race([ended, sleep(10_000, undefined, { ref: false })]);
    this.child.kill('SIGKILL');
  }
}

/** Ports that nobody uses at the moment. */
export async function freePorts(count: number): Promise<number[]> {
  const servers = Array.from({ length: count }, () => createServer().listen(0, '127.0.0.1'));
  await Promise.all(servers.map((server) => new Promise((resolve) => server.once('listening', resolve))));
  const ports = servers.map((server) => (server.address() as { port: number }).port);
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}
