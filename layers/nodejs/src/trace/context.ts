import type { Span, UnrecordedSpan } from './span';
import { builtin } from '../platform/builtins';

/** Immutable values by key, as the OpenTelemetry API defines a context; copies of the API meet in the keys. */
export interface Context {
  getValue(key: symbol): unknown;
  setValue(key: symbol, value: unknown): Context;
  deleteValue(key: symbol): Context;
}

class Values implements Context {
  constructor(private readonly values: ReadonlyMap<symbol, unknown>) {}

  public getValue(key: symbol): unknown {
    return this.values.get(key);
  }

  public setValue(key: symbol, value: unknown): Context {
    return new Values(new Map(this.values).set(key, value));
  }

  public deleteValue(key: symbol): Context {
    const values = new Map(this.values);
    values.delete(key);
    return new Values(values);
  }
}

const SPAN = Symbol.for('OpenTelemetry Context Key SPAN');
const SUPPRESS = Symbol.for('OpenTelemetry SDK Context Key SUPPRESS_TRACING');
export const BAGGAGE = Symbol.for('OpenTelemetry Baggage Key');

export const ROOT_CONTEXT: Context = new Values(new Map());

type Storage = import('node:async_hooks').AsyncLocalStorage<Context>;
const { AsyncLocalStorage } = builtin<typeof import('node:async_hooks')>('node:async_hooks');

/** The one store behind the API's context and our own. */
export const storage: Storage = new AsyncLocalStorage<Context>();

export function activeContext(): Context {
  return storage.getStore() ?? ROOT_CONTEXT;
}

export function spanOf(context: Context): Span | UnrecordedSpan | undefined {
  return context.getValue(SPAN) as Span | UnrecordedSpan | undefined;
}

export function withSpan(context: Context, span: Span | UnrecordedSpan): Context {
  return context.setValue(SPAN, span);
}

/** Set by exporters and by user code around calls that must not be traced. */
export function isSuppressed(context: Context): boolean {
  return context.getValue(SUPPRESS) === true;
}
