import { Decision } from './decision';
import { FunctionModel } from './function-model';

/**
 * Decides how one vendor's instrumentation is attached to a function.
 *
 * Implementations MUST be pure: the same model gives the same decision, nothing is read from disk or network, and
 * nothing is changed. They MUST return a decision for every model, and SHOULD skip with a reason rather than throw;
 * whatever they throw is reported as `providerFailed` and the function is left as it was. They MAY be asked about
 * the same function more than once.
 */
export interface ITracingProvider {
  /** Short name for the report, for example `instana`. */
  readonly name: string;

  /**
   * Decides about one function.
   *
   * Called once the function is configured: at synthesis for constructs, with the facts of the Lambda API for
   * functions already deployed.
   *
   * @param model the facts about the function
   */
  decide(model: FunctionModel): Decision;
}

/**
 * Base class for providers. Extend this rather than implement `ITracingProvider`: what is added to it later comes
 * with a default.
 */
export abstract class TracingProvider implements ITracingProvider {
  public abstract readonly name: string;

  public abstract decide(model: FunctionModel): Decision;
}
