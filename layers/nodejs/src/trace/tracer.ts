import { activeContext, isSuppressed, spanOf, storage, withSpan, type Context } from './context';
import { isSpanId, isTraceId, newSpanId, newTraceId } from './ids';
import type { Sampler } from './sampler';
import { Span, SpanKind, UnrecordedSpan, type Scope } from './span';
import { isSampled, NO_CONTEXT, randomFlag, type SpanContext } from './span-context';
import { attempt } from '../platform/attempt';
import type { TimeInput } from '../platform/clock';
import type { SpanLimits } from '../settings/limits';

export interface SpanOptions {
  readonly kind?: number;
  readonly attributes?: unknown;
  readonly links?: { context: SpanContext; attributes?: unknown }[];
  readonly startTime?: TimeInput;
  readonly root?: boolean;
  /** Ours only: a parent whose sampling flag says nothing, as X-Ray's does where X-Ray is not the back end. */
  readonly undecided?: boolean;
  /** Ours only: the trace a span without a parent joins. */
  readonly traceId?: string;
  /** Ours only: attributes for `Span.later`. */
  readonly later?: (span: Span) => unknown;
  /** Ours only: what `identify` gave out for this span. */
  readonly identity?: SpanContext;
}

/** What all tracers of the process share. */
export interface Tracing {
  readonly sampler: Sampler;
  readonly limits: SpanLimits;
  readonly onEnd: (span: Span) => void;
}

type Body<T> = (span: Span | UnrecordedSpan) => T;

/** Makes spans for one instrumentation scope. */
export class Tracer {
  constructor(private readonly tracing: Tracing, private readonly scope: Scope) {}

  /** Whatever it is given: user code that gets the API wrong gets a span that records nothing. */
  public startSpan(name: string, options?: SpanOptions | null, context?: Context | null): Span | UnrecordedSpan {
    return attempt('starting a span', () => this.start(name, options ?? {}, context ?? activeContext())) ?? new UnrecordedSpan(NO_CONTEXT);
  }

  public startActiveSpan<T>(name: string, body: Body<T>): T;
  public startActiveSpan<T>(name: string, options: SpanOptions, body: Body<T>): T;
  public startActiveSpan<T>(name: string, options: SpanOptions, context: Context, body: Body<T>): T;
  public startActiveSpan<T>(name: string, ...rest: unknown[]): T {
    const body = rest.pop() as Body<T>;
    const [options, context = activeContext()] = rest as [SpanOptions?, Context?];
    const span = this.startSpan(name, options ?? {}, context);
    return storage.run(withSpan(context, span), body, span);
  }

  /** What a span started in this context will be known by, to give out before there is one. */
  public identify(context: Context, options: SpanOptions = {}): SpanContext {
    return this.identityBelow(parentOf(context, options), context, options);
  }

  private identityBelow(parent: SpanContext | undefined, context: Context, options: SpanOptions): SpanContext {
    const traceId = parent?.traceId ?? options.traceId ?? newTraceId();
    const sampled = !isSuppressed(context) && this.tracing.sampler(options.undecided ? undefined : parent, traceId);
    return { traceId, spanId: newSpanId(), traceFlags: (sampled ? 1 : 0) + randomFlag(parent), traceState: parent?.traceState };
  }

  /** Ours only: `startSpan` for who is within an `attempt` already and leaves nothing out. */
  public start(name: string, options: SpanOptions, context: Context): Span | UnrecordedSpan {
    const parent = parentOf(context, options);
    const identity = options.identity ?? this.identityBelow(parent, context, options);
    if (!isSampled(identity)) return new UnrecordedSpan(isSuppressed(context) && parent ? parent : identity);
    const { limits, onEnd } = this.tracing;
    const { kind = SpanKind.INTERNAL, startTime } = options;
    const span = new Span({ name, kind, scope: this.scope, context: identity, parent, startTime, limits, onEnd });
    if (options.attributes) span.setAttributes(options.attributes);
    if (options.later) span.later(options.later);
    if (options.links) span.addLinks(options.links);
    return span;
  }
}

function parentOf(context: Context, options: SpanOptions): SpanContext | undefined {
  if (options.root) return undefined;
  const span = spanOf(context);
  const parent = span?.spanContext?.();
  // What we made is as it should be.
  if (span instanceof Span) return parent;
  return parent && isTraceId(parent.traceId) && isSpanId(parent.spanId) ? parent : undefined;
}
