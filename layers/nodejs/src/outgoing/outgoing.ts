import { ClientSpan, type OutgoingRequest } from './client-span';
import { hasRival } from '../api/rivals';
import type { Invocations } from '../invocation/invocations';
import { attempt } from '../platform/attempt';
import { builtin } from '../platform/builtins';
import type { Propagators } from '../propagation/propagators';
import { text } from '../settings/environment';
import { activeContext, isSuppressed, spanOf } from '../trace/context';
import type { Tracer } from '../trace/tracer';

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

  /** The span of a request whose headers are about to leave, and the headers to set on it. */
  public begin(library: 'http' | 'undici', request: OutgoingRequest): { span: ClientSpan; headers: Record<string, string> } | undefined {
    return attempt('tracing an outgoing request', () => {
      if (this.muted.has(library) || this.isPlatform(request)) return undefined;
      let context = activeContext();
      if (isSuppressed(context)) return undefined;
      const invocation = this.invocations.current();
      if (invocation && !spanOf(context)) ({ context } = invocation);
      const span = new ClientSpan(request, this.tracer, context, invocation);
      return { span, headers: span.headers(this.propagators, request, context) };
    });
  }

  /** The runtime talks to Lambda over HTTP: its polls and responses are no calls of the function. */
  private isPlatform(request: OutgoingRequest): boolean {
    return this.runtimeApi !== undefined && `${request.host}:${request.port ?? 80}` === this.runtimeApi;
  }
}
