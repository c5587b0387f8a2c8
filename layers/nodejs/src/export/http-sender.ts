import type { ConnectionOptions } from 'node:tls';
import type { Outcome } from './sender';
import { builtin } from '../platform/builtins';
import { HttpConnection } from '../platform/http-connection';
import { messageOf, warnOnce } from '../platform/log';
import { connectProxy } from '../platform/proxy';
import { setTimeout } from '../platform/timers';

/** What OTLP lets be sent again; a back end says no to the rest for good. */
const RETRYABLE: ReadonlySet<number> = new Set([408, 429, 502, 503, 504]);
const FIRST_PAUSE = 100;

export interface HttpSenderOptions {
  readonly endpoint: URL;
  readonly timeout: number;
  readonly compression: boolean;
  readonly tls?: ConnectionOptions;
  /** Headers for this body, asked for before each attempt: secrets and signatures change. */
  readonly headers: (body: Buffer) => Promise<Record<string, string>>;
  /** The back end does not accept our key: whoever keeps it may get a new one. */
  readonly onDenied?: () => void;
}

/** Posts batches to one endpoint, with retries as long as there is time for them. */
export class HttpSender {
  private readonly connection: HttpConnection;

  constructor(private readonly options: HttpSenderOptions) {
    this.connection = new HttpConnection(options.endpoint, options.tls, connectProxy(options.endpoint));
  }

  public async post(contentType: string, plain: Buffer, until: number): Promise<Outcome> {
    const body = this.options.compression ? await gzip(plain) : plain;
    const headers: Record<string, string> = { 'content-type': contentType, 'user-agent': 'cdk-lambda-tracing' };
    if (this.options.compression) headers['content-encoding'] = 'gzip';
    for (let pause = FIRST_PAUSE; ; pause *= 2) {
      const { outcome, after } = await this.attempt(headers, body);
      const wait = after ?? pause * (0.5 + Math.random() / 2);
      if (outcome !== 'retry' || Date.now() + wait >= until) return outcome;
      await new Promise((resolve) => setTimeout(resolve, wait).unref());
    }
  }

  private async attempt(fixed: Record<string, string>, body: Buffer): Promise<{ outcome: Outcome; after?: number }> {
    const { endpoint, timeout } = this.options;
    try {
      const headers = { ...fixed, ...await this.options.headers(body) };
      const reply = await this.connection.send({ method: 'POST', path: endpoint.pathname + endpoint.search, headers, body, timeout });
      if (reply.status < 300) return { outcome: 'sent' };
      warnOnce(`the back end answered ${reply.status}`, reply.body.toString('latin1', 0, 200).replace(/[^ -~]+/g, ' '));
      if (reply.status === 401 || reply.status === 403) this.options.onDenied?.();
      const after = Number(reply.headers.get('retry-after')) * 1000;
      return { outcome: RETRYABLE.has(reply.status) ? 'retry' : 'refused', after: after >= 0 ? after : undefined };
    } catch (error) {
      warnOnce('the back end could not be reached', messageOf(error));
      return { outcome: 'retry' };
    }
  }
}

function gzip(data: Buffer): Promise<Buffer> {
  const zlib = builtin<typeof import('node:zlib')>('node:zlib');
  return new Promise((resolve, reject) => zlib.gzip(data, { level: 1 }, (error, result) => error ? reject(error) : resolve(result)));
}
