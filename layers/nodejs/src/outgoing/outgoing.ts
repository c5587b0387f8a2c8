import { ClientSpan, type OutgoingRequest } from './client-span';
import { hasRival } from '../api/rivals';
import type { Invocations } from '../invocation/invocations';
import { builtin } from '../platform/builtins';
import { XRAY_HEADER, type Propagators } from '../propagation/propagators';
import { text } from '../settings/environment';
import { activeContext, isSuppressed, spanOf, withSpan, type Context } from '../trace/context';
import { UnrecordedSpan } from '../trace/span';
import type { SpanContext } from '../trace/span-context';
import type { Tracer } from '../trace/tracer';

const RESERVED = Symbol('reserved');

/** An identity given out before the request is there whose span will have it. */
interface Reserved {
  readonly service: string;
  readonly identity: SpanContext;
  taken: boolean;
}

/** Decides which outgoing requests get a span. */
export class Outgoing {
  private readonly runtimeApi = text('AWS_LAMBDA_RUNTIME_API');
  private readonly http = builtin<typeof import('node:http')>('node:http');
  private readonly muted = new Set<string>();

  constructor(
    private readonly tracer: Tracer,
    private readonly propagators: Propagators,
    private readonly invocations: Invocations,
  ) {}

  /** Something else traces these requests already: ours of them stop. */
  public mute(library: 'http' | 'undici'): void {
    this.muted.add(library);
  }

  /** The user's own tracing is in charge: nothing here leaves a trace from now on. */
  public standDown(): void {
    this.muted.add('http').add('undici');
  }

  /** A tracer that patches requests does so while user code loads, or at its first call. */
  public lookForRivals(): void {
    if (this.muted.size < 2 && hasRival(this.http)) this.standDown();
  }

  /** The span of a request whose headers are about to leave, and the headers to set on it; to be called within an `attempt`. */
  public begin(library: 'http' | 'undici', request: OutgoingRequest): { span: ClientSpan; headers: Record<string, string> } | undefined {
    if (this.muted.has(library) || this.isPlatform(request)) return undefined;
    const context = this.context();
    if (isSuppressed(context)) return undefined;
    const reserved = context.getValue(RESERVED) as Reserved | undefined;
    const identify = (service: string) => {
      if (!reserved) this.messagesMissed(service);
      if (!reserved || reserved.taken || reserved.service !== service) return undefined;
      reserved.taken = true;
      return reserved.identity;
    };
    const span = new ClientSpan(request, { tracer: this.tracer, context, invocation: this.invocations.current(), identify });
    return { span, headers: span.headers(this.propagators, request, context) };
  }

  /** What to do about an AWS call whose message got no context; set by who puts it there. */
  public messagesMissed: (service: string) => void = () => undefined;

  /** The headers for a message, of the call to this service that is about to be made in the context given back. */
  public reserve(service: string): { context: Context; headers: Record<string, string> } | undefined {
    const context = this.context();
    if (this.muted.size > 0 || isSuppressed(context) || !this.propagators.has('tracecontext')) return undefined;
    const identity = this.tracer.identify(context);
    const { [XRAY_HEADER]: _, ...headers } = this.propagators.headers(withSpan(context, new UnrecordedSpan(identity)));
    const reserved: Reserved = { service, identity, taken: false };
    return headers.traceparent ? { headers, context: context.setValue(RESERVED, reserved) } : undefined;
  }

  /** The context of a piece of work; one that lost its context is within the invocation. */
  private context(): Context {
    const context = activeContext();
    return spanOf(context) ? context : this.invocations.current()?.context ?? context;
  }

  /** The runtime talks to Lambda over HTTP: its polls and responses are no calls of the function. */
  private isPlatform(request: OutgoingRequest): boolean {
    return this.runtimeApi !== undefined && `${request.host}:${request.port ?? 80}` === this.runtimeApi;
  }
}
