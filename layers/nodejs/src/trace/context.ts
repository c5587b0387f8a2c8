import type { Span, UnrecordedSpan } from './span';
import { builtin } from '../platform/builtins';

/** Immutable values by key, as the OpenTelemetry API defines a context; copies of the API meet in the keys. */
export interface Context {
  getValue(key: symbol): unknown;
  setValue(key: symbol, value: unknown): Context;
  deleteValue(key: symbol): Context;
}

/** Few in number, and a context is made for each span: two arrays are made and read faster than a Map. */
class Values implements Context {
  constructor(private readonly keys: readonly symbol[], private readonly values: readonly unknown[]) {}

  public getValue(key: symbol): unknown {
    const at = this.keys.indexOf(key);
    return at < 0 ? undefined : this.values[at];
  }

  public setValue(key: symbol, value: unknown): Context {
    const at = this.keys.indexOf(key);
    if (at < 0) return new Values([...this.keys, key], [...this.values, value]);
    const values = this.values.slice();
    values[at] = value;
    return new Values(this.keys, values);
  }

  public deleteValue(key: symbol): Context {
    const at = this.keys.indexOf(key);
    return at < 0 ? this : new Values(this.keys.filter((_, i) => i !== at), this.values.filter((_, i) => i !== at));
  }
}

const SPAN = Symbol.for('OpenTelemetry Context Key SPAN');
const SUPPRESS = Symbol.for('OpenTelemetry SDK Context Key SUPPRESS_TRACING');
export const BAGGAGE = Symbol.for('OpenTelemetry Baggage Key');

export const ROOT_CONTEXT: Context = new Values([], []);

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
