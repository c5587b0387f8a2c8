import { IAspect } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { ITracingProvider } from './core/provider';
import { checkOptions } from './private/check-options';
import { providerSetting } from './private/provider-setting';
import { ensureReport } from './private/root-validation';
import { PROVIDER_ASPECT, ProviderSetting } from './private/settings';
import { traceIfFunction } from './private/trace-if-function';

/** Properties of TracingAspect. */
export interface TracingAspectProps {
  /** Whose instrumentation to attach. */
  readonly provider: ITracingProvider;

  /**
   * The only constructs to trace, with everything below them: for adopting tracing step by step.
   * @default - everything in the scope
   */
  readonly include?: IConstruct[];

  /**
   * Patterns over construct paths: the only ones to trace, with everything below them, beside those of `include`.
   * @default - everything in the scope
   */
  readonly includePaths?: string[];

  /**
   * Constructs to leave alone, with everything below them.
   * @default - none
   */
  readonly exclude?: IConstruct[];

  /**
   * Patterns over construct paths to leave alone, with everything below them. `*` stands for any characters but `/`,
   * `**` for any number of path segments.
   * @default - none
   */
  readonly excludePaths?: string[];

  /**
   * Whether a function in this scope that is not traced fails the synthesis.
   * @default false
   */
  readonly failOnUntraced?: boolean;
}

/**
 * Attaches tracing to every Lambda function below a scope, as a plain Aspect.
 *
 * An Aspect does not enter the Stages below an App; `LambdaTracing.of(app).add()` attaches itself to those as well.
 *
 * @example
 * declare const app: App;
 * Aspects.of(app).add(new TracingAspect({ provider: new XRayProvider() }), { priority: AspectPriority.MUTATING });
 */
export class TracingAspect implements IAspect {
  /**
   * @throws where a property is out of its range; all that is wrong is in the one message
   */
  constructor(props: TracingAspectProps) {
    checkOptions('TracingAspect', props, { providerRequired: true });
    const setting: ProviderSetting = providerSetting(props.provider, props);
    // A symbol: another copy of this package finds it, and jsii does not see it.
    Object.defineProperty(this, PROVIDER_ASPECT, { value: setting, enumerable: false });
  }

  public visit(node: IConstruct): void {
    ensureReport(node); // here as well: the functions may all be in Stages, which this Aspect does not enter
    traceIfFunction(node);
  }
}
