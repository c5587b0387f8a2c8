import { randomBytes, randomUUID } from 'crypto';
import { createServer, IncomingMessage, Server } from 'http';
import { AddressInfo } from 'net';
import { Fleet } from './fleet';
import { spanOfTraceparent } from './journal';
import { Route } from './wiring';

/** API Gateway's HTTP API on loopback, with the routes of the templates. */
export class HttpApi {
  public static async start(routes: readonly Route[], fleet: Fleet): Promise<HttpApi> {
    const api = new HttpApi(routes, fleet);
    await new Promise<void>((resolve) => api.server.listen(0, '127.0.0.1', resolve));
    return api;
  }

  private readonly server: Server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      this.answer(request, Buffer.concat(chunks).toString()).then(({ statusCode, headers, body }) => {
        response.writeHead(statusCode, headers);
        response.end(body);
      }, (error: Error) => {
        response.writeHead(500);
        response.end(error.message);
      });
    });
  });

  private constructor(private readonly routes: readonly Route[], private readonly fleet: Fleet) {}

  public get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  public async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private async answer(request: IncomingMessage, body: string): Promise<{ statusCode: number; headers?: Record<string, string>; body: string }> {
    const { pathname, search } = new URL(request.url!, 'http://shop.example.com');
    for (const { fn, method, path } of this.routes) {
      const parameters = method === request.method ? match(path, pathname) : undefined;
      if (parameters === undefined) { continue; }
      const header = request.headers['x-amzn-trace-id'] === undefined ? newRoot() : String(request.headers['x-amzn-trace-id']);
      const headers = { ...request.headers, 'host': 'shop.example.com', 'x-amzn-trace-id': header };
      const traceHeader = /Parent=/.test(header) ? header : `${header};Parent=${randomBytes(8).toString('hex')};Sampled=${fn.tracing === 'Active' ? 1 : 0};Lineage=1:${randomBytes(4).toString('hex')}:0`;
      const { status, payload } = await this.fleet.invoke(fn, {
        kind: 'http', traceHeader, senders: [spanOfTraceparent(request.headers.traceparent as string | undefined)], size: 1,
        event: {
          version: '2.0', routeKey: `${method} ${path}`, rawPath: pathname, rawQueryString: search.slice(1), headers,
          requestContext: {
            accountId: fn.arn.split(':')[4], apiId: 'shop', domainName: 'shop.example.com', domainPrefix: 'shop', requestId: randomUUID(), routeKey: `${method} ${path}`, stage: '$default',
            http: { method, path: pathname, protocol: 'HTTP/1.1', sourceIp: '127.0.0.1', userAgent: request.headers['user-agent'] ?? '' }, time: new Date().toUTCString(), timeEpoch: Date.now(),
          },
          ...(Object.keys(parameters).length > 0 ? { pathParameters: parameters } : {}), ...(body === '' ? {} : { body }), isBase64Encoded: false,
        },
      });
      const { statusCode, headers: answered, body: text } = payload as any ?? {};
      return status === 'success' ? { statusCode: statusCode ?? 200, headers: answered, body: text ?? '' } : { statusCode: 500, body: '{"message":"Internal Server Error"}' };
    }
    return { statusCode: 404, body: '{"message":"Not Found"}' };
  }
}

/** The trace id of a request whose client brings none. */
function newRoot(): string {
  return `Root=1-${Math.floor(Date.now() / 1000).toString(16)}-${randomBytes(12).toString('hex')}`;
}

function match(template: string, path: string): Record<string, string> | undefined {
  const [wanted, given] = [template.split('/'), path.split('/')];
  if (wanted.length !== given.length) { return undefined; }
  const parameters: Record<string, string> = {};
  for (const [index, part] of wanted.entries()) {
    const [, name] = /^\{(\w+)\}$/.exec(part) ?? [];
    if (name !== undefined) {
      parameters[name] = decodeURIComponent(given[index]);
    } else if (part !== given[index]) {
      return undefined;
    }
  }
  return parameters;
}
