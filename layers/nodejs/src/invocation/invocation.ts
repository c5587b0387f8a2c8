import type { Trigger } from './trigger';
import type { Attributes } from '../trace/attributes';
import type { Context } from '../trace/context';
import { errorType } from '../trace/exception';
import { SpanKind, StatusCode, type Span, type UnrecordedSpan } from '../trace/span';
import type { SpanContext } from '../trace/span-context';

type AnySpan = Span | UnrecordedSpan;

/** The Lambda context object, as far as we read it. */
export interface LambdaContext {
  readonly awsRequestId?: string;
  readonly invokedFunctionArn?: string;
  readonly xRayTraceId?: string;
  readonly clientContext?: unknown;
  callbackWaitsForEmptyEventLoop?: boolean;
  getRemainingTimeInMillis?(): number;
}

/** One call of the handler, from its start to its response. */
export class Invocation {
  /** Outgoing requests whose response has begun; one that is never read would stay open for ever. */
  public readonly unread = new Set<AnySpan>();
  /** Outgoing requests without a response yet. */
  public readonly pending = new Set<AnySpan>();
  public finished = false;
  /** What Lambda has given as `X-Amzn-Trace-Id`. */
  public header?: string;

  constructor(
    public readonly span: AnySpan,
    public context: Context,
    public readonly deadline: number,
    /** No more of it: sockets and timers that outlive the call keep its context, and carriers see the event. */
    private readonly trigger: Pick<Trigger, 'type' | 'attributes'>,
  ) {}

  public succeed(result: unknown): void {
    if ('http.request.method' in this.trigger.attributes) this.recordStatus(result);
    else if (this.trigger.type !== 'http') this.recordFailures(result);
    this.end();
  }

  public fail(error: unknown): void {
    try {
      this.span.setStatus({ code: StatusCode.ERROR });
      this.span.setAttribute('error.type', errorType(error));
      this.span.recordException(error);
      this.span.setStatus({ code: StatusCode.ERROR, message: messageText(error) });
    } finally {
      this.end();
    }
  }

  /** Lambda is about to kill the call: what it was waiting for tells why, so that ends with it. */
  public timeOut(): void {
    for (const span of this.pending) {
      span.setAttribute('error.type', 'timeout');
      span.setStatus({ code: StatusCode.ERROR });
      span.end();
    }
    this.span.setAttributes({ 'error.type': 'timeout', 'lambda_tracing.timed_out': true });
    this.span.setStatus({ code: StatusCode.ERROR, message: 'the function timed out' });
    this.endSpans();
  }

  private end(): void {
    this.finished = true;
    this.endSpans();
  }

  private endSpans(): void {
    if (this.unread.size > 0) {
      for (const span of this.unread) span.end();
      this.unread.clear();
    }
    this.span.end();
  }

  private recordStatus(result: unknown): void {
    const status = Number((result as { statusCode?: unknown } | null | undefined)?.statusCode);
    // Of `null` and of an empty text it is 0.
    if (!Number.isInteger(status) || status === 0) return;
    this.span.later(() => ({ 'http.response.status_code': status }));
    if (status < 500) return;
    this.span.setAttribute('error.type', String(status));
    this.span.setStatus({ code: StatusCode.ERROR });
  }

  /** The messages of a batch that the function reports as failed, which come again. */
  private recordFailures(result: unknown): void {
    const failures = (result as { batchItemFailures?: unknown } | null | undefined)?.batchItemFailures;
    if (!Array.isArray(failures) || failures.length === 0) return;
    this.span.setAttributes({ 'lambda_tracing.batch_item_failures': failures.length, 'error.type': 'batch_item_failures' });
    this.span.setStatus({ code: StatusCode.ERROR });
  }
}

/**
 * What the conventions want to know about an invocation, when it is asked for. A function of its own with nothing but these in reach: a span may wait
 * for long, and whatever else a closure could see would wait with it, the event above all.
 */
export function laterOfInvocation(
  requestId: string | undefined, arn: string | undefined, type: Trigger['type'], ofTrigger: Attributes, coldStart: boolean, linked: readonly SpanContext[],
): (span: Span) => Record<string, Attributes[string] | undefined> {
  return (span) => {
    for (let i = 0; i < linked.length; i++) span.link({ context: linked[i] });
    return {
      'faas.trigger': type,
      'faas.coldstart': coldStart,
      'faas.invocation_id': requestId,
      ...functionAttributes(arn),
      ...ofTrigger,
    };
  };
}

let last: { readonly arn: string | undefined; readonly attributes: Readonly<Record<string, string | undefined>> } | undefined;

/** The same in almost every invocation. */
function functionAttributes(arn: string | undefined): Readonly<Record<string, string | undefined>> {
  if (!last || last.arn !== arn) {
    const pieces = arn?.split(':') ?? [];
    last = {
      arn,
      attributes: {
        'aws.lambda.invoked_arn': arn,
        'cloud.resource_id': pieces.length >= 7 ? pieces.slice(0, 7).join(':') : undefined,
        'cloud.account.id': pieces[4],
      },
    };
  }
  return last.attributes;
}

export function invocationKind(trigger: Trigger): number {
  return trigger.type === 'pubsub' ? SpanKind.CONSUMER : SpanKind.SERVER;
}

function messageText(error: unknown): string | undefined {
  const message = typeof error === 'object' ? (error as { message?: unknown } | null)?.message : error;
  return message === undefined || message === '' ? undefined : String(message);
}
