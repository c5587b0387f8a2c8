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
    /** Name of the provider that has made it, where it is not the one that was asked: that one has passed the question on. */
    public readonly provider?: string,
  ) {}

  /**
   * The same decision, under the name of the provider that has made it, for the report and for messages. To be called by a provider that
   * passes questions on to others; a name that is there already stays.
   *
   * @param provider name of the provider that has decided
   */
  public madeBy(provider: string): Decision {
    return new Decision(this.plan, this.reason, this.provider ?? provider);
  }
}
