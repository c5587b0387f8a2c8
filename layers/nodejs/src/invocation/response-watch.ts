import type { Invocation, LambdaContext } from './invocation';
import type { Invocations } from './invocations';
import { waitsForEmptyLoop } from '../platform/runtime-client';
import { setImmediate } from '../platform/timers';

type Callback = (...args: unknown[]) => unknown;

/** Finds out when an invocation is over and when its response has been posted, by promise, callback or an empty event loop. */
export class ResponseWatch {
  private waiting?: Invocation;

  constructor(private readonly invocations: Invocations) {
    if (waitsForEmptyLoop) process.on('beforeExit', () => this.loopIsEmpty());
  }

  /** The handler is done; both clients post within the next turn of the event loop, so what comes after two of them comes after. */
  public settled(invocation: Invocation, apply: () => void): void {
    if (this.waiting === invocation) this.waiting = undefined;
    this.invocations.end(invocation, apply);
    if (this.invocations.awaitsResponse) setImmediate(() => setImmediate(() => this.invocations.responded(invocation)));
  }

  /** Replaces the callback and the context's `done`, `succeed` and `fail`, through which client 3 is told of the end. */
  public callbacks(args: unknown[], invocation: Invocation): void {
    if (!waitsForEmptyLoop) return;
    this.waiting = invocation;
    const context = args[1] as LambdaContext & Record<string, Callback | undefined>;
    const [callback, done] = [args[2], context.done];
    if (typeof callback === 'function') {
      args[2] = (error: unknown, result: unknown) => {
        const atOnce = (error !== undefined && error !== null) || context.callbackWaitsForEmptyEventLoop === false;
        this.called(invocation, atOnce, error, result);
        return (callback as Callback)(error, result);
      };
    }
    if (!done || !context.succeed || !context.fail) return;
    const { succeed, fail } = context;
    context.done = (error, result) => {
      this.called(invocation, true, error, result);
      return done(error, result);
    };
    context.succeed = (result) => {
      this.called(invocation, true, undefined, result);
      return succeed(result);
    };
    context.fail = (error) => {
      this.called(invocation, true, error ?? 'handled', undefined);
      return fail(error);
    };
  }

  private called(invocation: Invocation, atOnce: boolean, error: unknown, result: unknown): void {
    const apply = () => error === undefined || error === null ? invocation.succeed(result) : invocation.fail(error);
    if (invocation.finished) return;
    if (atOnce) this.settled(invocation, apply);
    else this.invocations.end(invocation, apply);
  }

  /** The runtime's own listener was first: it posts in the next turn what a callback left, or `null`. */
  private loopIsEmpty(): void {
    const { waiting } = this;
    if (waiting) this.settled(waiting, () => waiting.succeed(undefined));
  }
}
