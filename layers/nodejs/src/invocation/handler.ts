import { moreFrames, type FrameRoom } from './frame-room';
import type { Invocation, LambdaContext } from './invocation';
import type { Invocations } from './invocations';
import type { ResponseWatch } from './response-watch';
import { waitsForEmptyLoop } from '../platform/runtime-client';
import { storage, type Context } from '../trace/context';

export type Handler = (...args: unknown[]) => unknown;

/** Both clients' words. */
const NOT_ASYNC = 'Streaming does not support non-async handlers.';
const STREAMING = Symbol.for('aws.lambda.runtime.handler.streaming');

/**
 * The user's handler with a span around it.
 *
 * It looks like the handler itself: runtime client 4 judges callbacks by `length`, streaming is marked by symbols, other tools put
 * properties of their own. The context is entered, not run: `AsyncLocalStorage.run` would be a frame in the user's stacks.
 */
export function traced(handler: Handler, invocations: Invocations, watch: ResponseWatch): Handler {
  const contextAt = (handler as unknown as Record<symbol, unknown>)[STREAMING] ? 2 : 1;
  const { wrapper } = {
    wrapper(this: unknown, ...args: unknown[]): unknown {
      const invocation = invocations.begin(args[0], Object(args[contextAt]) as LambdaContext);
      const room = moreFrames();
      watch.callbacks(args, contextAt, invocation, room);
      nameAsBefore(this, wrapper, handler);
      const former = storage.getStore();
      storage.enterWith(invocation.context);
      let result: unknown;
      let waits: boolean;
      try {
        result = handler.apply(this, args);
        waits = isThenable(result);
      } catch (error) {
        room.trim(error);
        watch.settled(invocation, () => invocation.fail(error));
        // Of a `then` that throws, the runtime is to hear as it reads it.
        if (result) return result;
        throw error;
      } finally {
        room.close();
        storage.enterWith(former as Context);
      }
      if (waits) return settle(result as PromiseLike<unknown>, invocation, watch, room);
      // A stream is refused to who gives no promise, at once.
      if (!waitsForEmptyLoop || contextAt === 2) watch.settled(invocation, () => contextAt === 2 ? invocation.fail(new Error(NOT_ASYNC)) : invocation.succeed(result));
      return result;
    },
  };
  return shapedLike(handler, wrapper);
}

/** `await` and not `then`: V8 follows it, so the frames of the runtime stay in the stacks of asynchronous errors. */
async function settle(result: PromiseLike<unknown>, invocation: Invocation, watch: ResponseWatch, room: FrameRoom): Promise<unknown> {
  let value: unknown;
  try {
    value = await result;
  } catch (error) {
    room.trim(error);
    watch.settled(invocation, () => invocation.fail(error));
    throw error;
  }
  watch.settled(invocation, () => invocation.succeed(value));
  return value;
}

/**
 * V8 calls a function in a stack what the receiver has it as: `Runtime.main [as handler]`. The runtime has our wrapper there; what its class
 * has under the same name nobody sees but V8, which looks there next.
 */
function nameAsBefore(runtime: unknown, wrapper: Handler, handler: Handler): void {
  if (!runtime || (runtime as { handler?: unknown }).handler !== wrapper) return;
  const itsClass = Object.getPrototypeOf(runtime) as { handler?: unknown } | null;
  if (!itsClass || itsClass === Object.prototype || itsClass.handler === handler) return;
  Reflect.defineProperty(itsClass, 'handler', { value: handler, writable: true, enumerable: true, configurable: true });
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return Boolean(value) && typeof (value as { then?: unknown }).then === 'function';
}

function shapedLike(handler: Handler, wrapper: Handler): Handler {
  try {
    Object.setPrototypeOf(wrapper, Object.getPrototypeOf(handler) as object);
    for (const key of Reflect.ownKeys(handler)) {
      const descriptor = Reflect.getOwnPropertyDescriptor(handler, key);
      if (descriptor) Reflect.defineProperty(wrapper, key, descriptor);
    }
  } catch {
    // A proxy that refuses to be looked at keeps what it hides.
  }
  return wrapper;
}
