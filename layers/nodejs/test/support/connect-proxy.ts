import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

export interface ConnectProxyOptions {
  /** @default '127.0.0.1' */
  readonly host?: string;
  /** So many tunnels get no answer before one does. @default 0 */
  readonly silent?: number;
  /** What it answers, each in a segment of its own. @default - success in one */
  readonly answer?: readonly string[];
}

/** An HTTP proxy that leads every tunnel to one port of this machine, whatever host was asked for. */
export class ConnectProxy {
  public static async to(port: number, { host = '127.0.0.1', silent = 0, answer = ['HTTP/1.1 200 OK\r\n\r\n'] }: ConnectProxyOptions = {}): Promise<ConnectProxy> {
    const targets: string[] = [];
    const sockets: Socket[] = [];
    const server = createServer().on('connect', (request, socket: Socket) => {
      sockets.push(socket);
      if (targets.push(request.url ?? '') <= silent) return;
      const onward = connect(port, '127.0.0.1', () => void say());
      sockets.push(onward);
      for (const side of [onward, socket]) side.on('error', () => { onward.destroy(); socket.destroy(); });

      async function say(): Promise<void> {
        for (const segment of answer) {
          socket.setNoDelay(true).write(segment);
          await sleep(10);
        }
        onward.pipe(socket).pipe(onward);
      }
    });
    server.listen(0, host);
    await once(server, 'listening');
    return new ConnectProxy(server, targets, sockets);
  }

  public readonly url: string;

  private constructor(private readonly server: Server, public readonly targets: readonly string[], private readonly sockets: readonly Socket[]) {
    const { address, family, port } = server.address() as AddressInfo;
    this.url = `http://${family === 'IPv6' ? `[${address}]` : address}:${port}`;
  }

  /** Breaks all tunnels, as a NAT gateway does with idle ones. */
  public drop(): void {
    for (const socket of this.sockets) socket.destroy();
  }

  public close(): void {
    this.drop();
    this.server.close();
  }
}
