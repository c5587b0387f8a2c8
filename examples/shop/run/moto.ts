import { ChildProcess, spawn } from 'child_process';
import { createServer } from 'net';
import { homedir } from 'os';
import { join } from 'path';
import { setTimeout as sleep } from 'timers/promises';
import { send } from './aws-api';

/** A moto server on loopback: SQS, SNS, EventBridge, Kinesis and DynamoDB in memory. */
export class Moto {
  /** Needs what install.sh installs, or another one's path in MOTO_SERVER. */
  public static async start(account: string): Promise<Moto> {
    const command = process.env.MOTO_SERVER ?? join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'cdk-lambda-tracing/moto/bin/moto_server');
    const port = await freePort();
    const child = spawn(command, ['-H', '127.0.0.1', '-p', String(port)], { env: { ...process.env, MOTO_ACCOUNT_ID: account }, stdio: 'ignore' });
    const moto = new Moto(port, child);
    let failure: Error | undefined;
    child.once('error', (error) => { failure = error; });
    child.once('exit', (code) => { failure ??= new Error(`it ended with code ${code}`); });
    for (let attempt = 0; attempt < 300; attempt++) {
      if (failure !== undefined) { throw new Error(`${command} does not run: ${failure.message}; run examples/shop/run/install.sh, or say in MOTO_SERVER where it is`); }
      if (await send(port, {}, '', '/moto-api/reset').then(({ status }) => status === 200, () => false)) { return moto; }
      await sleep(200);
    }
    await moto.stop();
    throw new Error(`${command} does not listen`);
  }

  private constructor(public readonly port: number, private readonly child: ChildProcess) {}

  public async stop(): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) { return; }
    const ended = new Promise((resolve) => this.child.once('exit', resolve));
    this.child.kill('SIGKILL'); // it holds nothing that is to be kept
    await ended;
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}
