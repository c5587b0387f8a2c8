import { Decision } from './decision';
import { FunctionArchitecture, FunctionModel } from './function-model';

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

  /**
   * Lines for the Dockerfile of a container image that do what the layers do, with a comment by which the image is known: with it
   * the rest is set as for a zip archive.
   *
   * @param _runtime runtime in the image, for example `nodejs22.x`
   * @param _architecture instruction set of the image, x86_64 if it is left out
   * @returns nothing where the provider has nothing for the runtime
   */
  public dockerfile(_runtime: string, _architecture?: FunctionArchitecture): string[] {
    return [];
  }
}
