import type { Invocation } from './invocation';
import { uptime } from '../platform/clock';
import { clearTimeout, setTimeout } from '../platform/timers';

/** Of a timer, in milliseconds; one that is longer comes at once. */
const LONGEST = 2 ** 31 - 1;

/**
 * Notices that a call is about to run out of time.
 *
 * One timer for all calls: one that comes too early looks again, which is cheaper than making and clearing one for each call.
 */
export class DeadlineWatch {
  private invocation?: Invocation;
  private due = 0;
  private timer?: NodeJS.Timeout;
  private firesAt = 0;

  constructor(private readonly act: (invocation: Invocation) => void) {}

  /** In so many milliseconds, unless the call is over by then. */
  public watch(invocation: Invocation, milliseconds: number): void {
    this.invocation = invocation;
    this.due = uptime() + milliseconds;
    if (!this.timer || this.firesAt > this.due) this.arm(milliseconds);
  }

  private arm(milliseconds: number): void {
    clearTimeout(this.timer);
    const pause = Math.min(milliseconds, LONGEST);
    this.firesAt = uptime() + pause;
    this.timer = setTimeout(() => this.look(), pause).unref();
  }

  private look(): void {
    this.timer = undefined;
    const { invocation } = this;
    if (!invocation || invocation.finished) {
      this.invocation = undefined;
      return;
    }
    const rest = this.due - uptime();
    // Timers may be a millisecond early.
    if (rest > 1) this.arm(rest);
    else this.act(invocation);
  }
}
