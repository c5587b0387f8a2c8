import { createServer as createHttpServer, IncomingMessage, Server, ServerResponse } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import { AddressInfo, Socket } from 'node:net';
import { gunzipSync } from 'node:zlib';
import { Condition } from '../condition';
import { Certificate } from './certificate';
import { ClosedNetwork } from '../namespace/closed-network';

/** How the back end treats a request. The empty behaviour is a healthy one. */
export interface Behaviour {
  /** @default 200 */
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
  /** Wait so long before the first byte of the answer. */
  readonly delayMs?: number;
  /**
   * 'hang': read the request and never answer. 'reset': reset the connection instead of answering. 'close-mid-body': announce a
   * body, send half of it, close. 'reset-on-read': reset as soon as the headers are there, the body unread. 'slow-body': a byte of the answer per 100 ms.
   */
  readonly fault?: 'hang' | 'reset' | 'close-mid-body' | 'reset-on-read' | 'slow-body';
}

/** A request as it came. */
export interface ReceivedRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  /** After gunzip, where it was gzipped. */
  readonly body: Buffer;
  /** As it was on the wire. */
  readonly rawBody: Buffer;
  /** Milliseconds since the epoch. */
  readonly time: number;
  /** Which connection it came on, counted from 1: tells a kept-alive one from a new one. */
  readonly connection: number;
}

export interface BackEndOptions {
  readonly port?: number;
  /** Serve TLS with this certificate. */
  readonly certificate?: Certificate;
  readonly behaviour?: Behaviour;
  /** Listen there instead, where only functions in that network reach it. */
  readonly network?: ClosedNetwork;
}

/** An HTTP(S) server on this machine that can be made as unhelpful as a test needs it. */
export class BackEnd {
  readonly requests: ReceivedRequest[] = [];
  /** For all requests, or chosen for each; change it at any time. */
  behaviour: Behaviour | ((request: ReceivedRequest, index: number) => Behaviour | Promise<Behaviour>);
  /** How many connections have been opened so far. */
  connections = 0;
  protected readonly condition = new Condition();
  private server?: Server;
  private port = 0;
  private readonly sockets = new Map<Socket, number>();

  constructor(private readonly options: BackEndOptions = {}) {
    this.behaviour = options.behaviour ?? {};
  }

  get url(): string {
    return `${this.options.certificate ? 'https' : 'http'}://127.0.0.1:${this.port}`;
  }

  /** Starts to listen; again after `refuse`, on the same port. */
  async listen(): Promise<this> {
    const answer = (request: IncomingMessage, response: ServerResponse) => void this.handle(request, response);
    const { certificate } = this.options;
    const server = certificate ? createHttpsServer({ key: certificate.key, cert: certificate.certificate }, answer) : createHttpServer(answer);
    server.keepAliveTimeout = 0;
    server.on('connection', (socket) => {
      this.connections += 1;
      this.sockets.set(socket, this.connections);
      socket.on('close', () => this.sockets.delete(socket));
      socket.on('error', () => { /* the client's end; what it means is the test's business */ });
    });
    server.on('secureConnection', (socket: Socket) => this.sockets.set(socket, this.connections));
    server.on('tlsClientError', () => { /* a client that does not trust us */ });
    const inside = await this.options.network?.tcp();
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      if (inside) server.listen(inside, resolve);
      else server.listen(this.port || this.options.port || 0, '127.0.0.1', resolve);
    });
    this.port = (server.address() as AddressInfo).port;
    this.server = server;
    return this;
  }

  /** Closes the port: from now on connections are refused, and those that exist are reset. */
  async refuse(): Promise<void> {
    this.dropConnections();
    await new Promise((resolve) => this.server?.close(resolve) ?? resolve(undefined));
    this.server = undefined;
  }

  /** Resets all open connections, as a load balancer or NAT gateway does with idle ones; the port stays open. */
  dropConnections(): void {
    for (const socket of this.sockets.keys()) socket.resetAndDestroy();
  }

  async close(): Promise<void> {
    await this.refuse();
  }

  /** Resolves when so many requests have come, or after `ms`. */
  async waitForRequests(count: number, ms = 5_000): Promise<readonly ReceivedRequest[]> {
    await this.condition.until(() => this.requests.length >= count || undefined, ms);
    return this.requests;
  }

  /** What a healthy back end answers; a kind of back end of its own overrides it. */
  protected answer(_request: ReceivedRequest): Behaviour {
    return {};
  }

  private async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    response.on('error', () => { /* the client has gone */ });
    const early = typeof this.behaviour === 'function' ? undefined : this.behaviour;
    if (early?.fault === 'reset-on-read') {
      request.socket.resetAndDestroy();
      return;
    }
    const chunks: Buffer[] = [];
    try {
      for await (const chunk of request) chunks.push(chunk as Buffer);
    } catch {
      return;
    }
    const rawBody = Buffer.concat(chunks);
    const received: ReceivedRequest = {
      method: request.method!,
      path: request.url!,
      headers: Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)])),
      body: request.headers['content-encoding'] === 'gzip' ? unzipped(rawBody) : rawBody,
      rawBody,
      time: Date.now(),
      connection: this.sockets.get(request.socket) ?? 0,
    };
    const chosen = typeof this.behaviour === 'function' ? await this.behaviour(received, this.requests.length) : this.behaviour;
    this.requests.push(received);
    const healthy = (chosen.status ?? 200) < 300 && chosen.fault === undefined ? this.answer(received) : {};
    this.condition.changed();
    await respond(request, response, { ...healthy, ...chosen });
  }
}

/** What is no gzip although it says so stays as it is, for the test to see. */
function unzipped(body: Buffer): Buffer {
  try {
    return gunzipSync(body);
  } catch {
    return body;
  }
}

async function respond(request: IncomingMessage, response: ServerResponse, behaviour: Behaviour): Promise<void> {
  if (behaviour.delayMs !== undefined) await new Promise((resolve) => setTimeout(resolve, behaviour.delayMs));
  const body = Buffer.from(behaviour.body ?? '');
  switch (behaviour.fault) {
    case 'hang':
      return;
    case 'reset':
    case 'reset-on-read':
      request.socket.resetAndDestroy();
      return;
    case 'close-mid-body':
      response.writeHead(behaviour.status ?? 200, { ...behaviour.headers, 'content-length': String(body.length + 1000) });
      response.write(Buffer.concat([body, Buffer.alloc(500, ' ')]), () => request.socket.destroy());
      return;
    case 'slow-body':
      response.writeHead(behaviour.status ?? 200, { ...behaviour.headers });
      for (const byte of body.length > 0 ? body : Buffer.alloc(20, ' ')) {
        response.write(Buffer.from([byte]));
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
      response.end();
      return;
    default:
      response.writeHead(behaviour.status ?? 200, { ...behaviour.headers }).end(body);
  }
}
