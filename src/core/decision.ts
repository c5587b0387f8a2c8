import { Diagnostic } from './diagnostic';
import { InstrumentationPlan } from './instrumentation-plan';

/**
 * A provider's answer for one function: a plan, or a reason why there is none. Never silence.
 */
export class Decision {
  /**
   * Instrument the function.
   *
   * @param plan what to add
   */
  public static instrument(plan: InstrumentationPlan): Decision {
    return new Decision(plan, undefined);
  }

  /**
   * Leave the function as it is.
   *
   * @param reason why, and what the user can do about it
   */
  public static skip(reason: Diagnostic): Decision {
    return new Decision(undefined, reason);
  }

  private constructor(
    /** What to add, if the function is to be instrumented. */
    public readonly plan?: InstrumentationPlan,
    /** Why the function is left alone, if it is. */
    public readonly reason?: Diagnostic,
  ) {}
}
