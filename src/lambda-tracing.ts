import type { IConstruct } from 'constructs';
import { problemWithDate } from './core/calendar-date';
import { PreparedImage } from './core/function-model';
import { ITracingProvider } from './core/provider';
import { attachTrigger } from './private/attach-trigger';
import { checkOptions } from './private/check-options';
import { functionTarget } from './private/function-target';
import { takeBackBelow } from './private/late-opt-out';
import { providerSetting } from './private/provider-setting';
import { ensureRootState } from './private/root-state';
import { ensureReport } from './private/root-validation';
import { store } from './private/settings';

/** Options for `LambdaTracing.of(scope).add()`. */
export interface AddTracingOptions {
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
   * Whether a function in this scope that is not traced fails the synthesis. Functions left alone on purpose never do.
   * @default false
   */
  readonly failOnUntraced?: boolean;
}

/** Options for `LambdaTracing.of(scope).optOut()`. */
export interface OptOutOptions {
  /**
   * The last day on which the opt-out holds, for example `2027-03-01`, by UTC. The function stays as it is afterwards, and becomes a finding: a date
   * never changes a template by itself.
   * @default - it holds until it is removed
   */
  readonly expires?: string;
}

/** Options for `LambdaTracing.of(scope).configure()`. The nearest value to a function wins, each option by itself. */
export interface ConfigureTracingOptions {
  /**
   * Another provider for this scope.
   * @default - the nearest one above
   */
  readonly provider?: ITracingProvider;

  /**
   * Service name in traces.
   * @default - the provider's own default, usually the function's name
   */
  readonly serviceName?: string;

  /**
   * Share of traces to record, from 0 to 1.
   * @default - the provider's own default
   */
  readonly samplingRatio?: number;

  /**
   * Whose tracer the container image of a function holds, and for which runtime. Environment, command and permissions are then set as for a zip
   * archive. For images that the app builds itself the comment in the Dockerfile says it; functions that are no container images are not concerned.
   *
   * @default - what the comment in the Dockerfile says, if there is one
   */
  readonly preparedImage?: PreparedImage;

  /**
   * More environment variables for the tracer. They win over the provider's; the function's own win over them.
   * @default - none
   */
  readonly environment?: { [name: string]: string };
}

/**
 * Traces the Lambda functions of a scope: an app, a Stage, a stack, any construct, one function.
 *
 * @example
 * declare const app: App;
 * LambdaTracing.of(app).add(new XRayProvider());
 */
export class LambdaTracing {
  /**
   * Tracing of a scope.
   *
   * @param scope any construct; an alias, a version or a SingletonFunction stands for its function
   */
  public static of(scope: IConstruct): LambdaTracing {
    if ((scope as IConstruct | undefined)?.node === undefined) { throw new Error(`LambdaTracing.of(): scope must be a construct, got ${String(scope)}`); }
    return new LambdaTracing(scope);
  }

  private constructor(private readonly scope: IConstruct) {}

  /**
   * Traces every function below the scope, Stages that exist by now included.
   *
   * The nearest provider above a function wins; on one scope the last one added does. Nothing is changed before
   * synthesis.
   *
   * @param provider whose instrumentation to attach
   * @param options what to leave alone
   * @throws where an option is out of its range; all that is wrong is in the one message
   */
  public add(provider: ITracingProvider, options: AddTracingOptions = {}): void {
    const caller = 'LambdaTracing.add()';
    checkOptions(caller, { ...options, provider }, { providerRequired: true });
    this.atTarget('add()', (target) => {
      store(target, { added: providerSetting(provider, options) });
      attachTrigger(target);
    });
  }

  /**
   * Leaves every function below the scope as it is, whatever provider is above it. The reason is in the report.
   *
   * @param reason why, for those who read the report
   * @param options until when
   * @throws where the reason is empty, or the date is none
   */
  public optOut(reason: string, options: OptOutOptions = {}): void {
    const { expires } = options;
    const problems = [
      ...(typeof reason === 'string' && reason.trim() !== '' ? [] : [`a reason is required, got ${JSON.stringify(reason)}; say why ${this.scope.node.path || 'the app'} is not traced`]),
      ...(expires === undefined || problemWithDate(expires) === undefined ? [] : [`expires ${problemWithDate(expires)}`]),
    ];
    if (problems.length > 0) { throw new Error(`LambdaTracing.optOut(): ${problems.join('; ')}`); }
    this.atTarget('optOut()', (target) => {
      store(target, { optedOut: { reason: reason.trim(), ...(expires === undefined ? {} : { expires }) } });
      takeBackBelow(target);
    });
  }

  /**
   * Sets options for the functions below the scope.
   *
   * @param options what to set; what is left out stays as it was
   * @throws where an option is out of its range; all that is wrong is in the one message
   */
  public configure(options: ConfigureTracingOptions): void {
    if ((options as unknown) === undefined) { throw new Error('LambdaTracing.configure(): options are required, got undefined'); }
    checkOptions('LambdaTracing.configure()', options, { providerRequired: false });
    this.atTarget('configure()', (target) => {
      store(target, { configured: options });
      if (options.provider !== undefined) { attachTrigger(target); }
    });
  }

  private atTarget(method: string, action: (target: IConstruct) => void): void {
    const target = functionTarget(this.scope);
    ensureReport(this.scope);
    ensureRootState(this.scope).scopes.push({ scope: this.scope, method, ...(target === undefined ? { problem: 'targetNotFound' as const } : {}) });
    if (target !== undefined) { action(target); }
  }
}
