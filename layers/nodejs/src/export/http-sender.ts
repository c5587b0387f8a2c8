import type { ConnectionOptions } from 'node:tls';
import type { Outcome } from './sender';
import { LAYER_HOLD_LIMIT } from '../../../../src/contract/layer-environment';
import { builtin } from '../platform/builtins';
import { HttpConnection } from '../platform/http-connection';
import { messageOf, warnOnce } from '../platform/log';
import { connectProxy } from '../platform/proxy';
import { setTimeout } from '../platform/timers';
import { text, whole } from '../settings/environment';

/** What OTLP lets be sent again; a back end says no to the rest for good. */
const RETRYABLE: ReadonlySet<number> = new Set([408, 429, 502, 503, 504]);
const FIRST_PAUSE = 100;
/** However long a back end wants to be left alone: environments do not live for ever. */
const LONGEST_PAUSE = 300_000;

export interface HttpSenderOptions {
  readonly endpoint: URL;
  readonly timeout: number;
  readonly compression: boolean;
  readonly tls?: ConnectionOptions;
  /** Headers for this body, asked for before each attempt: secrets and signatures change. */
  readonly headers: (body: Buffer) => Promise<Record<string, string>>;
  /** The back end does not accept our key: whoever keeps it may get a new one, and says so. */
  readonly onDenied?: () => boolean;
}

/** Posts batches to one endpoint, with retries as long as there is time for them. */
export class HttpSender {
  private readonly connection: HttpConnection;
  /** Where no environment is ever held there is no better time to connect than beside an invocation. */
  private readonly always = whole(LAYER_HOLD_LIMIT, 800) === 0 || text('AWS_LAMBDA_MAX_CONCURRENCY') !== undefined;
  /** What the back end has asked for. */
  private notBefore = 0;

  constructor(private readonly options: HttpSenderOptions) {
    this.connection = new HttpConnection(options.endpoint, options.tls, connectProxy(options.endpoint));
  }

  public async post(contentType: string, plain: Buffer, until: () => number): Promise<Outcome> {
    const body = this.options.compression ? await gzip(plain) : plain;
    const headers: Record<string, string> = { 'content-type': contentType, 'user-agent': 'cdk-lambda-tracing' };
    if (this.options.compression) headers['content-encoding'] = 'gzip';
    let denied = false;
    for (let pause = FIRST_PAUSE; ; pause *= 2) {
      if (Date.now() < this.notBefore) return 'retry';
      const outcome = await this.attempt(headers, body, until());
      if (outcome === 'denied' && !denied) {
        denied = true;
        continue;
      }
      if (outcome === 'denied') return 'refused';
      const wait = Math.max(pause * (0.5 + Math.random() / 2), this.notBefore - Date.now());
      // A connection that breaks twice over the same is not broken by chance.
      if (outcome !== 'retry' && (outcome !== 'split' || pause > FIRST_PAUSE)) return outcome;
      if (Date.now() + wait >= until()) return outcome;
      await new Promise((resolve) => setTimeout(resolve, wait).unref());
    }
  }

  private async attempt(fixed: Record<string, string>, body: Buffer, until: number): Promise<Outcome | 'denied'> {
    const { endpoint, timeout } = this.options;
    const openUntil = this.always ? undefined : until;
    if (!this.connection.isOpen && openUntil !== undefined && openUntil <= Date.now()) return 'later';
    try {
      const headers = { ...fixed, ...await this.options.headers(body) };
      const reply = await this.connection.send({ method: 'POST', path: endpoint.pathname + endpoint.search, headers, body, timeout, openUntil });
      if (reply.status < 300) return 'sent';
      warnOnce(`the back end answered ${reply.status}`, reply.body.toString('latin1', 0, 200).replace(/[^ -~]+/g, ' '));
      if ((reply.status === 401 || reply.status === 403) && this.options.onDenied?.()) return 'denied';
      if (!RETRYABLE.has(reply.status)) return 'refused';
      this.notBefore = Date.now() + Math.min(LONGEST_PAUSE, pauseOf(reply.headers.get('retry-after')));
      return 'retry';
    } catch (error) {
      const { message, code } = error as NodeJS.ErrnoException;
      if (message === HttpConnection.NOT_NOW) return 'later';
      warnOnce('the back end could not be reached', messageOf(error));
      return code === undefined || code === 'ECONNRESET' || code === 'EPIPE' ? 'split' : 'retry';
    }
  }
}

/** Seconds or a date; in milliseconds from now, none where it says nothing. */
function pauseOf(retryAfter: string | undefined): number {
  const seconds = Number(retryAfter || NaN);
  return Math.max(0, (seconds >= 0 ? seconds * 1000 : Date.parse(retryAfter ?? '') - Date.now()) || 0);
}

function gzip(data: Buffer): Promise<Buffer> {
  const zlib = builtin<typeof import('node:zlib')>('node:zlib');
  return new Promise((resolve, reject) => zlib.gzip(data, { level: 1 }, (error, result) => error ? reject(error) : resolve(result)));
}
