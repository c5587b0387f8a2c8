import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';

/** An HTTP proxy that leads every tunnel to one port of this machine, whatever host was asked for. */
export class ConnectProxy {
  public static async to(port: number): Promise<ConnectProxy> {
    const targets: string[] = [];
    const sockets: Socket[] = [];
    const server = createServer().on('connect', (request, socket) => {
      targets.push(request.url ?? '');
      const onward = connect(port, '127.0.0.1', () => socket.write('HTTP/1.1 200 OK\r\n\r\n'));
      sockets.push(onward, socket as Socket);
      for (const side of [onward, socket]) side.on('error', () => { onward.destroy(); socket.destroy(); });
      onward.pipe(socket).pipe(onward);
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new ConnectProxy(server, targets, sockets);
  }

  public readonly url: string;

  private constructor(private readonly server: Server, public readonly targets: readonly string[], private readonly sockets: readonly Socket[]) {
    this.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
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
