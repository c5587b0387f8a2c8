import { IncomingMessage, Server, ServerResponse, createServer } from 'node:http';
import { AddressInfo } from 'node:net';
import { ClosedNetwork } from '../namespace/closed-network';

/** Answers the requests of one path prefix; returns false where no route matches. */
export type Router = (request: IncomingMessage, response: ServerResponse, path: string) => boolean;

/** The HTTP server behind AWS_LAMBDA_RUNTIME_API. */
export class HttpApi {
  static async listen(routers: () => readonly Router[], network?: ClosedNetwork): Promise<HttpApi> {
    const server = createServer({ keepAlive: true }, (request, response) => {
      const path = (request.url ?? '/').split('?')[0];
      if (!routers().some((router) => router(request, response, path))) {
        request.resume();
        response.writeHead(404, { 'content-type': 'text/plain' }).end('404 page not found\n');
      }
    });
    // A frozen client may be silent for as long as the sandbox lives.
    server.timeout = 0;
    server.keepAliveTimeout = 0;
    server.headersTimeout = 0;
    server.requestTimeout = 0;
    const inside = await network?.tcp();
    await new Promise<void>((resolve) => (inside ? server.listen(inside, resolve) : server.listen(0, '127.0.0.1', resolve)));
    return new HttpApi(server);
  }

  readonly address: string;

  private constructor(private readonly server: Server) {
    this.address = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    const closed = new Promise((resolve) => this.server.close(resolve));
    this.server.closeAllConnections();
    await closed;
  }
}

export function sendJson(response: ServerResponse, status: number, body: unknown, headers: Record<string, string> = {}): void {
  // Where the peer has died meanwhile, there is nobody to tell.
  response.on('error', () => { /* see above */ });
  const text = JSON.stringify(body);
  // As Lambda's own: Node.js would send it in chunks, which not every client of an extension reads.
  response.writeHead(status, { 'content-type': 'application/json', ...headers, 'content-length': Buffer.byteLength(text) }).end(text);
}

export function sendError(response: ServerResponse, status: number, errorType: string, errorMessage: string): void {
  sendJson(response, status, { errorMessage, errorType });
}

export function sendAccepted(response: ServerResponse): void {
  sendJson(response, 202, { status: 'OK' });
}

/** The whole body, and how far it came: a body that breaks off is `complete: false`. */
export interface Body {
  readonly bytes: Buffer;
  readonly complete: boolean;
  readonly tooLarge: boolean;
}

/** Reads a body of at most `limit` bytes; what is beyond is read and dropped, as Lambda does. */
export async function readBody(request: IncomingMessage, limit: number, onFirstByte?: () => void): Promise<Body> {
  const chunks: Buffer[] = [];
  let size = 0;
  return new Promise((resolve) => {
    const settle = (complete: boolean) => resolve({ bytes: Buffer.concat(chunks).subarray(0, limit), complete, tooLarge: size > limit });
    request.on('data', (chunk: Buffer) => {
      if (size === 0) onFirstByte?.();
      if (size <= limit) chunks.push(chunk);
      size += chunk.length;
    });
    request.on('end', () => settle(true));
    request.on('error', () => settle(false));
    request.on('close', () => settle(request.complete));
  });
}
