import { activeContext, storage, type Context } from '../trace/context';

type Anything = (...args: unknown[]) => unknown;

interface Emitter {
  on: Anything;
  removeListener: Anything;
}

const ADDING = ['on', 'addListener', 'once', 'prependListener', 'prependOnceListener'] as const;
const REMOVING = ['off', 'removeListener'] as const;

/** The `context` part of the OpenTelemetry API, on the one AsyncLocalStorage of ours. */
export const contextManager = {
  active: activeContext,

  with<T>(context: Context, body: (...args: unknown[]) => T, thisArg?: unknown, ...args: unknown[]): T {
    return storage.run(context, () => body.apply(thisArg, args));
  },

  bind<T>(context: Context, target: T): T {
    if (typeof target === 'function') return bound(context, target as unknown as Anything) as T;
    const emitter = target as unknown as Partial<Emitter> | null;
    if (typeof emitter?.on === 'function' && typeof emitter.removeListener === 'function') bindEmitter(context, target as unknown as Emitter);
    return target;
  },

  enable() { return this; },
  disable() { return this; },
};

function bound(context: Context, target: Anything): Anything {
  const result = function (this: unknown, ...args: unknown[]): unknown {
    return storage.run(context, () => target.apply(this, args));
  };
  Object.defineProperty(result, 'length', { configurable: true, value: target.length });
  return result;
}

/** Listeners added from now on run in the context; removing one finds what was added for it. */
function bindEmitter(context: Context, emitter: Emitter): void {
  const listeners = new WeakMap<Anything, Anything>();
  const methods = emitter as unknown as Record<string, Anything | undefined>;
  for (const name of ADDING) {
    const add = methods[name];
    if (!add) continue;
    methods[name] = function (this: unknown, event: unknown, listener: unknown) {
      if (typeof listener !== 'function') return add.call(this, event, listener);
      const known = listeners.get(listener as Anything) ?? bound(context, listener as Anything);
      listeners.set(listener as Anything, known);
      return add.call(this, event, known);
    };
  }
  for (const name of REMOVING) {
    const remove = methods[name];
    if (!remove) continue;
    methods[name] = function (this: unknown, event: unknown, listener: unknown) {
      return remove.call(this, event, listeners.get(listener as Anything) ?? listener);
    };
  }
}
