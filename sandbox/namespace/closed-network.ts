import { ChildProcess, spawn } from 'node:child_process';
import { Socket } from 'node:dgram';
import { once } from 'node:events';
import { Server } from 'node:net';
import * as path from 'node:path';
import { OWN_FILES } from '../own-files';

interface Message {
  readonly ready?: true;
  readonly id?: number;
}

/**
 * A network namespace that leads nowhere: a loopback device, and on it the sockets that are opened here. The sockets belong to
 * this process, so the servers behind them do as well; a function inside reaches them and nobody else.
 */
export class ClosedNetwork {
  static async open(): Promise<ClosedNetwork> {
    const scripts = path.join(OWN_FILES, 'namespace');
    const child = spawn('/bin/sh', [path.join(scripts, 'network.sh'), process.execPath, path.join(scripts, 'listeners.cjs')], {
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'], detached: true,
    });
    let complaint = '';
    child.stderr!.on('data', (chunk: Buffer) => complaint += chunk.toString());
    await new Promise<void>((resolve, reject) => {
      child.once('message', () => resolve());
      child.once('error', reject);
      child.once('close', (code) => reject(new Error(`the sandbox could not make a network of its own (status ${code}): ${complaint.trim()}`)));
    });
    return new ClosedNetwork(child);
  }

  private asked = 0;

  private constructor(private readonly child: ChildProcess) {}

  /** A process inside, by which others can enter. */
  get pid(): number {
    return this.child.pid!;
  }

  /** A TCP port on 127.0.0.1 inside, for `server.listen()`. */
  async tcp(): Promise<Server> {
    return this.ask('tcp') as Promise<Server>;
  }

  /** A UDP port on 127.0.0.1 inside. */
  async udp(): Promise<Socket> {
    return this.ask('udp') as Promise<Socket>;
  }

  /** The namespace ends with the last process and socket in it. */
  async close(): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    const ended = once(this.child, 'exit');
    this.child.disconnect();
    await ended;
  }

  private async ask(kind: 'tcp' | 'udp'): Promise<unknown> {
    const id = this.asked++;
    return new Promise((resolve, reject) => {
      const gone = () => reject(new Error('the closed network has ended'));
      const take = (message: Message, handle: unknown) => {
        if (message.id !== id) return;
        this.child.off('message', take as (message: unknown) => void);
        this.child.off('exit', gone);
        resolve(handle);
      };
      this.child.on('message', take as (message: unknown) => void);
      this.child.once('exit', gone);
      this.child.send({ id, kind });
    });
  }
}
