import { decideByLayers, LayerVendor } from './decide-by-layers';
import { dockerfile } from './dockerfile';
import { unsupportedOptions } from './invocation-plan';
import type { LayerArnOptions } from './layer-arn-options';
import { problemsWithOverrides } from './layer-overrides';
import { formProblems, optionalTextProblems, secretProblems, variablesOf } from './props-problems';
import { secretPart } from './secret-part';
import { NEW_RELIC } from '../catalog/catalog';
import type { Decision } from '../core/decision';
import type { FunctionArchitecture, FunctionModel } from '../core/function-model';
import { refuseIfWrong } from '../core/props-error';
import { TracingProvider } from '../core/provider';
import type { TracingSecret } from '../core/tracing-secret';

/** Options for New Relic. */
export interface NewRelicProviderProps extends LayerArnOptions {
  /** Number of the New Relic account, as `NEW_RELIC_ACCOUNT_ID`. */
  readonly accountId: string;

  /**
   * Ingest licence key. New Relic's extension reads it at run time by `NEW_RELIC_LICENSE_KEY_SECRET` or
   * `NEW_RELIC_LICENSE_KEY_SSM_PARAMETER_NAME`, in the function's own region; plain text goes to `NEW_RELIC_LICENSE_KEY`.
   */
  readonly licenseKey: TracingSecret;

  /**
   * Account that traces across accounts are joined in, as `NEW_RELIC_TRUSTED_ACCOUNT_KEY`.
   * @default - the account of `accountId`
   */
  readonly trustedAccountKey?: string;

  /**
   * Whether the extension sends the function's log as well, as `NEW_RELIC_EXTENSION_SEND_FUNCTION_LOGS`. More than tracing, and charged for.
   * @default false
   */
  readonly logs?: boolean;
}

/**
 * New Relic: spans from inside Node.js, Python, Ruby, Java and .NET functions.
 *
 * The versions of New Relic's layers differ for each region and runtime, so pass the ARNs: `layerArns`. The address
 * `https://<region>.layers.newrelic-external.com/get-layers?CompatibleRuntime=<runtime>` names them.
 *
 * @example
 * LambdaTracing.of(app).add(new NewRelicProvider({
 *   accountId: '1234567',
 *   licenseKey: TracingSecret.fromSecretsManagerName('NEW_RELIC_LICENSE_KEY'),
 *   layerArns: { nodejs: 'arn:aws:lambda:us-east-1:451483290750:layer:NewRelicNodeJS22X:40' },
 * }));
 */
export class NewRelicProvider extends TracingProvider {
  public readonly name = 'newrelic';

  private readonly vendor: LayerVendor;

  constructor(props: NewRelicProviderProps) {
    super();
    refuseIfWrong('NewRelicProvider', problemsWith(props ?? {}));
    const { accountId, licenseKey, trustedAccountKey = accountId, logs = false, layerArns } = props;
    const environment = variablesOf({
      NEW_RELIC_ACCOUNT_ID: accountId,
      NEW_RELIC_TRUSTED_ACCOUNT_KEY: trustedAccountKey,
      NEW_RELIC_EXTENSION_SEND_FUNCTION_LOGS: logs,
    });
    this.vendor = {
      name: this.name,
      facts: NEW_RELIC,
      overrides: { layerArns },
      activeTracing: false,
      part: (model) => {
        const key = secretPart(this.name, licenseKey, model, {
          value: 'NEW_RELIC_LICENSE_KEY',
          secretsManager: { variable: 'NEW_RELIC_LICENSE_KEY_SECRET' },
          ssmParameter: { variable: 'NEW_RELIC_LICENSE_KEY_SSM_PARAMETER_NAME' },
        });
        if ('message' in key) { return key; }
        return {
          ...key,
          environment: { ...environment, ...key.environment, ...variablesOf({ NEW_RELIC_APP_NAME: model.serviceName }) },
          notes: [...(key.notes ?? []), ...unsupportedOptions(this.name, { samplingRatio: model.samplingRatio })],
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

function problemsWith({ accountId, licenseKey, trustedAccountKey, layerArns }: Partial<NewRelicProviderProps>): string[] {
  return [
    ...formProblems('accountId', accountId, /^\d+$/, "the number '1234567'"),
    ...secretProblems('licenseKey', licenseKey),
    ...optionalTextProblems('trustedAccountKey', trustedAccountKey),
    ...problemsWithOverrides({ layerArns }, NEW_RELIC),
  ];
}
