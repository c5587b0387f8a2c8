import { NO_SPAN, NO_TRACE } from './ids';

/** As the OpenTelemetry API has it; `traceState` is whatever object of the user's copy holds it, ours is a plain string holder. */
export interface SpanContext {
  readonly traceId: string;
  readonly spanId: string;
  readonly traceFlags: number;
  readonly isRemote?: boolean;
  readonly traceState?: TraceState;
}

export interface TraceState {
  get(key: string): string | undefined;
  set(key: string, value: string): TraceState;
  unset(key: string): TraceState;
  serialize(): string;
}

/** Of the flags two are known: `sampled`, and `random`, which says how the trace id was made and goes on with it. */
export const KNOWN_FLAGS = 4;
const RANDOM_FLAG = 2;

export function randomFlag(context: { readonly traceFlags: number } | undefined): number {
  return context && context.traceFlags % KNOWN_FLAGS >= RANDOM_FLAG ? RANDOM_FLAG : 0;
}

/** The lowest bit of the flags. */
export function isSampled(context: { readonly traceFlags: number }): boolean {
  return context.traceFlags % 2 === 1;
}

/** The `tracestate` of a context; the object may be user code's and is read with care. */
export function stateOf(context: SpanContext): string | undefined {
  try {
    return context.traceState?.serialize() || undefined;
  } catch {
    return undefined;
  }
}

/** The identity of what has none. */
export const NO_CONTEXT: SpanContext = { traceId: NO_TRACE, spanId: NO_SPAN, traceFlags: 0 };
