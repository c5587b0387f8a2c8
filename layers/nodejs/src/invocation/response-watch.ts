import type { FrameRoom } from './frame-room';
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

  /**
   * Replaces the callback and the context's `done`, `succeed` and `fail`, through which client 3 is told of the end.
   *
   * None by an assignment: V8 takes a function that is written as the value of one for a method that stays, makes it in the old generation, and whatever it
   * can see, which is the invocation, outlives every young collection: 4 KB of each call until there is a full one, and young space that grows with it.
   */
  public callbacks(args: unknown[], contextAt: number, invocation: Invocation, room: FrameRoom): void {
    if (!waitsForEmptyLoop) return;
    this.waiting = invocation;
    const context = args[contextAt] as LambdaContext & Record<string, Callback | undefined>;
    const callback = args[2];
    const { done } = context;
    if (contextAt === 1 && typeof callback === 'function') {
      args.splice(2, 1, (error: unknown, result: unknown) => {
        const atOnce = (error !== undefined && error !== null) || context.callbackWaitsForEmptyEventLoop === false;
        room.trim(error);
        this.called(invocation, atOnce, error, result);
        return (callback as Callback)(error, result);
      });
    }
    if (!done || !context.succeed || !context.fail) return;
    const { succeed, fail } = context;
    Object.assign(context, {
      done: (error: unknown, result: unknown) => {
        room.trim(error);
        this.called(invocation, true, error, result);
        return done(error, result);
      },
      succeed: (result: unknown) => {
        this.called(invocation, true, undefined, result);
        return succeed(result);
      },
      fail: (error: unknown) => {
        room.trim(error);
        this.called(invocation, true, error ?? 'handled', undefined);
        return fail(error);
      },
    });
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
