import { decideByLayers, LayerVendor } from './decide-by-layers';
import { dockerfile } from './dockerfile';
import { unsupportedOptions } from './invocation-plan';
import type { LayerArnOptions } from './layer-arn-options';
import { problemsWithOverrides } from './layer-overrides';
import { formProblems, secretProblems, variablesOf } from './props-problems';
import { secretPart } from './secret-part';
import { SOLARWINDS } from '../catalog/catalog';
import type { Decision } from '../core/decision';
import type { FunctionArchitecture, FunctionModel } from '../core/function-model';
import { refuseIfWrong } from '../core/props-error';
import { TracingProvider } from '../core/provider';
import type { TracingSecret } from '../core/tracing-secret';

/** Options for SolarWinds Observability SaaS. */
export interface SolarWindsProviderProps extends LayerArnOptions {
  /** API token, as `SW_APM_API_TOKEN`. No reading of a store is documented: CloudFormation resolves it at deployment. */
  readonly apiToken: TracingSecret;

  /** Data center of the organization, as `SW_APM_DATA_CENTER`, for example `na-02`. */
  readonly dataCenter: string;
}

/**
 * SolarWinds Observability SaaS: spans from inside Node.js, Python and Java functions; Ruby with your ARN.
 *
 * The tracer sends through a second layer, with SolarWinds' collector, whose name is in no public source: pass its ARN as
 * `layerArns: { extension: … }`. Functions are skipped without it.
 *
 * @example
 * LambdaTracing.of(app).add(new SolarWindsProvider({
 *   apiToken: TracingSecret.fromSecretsManagerName('solarwinds-token'),
 *   dataCenter: 'na-02',
 *   layerArns: { extension: 'arn:aws:lambda:us-east-1:111122223333:layer:solarwinds-otelcol:1' },
 * }));
 */
export class SolarWindsProvider extends TracingProvider {
  public readonly name = 'solarwinds';

  private readonly vendor: LayerVendor;

  constructor(props: SolarWindsProviderProps) {
    super();
    const { apiToken, dataCenter, layerArns } = (props ?? {}) as SolarWindsProviderProps;
    refuseIfWrong('SolarWindsProvider', [
      ...secretProblems('apiToken', apiToken),
      ...formProblems('dataCenter', dataCenter, /^[a-z]{2}-\d\d$/, 'na-02'),
      ...problemsWithOverrides({ layerArns }, SOLARWINDS),
    ]);
    this.vendor = {
      name: this.name,
      facts: SOLARWINDS,
      overrides: { layerArns },
      activeTracing: false,
      part: (model) => {
        const token = secretPart(this.name, apiToken, model, { value: 'SW_APM_API_TOKEN' });
        if ('message' in token) { return token; }
        return {
          ...token,
          environment: { ...variablesOf({ SW_APM_DATA_CENTER: dataCenter, OTEL_SERVICE_NAME: model.serviceName }), ...token.environment },
          notes: [...(token.notes ?? []), ...unsupportedOptions(this.name, { samplingRatio: model.samplingRatio })],
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
