import { invocationPlan } from './invocation-plan';
import { Decision } from '../core/decision';
import type { FunctionModel } from '../core/function-model';
import { TracingProvider } from '../core/provider';

/**
 * X-Ray active tracing by the Lambda platform: one span per sampled invocation, on every runtime and on container
 * images, in every region and partition. Nothing is attached to the function, so it cannot fail and costs no time.
 *
 * The platform samples by its own rule, which cannot be set, and names the span by the function.
 *
 * Source: AWS Lambda Developer Guide, "Visualize Lambda function invocations using AWS X-Ray".
 *
 * @example
 * LambdaTracing.of(app).add(new XRayProvider());
 */
export class XRayProvider extends TracingProvider {
  public readonly name = 'xray';

  public decide(model: FunctionModel): Decision {
    return Decision.instrument(invocationPlan(this.name, model, []));
  }
}
