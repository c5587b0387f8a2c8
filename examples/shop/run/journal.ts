/** Whose context something carries: a span, as the header or attribute on the wire names it. */
export interface SpanReference {
  readonly traceId: string;
  readonly spanId: string;
}

/** One attempt to invoke a function. */
export interface InvocationRecord {
  /** Counts attempts; a retried event keeps its request id. */
  readonly attempt: number;
  readonly requestId: string;
  readonly fn: string;
  readonly environment: string;
  readonly kind: 'http' | 'queue' | 'bus' | 'topic' | 'kinesis' | 'dynamodb';
  /** The X-Amzn-Trace-Id that Lambda gave the runtime. */
  readonly traceHeader: string;
  /** Senders of what it was invoked with, one for each message; undefined where nothing carries a context. */
  readonly senders: readonly (SpanReference | undefined)[];
  /** How many messages. */
  readonly size: number;
  status: 'success' | 'error' | 'timeout' | 'crash' | 'running';
  /** Messages of the batch that its answer reports as failed. */
  failures?: number;
}

/** A request that a function made, as it was seen at the other end. */
export interface CallRecord {
  /** The attempt that was running in the environment it came from. */
  readonly attempt: number;
  /** `AmazonSQS.SendMessage`, or the method and path of an ordinary request. */
  readonly operation: string;
  readonly span?: SpanReference;
  readonly status: number;
  /** What its message carries is a header and no more: the assembly says so. */
  readonly headerOnly: boolean;
}

/** What really happened, noted by the world around the functions: what their spans are compared with. */
export class Journal {
  readonly invocations: InvocationRecord[] = [];
  readonly calls: CallRecord[] = [];
  /** What each environment is working on. */
  private readonly current = new Map<string, InvocationRecord>();

  public begin(record: Omit<InvocationRecord, 'attempt' | 'status'>): InvocationRecord {
    const invocation: InvocationRecord = { ...record, attempt: this.invocations.length, status: 'running' };
    this.invocations.push(invocation);
    this.current.set(record.environment, invocation);
    return invocation;
  }

  public called(environment: string, { operation, span, status, headerOnly = false }: Pick<CallRecord, 'operation' | 'span' | 'status'> & Partial<CallRecord>): void {
    const by = this.current.get(environment);
    if (by === undefined) { throw new Error(`'${environment}' called ${operation} before it was invoked`); }
    this.calls.push({ attempt: by.attempt, operation, span, status, headerOnly });
  }
}

/** The span that an X-Amzn-Trace-Id names. */
export function spanOfHeader(header: string | undefined): SpanReference | undefined {
  const [, time, rest] = /Root=1-([0-9a-f]{8})-([0-9a-f]{24})/.exec(header ?? '') ?? [];
  const [, parent] = /Parent=([0-9a-f]{16})/.exec(header ?? '') ?? [];
  return time !== undefined && parent !== undefined ? { traceId: time + rest, spanId: parent } : undefined;
}

/** The span that a traceparent names. */
export function spanOfTraceparent(value: string | undefined): SpanReference | undefined {
  const [, traceId, spanId] = /^[0-9a-f]{2}-([0-9a-f]{32})-([0-9a-f]{16})-/.exec(value ?? '') ?? [];
  return traceId === undefined ? undefined : { traceId, spanId };
}
