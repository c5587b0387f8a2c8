import { createServer, Server } from 'http';
import { createServer as createHttp2Server, Http2Server, ServerHttp2Session } from 'http2';
import { AddressInfo } from 'net';
import { Readable } from 'stream';
import { ApiAnswer, send } from './aws-api';

/** A request that a function made to AWS. */
export interface AwsRequest {
  /** The access key it is signed with. */
  readonly accessKey: string;
  /** `sqs`, `sns`, … as in the scope of its signature. */
  readonly service: string;
  /** `SendMessage`, `PutEvents`, … */
  readonly operation: string;
  /** The input, of whichever protocol. */
  readonly input: any;
  /** X-Amzn-Trace-Id. */
  readonly traceHeader?: string;
}

/** What the front asks and tells about each request. */
export interface AwsFrontOptions {
  readonly motoPort: number;
  /** A reason to refuse it, as IAM would. */
  readonly refuse: (request: AwsRequest) => string | undefined;
  /** Called when it is answered. */
  readonly onAnswer: (request: AwsRequest, answer: ApiAnswer) => void;
}

/**
 * The AWS API as functions see it: moto behind it, and in front what moto leaves out of AWS: permissions, and the trace header of a
 * request, which SQS keeps as an attribute of the message. HTTP/2 too, since the SDK's client of Kinesis speaks nothing else.
 */
export class AwsFront {
  public static async start(options: AwsFrontOptions): Promise<AwsFront> {
    const front = new AwsFront(options);
    await Promise.all([front.http, front.http2].map((server) => new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))));
    return front;
  }

  private readonly http: Server = createServer((request, response) => this.take(request, response));
  private readonly http2: Http2Server = createHttp2Server((request, response) => this.take(request, response));

  private readonly sessions = new Set<ServerHttp2Session>();

  private constructor(private readonly options: AwsFrontOptions) {
    this.http2.on('session', (session) => {
      this.sessions.add(session);
      session.on('close', () => this.sessions.delete(session));
      session.on('error', () => { /* the function has gone */ });
    });
    this.http.keepAliveTimeout = 0; // an environment is frozen for as long as it pleases
  }

  public get url(): string {
    return `http://127.0.0.1:${(this.http.address() as AddressInfo).port}`;
  }

  public get http2Url(): string {
    return `http://127.0.0.1:${(this.http2.address() as AddressInfo).port}`;
  }

  public async stop(): Promise<void> {
    this.http.closeAllConnections();
    for (const session of this.sessions) { session.destroy(); } // a client keeps its own open
    await Promise.all([this.http, this.http2].map((server) => new Promise((resolve) => server.close(resolve))));
  }

  private take(request: Pick<Readable, 'on'> & { headers: NodeJS.Dict<string | string[]> }, response: any): void {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('error', () => { /* the function has gone */ });
    request.on('end', () => {
      this.answer(request.headers, Buffer.concat(chunks)).then(({ status, headers, body }) => {
        const { connection: _, 'transfer-encoding': __, 'keep-alive': ___, 'content-length': ____, ...kept } = headers;
        response.writeHead(status, kept);
        response.end(body);
      }, (error: Error) => {
        response.writeHead(500);
        response.end(error.message);
      });
    });
  }

  private async answer(headers: NodeJS.Dict<string | string[]>, body: Buffer): Promise<ApiAnswer> {
    const request = understood(headers, body);
    const reason = this.options.refuse(request);
    if (reason !== undefined) {
      const answer = { status: 400, headers: { 'content-type': 'application/x-amz-json-1.0' }, body: Buffer.from(JSON.stringify({ __type: 'AccessDeniedException', message: reason })) };
      this.options.onAnswer(request, answer);
      return answer;
    }
    const kept = Object.fromEntries(Object.entries(headers).filter(([name]) => !name.startsWith(':') && !['connection', 'host', 'content-length', 'transfer-encoding'].includes(name)));
    const answer = await send(this.options.motoPort, kept as Record<string, string>, withTraceHeader(request) ?? body);
    this.options.onAnswer(request, answer);
    return answer;
  }
}

function understood(headers: NodeJS.Dict<string | string[]>, body: Buffer): AwsRequest {
  const [, accessKey = '', service = ''] = /Credential=([^/]+)\/\d+\/[^/]+\/([^/]+)\//.exec(String(headers.authorization)) ?? [];
  const traceHeader = headers['x-amzn-trace-id'] === undefined ? undefined : String(headers['x-amzn-trace-id']);
  const target = headers['x-amz-target'];
  if (target !== undefined) {
    return { accessKey, service, operation: String(target).split('.').pop()!, input: JSON.parse(body.toString()), traceHeader };
  }
  const { Action = '', ...input } = Object.fromEntries(new URLSearchParams(body.toString()));
  return { accessKey, service, operation: Action, input, traceHeader };
}

/** SQS keeps the header of the request as an attribute of each message, unless the message brings its own. */
function withTraceHeader({ service, operation, input, traceHeader }: AwsRequest): string | undefined {
  if (service !== 'sqs' || traceHeader === undefined) { return undefined; }
  const message = (entry: any) => ({ ...entry, MessageSystemAttributes: { AWSTraceHeader: { DataType: 'String', StringValue: traceHeader }, ...entry.MessageSystemAttributes } });
  if (operation === 'SendMessage') { return JSON.stringify(message(input)); }
  return operation === 'SendMessageBatch' ? JSON.stringify({ ...input, Entries: input.Entries.map(message) }) : undefined;
}
