import { createServer, IncomingMessage, Server, ServerResponse } from 'http';
import type { AddressInfo } from 'net';

/** What the API answers to one request: a status and a JSON body, or a connection that breaks. */
export type Answer = { readonly status?: number; readonly body?: object; readonly error?: string } | 'broken';

/** A stand-in for the Lambda API, which the SDK finds by AWS_ENDPOINT_URL. */
export class LambdaApi {
  public readonly requests: string[] = [];
  private readonly server: Server;

  constructor(private readonly answer: (path: string, query: URLSearchParams) => Answer) {
    this.server = createServer((request, response) => this.respond(request, response));
  }

  public async start(): Promise<void> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    Object.assign(process.env, {
      AWS_ENDPOINT_URL: `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`, AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test',
    });
  }

  public stop(): void {
    this.server.closeAllConnections();
    this.server.close();
  }

  private respond({ url }: IncomingMessage, response: ServerResponse): void {
    const { pathname, searchParams } = new URL(url!, 'http://x');
    const path = decodeURIComponent(pathname).replace('/2018-10-31/layers/', '');
    this.requests.push(path);
    const answer = this.answer(path, searchParams);
    if (answer === 'broken') {
      response.destroy();
      return;
    }
    const { status = 200, body = {}, error } = answer;
    response.writeHead(error === undefined ? status : answer.status ?? 400, { 'content-type': 'application/json', ...(error === undefined ? {} : { 'x-amzn-errortype': error }) });
    response.end(JSON.stringify(error === undefined ? body : { message: `no: ${error}.` }));
  }
}

/** A layer version as the API describes it. */
export function described(version: number, codeSha256 = `sha${version}`, created = '2026-11-01T10:00:00.000+0000'): Answer {
  return { body: { Version: version, CreatedDate: created, Content: { CodeSize: 1000 + version, CodeSha256: codeSha256, Location: 'x' } } };
}
