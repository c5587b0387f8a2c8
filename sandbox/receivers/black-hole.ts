import { ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { Socket, connect } from 'node:net';

/** Listens and never accepts. The event loop is blocked, so the kernel's queue fills up; it ends by itself when its parent does. */
const LISTENER = `
  const parent = process.ppid;
  const server = require('node:net').createServer().listen({ port: 0, host: '127.0.0.1', backlog: 1 }, () => {
    require('node:fs').writeSync(1, server.address().port + '\\n');
    const cell = new Int32Array(new SharedArrayBuffer(4));
    while (process.ppid === parent) Atomics.wait(cell, 0, 0, 200);
    process.exit();
  });
`;

/** An address that swallows connections: a SYN gets no answer, as behind a security group that drops. Nothing leaves this machine. */
export class BlackHole {
  static async open(): Promise<BlackHole> {
    const child = spawn(process.execPath, ['-e', LISTENER], { stdio: ['ignore', 'pipe', 'inherit'] });
    const [line] = await once(child.stdout, 'data') as [Buffer];
    const port = Number(line.toString());
    const hole = new BlackHole(child, port);
    await hole.fill();
    return hole;
  }

  readonly url: string;
  private readonly plugs: Socket[] = [];

  private constructor(private readonly child: ChildProcess, readonly port: number) {
    this.url = `http://127.0.0.1:${port}`;
  }

  async close(): Promise<void> {
    const ended = once(this.child, 'exit');
    this.child.kill('SIGKILL');
    for (const plug of this.plugs) plug.destroy();
    await ended;
  }

  /** Connects until the queue of connections that nobody accepts is full. */
  private async fill(): Promise<void> {
    for (let stuck = false; !stuck;) {
      const plug = connect(this.port, '127.0.0.1');
      plug.on('error', () => { /* reset at the end */ });
      this.plugs.push(plug);
      stuck = !await Promise.race([
        once(plug, 'connect').then(() => true),
        new Promise<boolean>((resolve) => setTimeout(() => resolve(false), 300)),
      ]);
    }
  }
}
