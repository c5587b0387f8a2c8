import { performance } from 'node:perf_hooks';
import { InvokeError } from '../types';

/** What the runtime posted for one invocation. */
export interface PostedResponse {
  readonly kind: 'response' | 'error';
  readonly body: Buffer;
  readonly headers: Readonly<Record<string, string>>;
  /** Error type of the header, or of the trailers of a stream that broke off. */
  readonly errorType?: string;
  readonly midStreamError?: InvokeError;
  readonly streamed: boolean;
  /** `performance.now()` of the first and the last byte. */
  readonly firstByteAt: number;
  readonly at: number;
}

/** One event on its way through the runtime. */
export class Invocation {
  readonly startedAt = performance.now();
  response?: PostedResponse;
  /** When the runtime took it. */
  takenAt?: number;

  constructor(
    readonly requestId: string,
    readonly event: Buffer,
    readonly headers: Readonly<Record<string, string>>,
    readonly traceHeader: string,
    readonly deadlineMs: number,
  ) {}
}
