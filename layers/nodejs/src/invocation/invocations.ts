import { carries, memberCarrier } from './carriers';
import { DeadlineWatch } from './deadline-watch';
import { part } from './event';
import { Invocation, invocationKind, laterOfInvocation, type LambdaContext } from './invocation';
import { originOf } from './origin';
import { triggerOf, type Trigger } from './trigger';
import type { Pipeline } from '../export/pipeline';
import { attempt } from '../platform/attempt';
import { anchorClock } from '../platform/clock';
import type { Propagators } from '../propagation/propagators';
import type { Backend } from '../settings/backend';
import { text } from '../settings/environment';
import { activeContext, ROOT_CONTEXT, withSpan } from '../trace/context';
import { UnrecordedSpan } from '../trace/span';
import { NO_CONTEXT } from '../trace/span-context';
import type { Tracer } from '../trace/tracer';

const INVOCATION = Symbol('invocation');
const nothing = (): void => undefined;

export interface InvocationsOptions {
  readonly tracer: Tracer;
  readonly propagators: Propagators;
  readonly pipeline: Pipeline;
  readonly backend: Backend;
  /** Several invocations at once in one process, as on Managed Instances. */
  readonly concurrent: boolean;
}

/** Begins invocations, knows the one that runs, and tells the pipeline where it stands. */
export class Invocations {
  private cold = (text('AWS_LAMBDA_INITIALIZATION_TYPE') ?? 'on-demand') === 'on-demand';
  private readonly functionName = text('AWS_LAMBDA_FUNCTION_NAME') ?? 'invocation';
  private latest?: Invocation;
  private down = false;
  private look: () => void = nothing;

  private readonly deadline = new DeadlineWatch((invocation) => {
    attempt('reporting a timeout', () => invocation.timeOut());
    attempt('sending spans', () => this.options.pipeline.urgent());
  });

  constructor(private readonly options: InvocationsOptions) {}

  /** Every call of the handler is an invocation, with a span or without: whoever waits for its end must hear of it. */
  public begin(event: unknown, context: LambdaContext): Invocation {
    return (this.down ? undefined : this.beginTraced(event, context)) ?? this.untraced(context);
  }

  private beginTraced(event: unknown, context: LambdaContext): Invocation | undefined {
    const { tracer, propagators, pipeline, backend } = this.options;
    return attempt('starting the invocation span', () => {
      if (!this.awaitsResponse) this.look();
      anchorClock();
      const trigger = withClientContext(attempt('reading the event', () => triggerOf(event)) ?? triggerOf(undefined), context);
      const header = traceHeader(context);
      const origin = originOf(trigger, header, backend, propagators);
      const span = tracer.start(this.functionName, {
        kind: invocationKind(trigger),
        later: laterOfInvocation(context.awsRequestId, context.invokedFunctionArn, trigger.type, trigger.attributes, this.cold, origin.linked),
        ...origin.options,
      }, origin.context);
      this.cold = false;
      const remaining = remainingOf(context);
      const invocation = new Invocation(span, withSpan(origin.context, span), Date.now() + remaining, { type: trigger.type, attributes: trigger.attributes });
      invocation.context = invocation.context.setValue(INVOCATION, invocation);
      invocation.header = header;
      this.latest = invocation;
      this.watchDeadline(invocation, remaining);
      pipeline.started();
      return invocation;
    });
  }

  /** What to do between invocations, where that is possible: before one begins its caller waits. */
  public betweenEach(look: () => void): void {
    this.look = look;
  }

  /** User code has a tracer provider of its own: no more spans of ours. */
  public standDown(): void {
    this.down = true;
  }

  /** The process ends within an invocation, by `process.exit` or of an error nobody caught: the last that can be sent is sent. */
  public exiting(code: number): void {
    const { latest } = this;
    if (!latest || latest.finished) return;
    this.end(latest, () => latest.fail(Object.assign(new Error(`the process exited with code ${code}`), { name: 'exit', stack: undefined })));
  }

  /** The invocation a piece of work belongs to; work that lost its context belongs to the only one there is. */
  public current(): Invocation | undefined {
    const store = activeContext().getValue(INVOCATION) as Invocation | undefined;
    if (store) return store;
    return this.options.concurrent || this.latest?.finished ? undefined : this.latest;
  }

  public end(invocation: Invocation, apply: () => void): void {
    if (invocation.finished) return;
    attempt('ending the invocation span', apply);
    invocation.finished = true;
    attempt('sending spans', () => this.options.pipeline.settled());
  }

  /** Whether anybody wants to hear of a posted response. */
  public get awaitsResponse(): boolean {
    return this.options.pipeline.responded !== undefined;
  }

  public responded(invocation: Invocation): void {
    attempt('looking at what user code has loaded', this.look);
    attempt('sending spans', () => this.options.pipeline.responded?.(invocation.deadline));
  }

  private untraced(context: LambdaContext): Invocation {
    const span = new UnrecordedSpan(NO_CONTEXT);
    this.latest = new Invocation(span, ROOT_CONTEXT, Date.now() + remainingOf(context), { type: 'other', attributes: {} });
    return this.latest;
  }

  private watchDeadline(invocation: Invocation, remaining: number): void {
    if (this.options.concurrent || remaining <= 0) return;
    const margin = this.options.backend === 'xray' ? 30 : Math.min(250, remaining * 0.2);
    this.deadline.watch(invocation, remaining - Math.min(margin, remaining / 2));
  }
}

function remainingOf(context: LambdaContext): number {
  return attempt('reading the remaining time', () => context.getRemainingTimeInMillis?.()) ?? 0;
}

/** Client 4 gives the header with the context, and to user code by its invoke store; client 3 by the environment only. */
function traceHeader(context: LambdaContext): string | undefined {
  const { awslambda } = globalThis as { awslambda?: { InvokeStore?: { getXRayTraceId?(): string | undefined } } };
  return context.xRayTraceId ?? awslambda?.InvokeStore?.getXRayTraceId?.() ?? process.env._X_AMZN_TRACE_ID;
}

/** A direct invocation carries its context in the client context, under `custom`; one in the event is second to it. */
function withClientContext(trigger: Trigger, context: LambdaContext): Trigger {
  const client = part(context.clientContext);
  const custom = part(client?.custom) ?? part(client?.Custom);
  if (!custom || trigger.type === 'http') return trigger;
  const carrier = memberCarrier(custom);
  return trigger.request && !carries(carrier) ? trigger : { ...trigger, request: carrier };
}
