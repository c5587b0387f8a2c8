import { decideByLayers, LayerVendor } from './decide-by-layers';
import { dockerfile } from './dockerfile';
import { unsupportedOptions } from './invocation-plan';
import type { LayerArnOptions } from './layer-arn-options';
import { problemsWithOverrides } from './layer-overrides';
import { secretProblems, variablesOf } from './props-problems';
import { secretPart } from './secret-part';
import { LUMIGO } from '../catalog/catalog';
import type { Decision } from '../core/decision';
import type { FunctionArchitecture, FunctionModel } from '../core/function-model';
import { refuseIfWrong } from '../core/props-error';
import { TracingProvider } from '../core/provider';
import type { TracingSecret } from '../core/tracing-secret';

/** Options for Lumigo. */
export interface LumigoProviderProps extends LayerArnOptions {
  /** Token of the Lumigo project, as `LUMIGO_TRACER_TOKEN`. The tracer reads no store: CloudFormation resolves it at deployment. */
  readonly token: TracingSecret;

  /**
   * Whether W3C trace context is handed on, as `LUMIGO_PROPAGATE_W3C`.
   * @default true
   */
  readonly propagateW3c?: boolean;
}

/**
 * Lumigo: spans from inside Node.js and Python functions.
 *
 * Not for functions that stream their response: the layer's handler for Node.js does not carry it.
 *
 * @example
 * LambdaTracing.of(app).add(new LumigoProvider({ token: TracingSecret.fromSecretsManagerName('lumigo-token') }));
 */
export class LumigoProvider extends TracingProvider {
  public readonly name = 'lumigo';

  private readonly vendor: LayerVendor;

  constructor(props: LumigoProviderProps) {
    super();
    const { token, propagateW3c = true, layerArns } = (props ?? {}) as LumigoProviderProps;
    refuseIfWrong('LumigoProvider', [...secretProblems('token', token), ...problemsWithOverrides({ layerArns }, LUMIGO)]);
    this.vendor = {
      name: this.name,
      facts: LUMIGO,
      overrides: { layerArns },
      activeTracing: false,
      part: (model) => {
        const key = secretPart(this.name, token, model, { value: 'LUMIGO_TRACER_TOKEN' });
        if ('message' in key) { return key; }
        return {
          ...key,
          environment: { ...key.environment, ...variablesOf({ LUMIGO_PROPAGATE_W3C: propagateW3c }) },
          notes: [...(key.notes ?? []), ...unsupportedOptions(this.name, { serviceName: model.serviceName, samplingRatio: model.samplingRatio })],
        };
      },
    };
  }

  public decide(model: FunctionModel): Decision {
    return decideByLayers(this.vendor, model);
  }

  public dockerfile(runtime: string, architecture?: FunctionArchitecture): string[] {
    return dockerfile(this.vendor, runtime, architecture);
  }
}
