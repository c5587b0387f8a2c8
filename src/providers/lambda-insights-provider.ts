import type { LayerArnOptions } from './layer-arn-options';
import { EXTENSION, overridingArn, problemsWithOverrides } from './layer-overrides';
import { locateLayers } from './locate-layers';
import { LAMBDA_INSIGHTS } from '../catalog/catalog';
import { Decision } from '../core/decision';
import { diagnostic } from '../core/diagnostics';
import { FunctionArchitecture, FunctionModel, PackageType } from '../core/function-model';
import type { InstrumentationPlan, TracingPermission } from '../core/instrumentation-plan';
import { MAX_LAYERS } from '../core/limits';
import { refuseIfWrong } from '../core/props-error';
import { ITracingProvider, TracingProvider } from '../core/provider';

/** Options for Lambda Insights beside another provider. */
export interface LambdaInsightsProviderProps extends LayerArnOptions {
  /** The provider that traces. */
  readonly provider: ITracingProvider;
}

/** Source: AWS managed policy CloudWatchLambdaInsightsExecutionRolePolicy, v1, which has `*` in place of the log group's own ARN. */
const PERMISSION: TracingPermission = {
  actions: ['logs:CreateLogGroup', 'logs:CreateLogStream', 'logs:PutLogEvents'],
  resources: ['arn:${AWS::Partition}:logs:${AWS::Region}:${AWS::AccountId}:log-group:/aws/lambda-insights:*'],
};

const NAME = 'Lambda Insights';

/** What stands after the name of the other provider. */
const SUFFIX = '+lambda-insights';

/**
 * CloudWatch Lambda Insights (CPU, memory, network and disk of each function) in addition to what another provider attaches.
 *
 * Functions that the other provider leaves alone are left alone. Where Insights has no layer, or would be the sixth, it is
 * left out with the note `additionLeftOut`. An ARN of yours goes to `layerArns: { extension: … }`.
 *
 * @example
 * LambdaTracing.of(app).add(new LambdaInsightsProvider({ provider: new OpenTelemetryProvider() }));
 */
export class LambdaInsightsProvider extends TracingProvider {
  public readonly name: string;

  private readonly provider: ITracingProvider;
  private readonly source: Parameters<typeof locateLayers>[0];

  constructor(props: LambdaInsightsProviderProps) {
    super();
    const { provider, layerArns } = (props ?? {}) as LambdaInsightsProviderProps;
    refuseIfWrong('LambdaInsightsProvider', [
      ...(typeof provider?.decide === 'function' ? [] : [`provider is no provider, got a ${typeof provider}; pass the one that traces, such as new OpenTelemetryProvider()`]),
      ...problemsWithOverrides({ layerArns }, LAMBDA_INSIGHTS),
    ]);
    this.name = `${provider.name}${SUFFIX}`;
    this.provider = provider;
    this.source = { name: NAME, overrides: { layerArns } };
  }

  public decide(model: FunctionModel): Decision {
    const decision = this.provider.decide(model);
    if (!decision.plan) { return decision; }
    const instrumented = Decision.instrument(this.withInsights(decision.plan, model));
    return decision.provider === undefined ? instrumented : instrumented.madeBy(`${decision.provider}${SUFFIX}`);
  }

  /** Insights has no lines of its own: AWS publishes its layer only. */
  public dockerfile(runtime: string, architecture?: FunctionArchitecture): string[] {
    return (this.provider as Partial<TracingProvider>).dockerfile?.(runtime, architecture) ?? [];
  }

  private withInsights(plan: InstrumentationPlan, model: FunctionModel): InstrumentationPlan {
    const located = model.packageType === PackageType.IMAGE ? { message: 'a container image takes no layers' } : this.locate(plan, model);
    if ('message' in located) { return { ...plan, notes: [...plan.notes ?? [], diagnostic('additionLeftOut', { addition: NAME, why: located.message })] }; }
    return {
      ...plan,
      layers: [...plan.layers ?? [], ...located.layers],
      permissions: [...plan.permissions ?? [], PERMISSION],
      notes: [...plan.notes ?? [], ...located.notes],
    };
  }

  private locate(plan: InstrumentationPlan, model: FunctionModel): ReturnType<typeof locateLayers> | { readonly message: string } {
    if (model.layers.length + (plan.layers ?? []).length >= MAX_LAYERS) { return { message: `it would be more than the ${MAX_LAYERS} layers that Lambda takes` }; }
    const own = overridingArn(this.source.overrides, EXTENSION, model.architecture);
    return locateLayers(this.source, [{ key: EXTENSION, own, layers: LAMBDA_INSIGHTS.extension!.layers }], model, model.runtime ?? 'any runtime');
  }
}
