import { createServer, IncomingMessage, Server } from 'http';
import { AddressInfo } from 'net';

/** A request of a function to a service outside AWS. */
export interface OutsideRequest {
  readonly environment: string;
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly status: number;
}

/** The services outside, such as payments and the carrier, each at an address of its own: they take what they are sent, unless one has a bad moment. */
export class OutsideServices {
  /** `127.0.0.1:port` to the host that it stands for. */
  public readonly names = new Map<string, string>();
  private readonly servers = new Map<string, Server>();
  private count = 0;

  constructor(private readonly fails: () => boolean, private readonly onRequest: (request: OutsideRequest) => void) {}

  /** Starts a server for each host. */
  public async start(hosts: readonly string[]): Promise<void> {
    for (const host of hosts) {
      const server = createServer((request, response) => {
        request.resume().on('end', () => {
          const [, environment, ...path] = request.url!.split('/');
          const status = this.fails() ? 503 : 200;
          this.onRequest({ environment, method: request.method!, path: `/${path.join('/')}`, headers: request.headers, status });
          response.writeHead(status, { 'content-type': 'application/json' });
          response.end(JSON.stringify({ id: `${host.split('.')[0]}-${this.count++}` }));
        });
      });
      server.keepAliveTimeout = 0; // an environment is frozen for as long as it pleases
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      this.servers.set(host, server);
      this.names.set(`127.0.0.1:${portOf(server)}`, host);
    }
  }

  /** The address of a host as one environment sees it; it tells whose request it is. */
  public urlFor(host: string, environment: string): string {
    return `http://127.0.0.1:${portOf(this.servers.get(host)!)}/${environment}`;
  }

  public async stop(): Promise<void> {
    await Promise.all([...this.servers.values()].map((server) => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(resolve));
    }));
  }
}

function portOf(server: Server): number {
  return (server.address() as AddressInfo).port;
}
