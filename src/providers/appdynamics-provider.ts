import { decideByLayers, LayerVendor } from './decide-by-layers';
import { dockerfile } from './dockerfile';
import { unsupportedOptions } from './invocation-plan';
import type { LayerArnOptions } from './layer-arn-options';
import { problemsWithOverrides } from './layer-overrides';
import { formProblems, secretProblems, textProblems, urlProblems, variablesOf } from './props-problems';
import { secretPart } from './secret-part';
import { APPDYNAMICS } from '../catalog/catalog';
import type { Decision } from '../core/decision';
import { FunctionArchitecture, FunctionModel, ModuleFormat } from '../core/function-model';
import { refuseIfWrong } from '../core/props-error';
import { TracingProvider } from '../core/provider';
import type { TracingSecret } from '../core/tracing-secret';

/** Options for AppDynamics. */
export interface AppDynamicsProviderProps extends LayerArnOptions {
  /** Name of the account, as `APPDYNAMICS_ACCOUNT_NAME`. */
  readonly accountName: string;

  /** Access key, as `APPDYNAMICS_AGENT_ACCOUNT_ACCESS_KEY`. No reading of a store is documented: CloudFormation resolves it at deployment. */
  readonly accessKey: TracingSecret;

  /** Name of the application, as `APPDYNAMICS_APPLICATION_NAME`. */
  readonly applicationName: string;

  /** Host of the controller, as `APPDYNAMICS_CONTROLLER_HOST`, for example `acme.saas.appdynamics.com`. */
  readonly controllerHost: string;

  /**
   * Port of the controller, as `APPDYNAMICS_CONTROLLER_PORT`.
   * @default 443
   */
  readonly controllerPort?: number;

  /** Address of the serverless API, as `APPDYNAMICS_SERVERLESS_API_ENDPOINT`: `https://{pdx|fra|syd}-sls-agent-api.saas.appdynamics.com`. */
  readonly serverlessApiEndpoint: string;

  /**
   * Tier of all functions, as `APPDYNAMICS_TIER_NAME`.
   * @default - the service name of each function, else the last part of its path
   */
  readonly tierName?: string;
}

/**
 * AppDynamics: spans from inside Node.js, Python and Java functions.
 *
 * The vendor's documents disagree about the version of the layer, so pass its ARN: `layerArns`.
 *
 * @example
 * LambdaTracing.of(app).add(new AppDynamicsProvider({
 *   accountName: 'acme',
 *   accessKey: TracingSecret.fromSecretsManagerName('appdynamics-key'),
 *   applicationName: 'shop',
 *   controllerHost: 'acme.saas.appdynamics.com',
 *   serverlessApiEndpoint: 'https://fra-sls-agent-api.saas.appdynamics.com',
 *   layerArns: { nodejs: 'arn:aws:lambda:eu-west-1:338050622354:layer:appdynamics-lambda-extension:26' },
 * }));
 */
export class AppDynamicsProvider extends TracingProvider {
  public readonly name = 'appdynamics';

  private readonly vendor: LayerVendor;

  constructor(props: AppDynamicsProviderProps) {
    super();
    refuseIfWrong('AppDynamicsProvider', problemsWith(props ?? {}));
    const { accountName, accessKey, applicationName, controllerHost, controllerPort = 443, serverlessApiEndpoint, tierName, layerArns } = props;
    const environment = variablesOf({
      APPDYNAMICS_ACCOUNT_NAME: accountName, APPDYNAMICS_APPLICATION_NAME: applicationName,
      APPDYNAMICS_CONTROLLER_HOST: controllerHost, APPDYNAMICS_CONTROLLER_PORT: controllerPort,
      APPDYNAMICS_SERVERLESS_API_ENDPOINT: serverlessApiEndpoint,
    });
    this.vendor = {
      name: this.name,
      facts: APPDYNAMICS,
      overrides: { layerArns },
      activeTracing: false,
      part: (model) => {
        const key = secretPart(this.name, accessKey, model, { value: 'APPDYNAMICS_AGENT_ACCOUNT_ACCESS_KEY' });
        if ('message' in key) { return key; }
        return {
          ...key,
          environment: {
            ...environment, ...key.environment,
            ...variablesOf({
              APPDYNAMICS_TIER_NAME: model.serviceName ?? tierName ?? model.path.replace(/\/Resource$/, '').split('/').pop(),
              APPDYNAMICS_IS_ESM_ENABLE: model.moduleFormat === ModuleFormat.ESM || undefined,
            }),
          },
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

function problemsWith(props: Partial<AppDynamicsProviderProps>): string[] {
  const { accountName, accessKey, applicationName, controllerHost, controllerPort = 443, serverlessApiEndpoint, layerArns } = props;
  return [
    ...textProblems('accountName', accountName, 'acme'),
    ...secretProblems('accessKey', accessKey),
    ...textProblems('applicationName', applicationName, 'shop'),
    ...formProblems('controllerHost', controllerHost, /^[\w.-]+$/, 'acme.saas.appdynamics.com'),
    ...(Number.isInteger(controllerPort) && controllerPort > 0 && controllerPort < 65536 ? [] : [`controllerPort is not a port, got ${JSON.stringify(controllerPort)}`]),
    ...urlProblems('serverlessApiEndpoint', serverlessApiEndpoint, 'https://fra-sls-agent-api.saas.appdynamics.com'),
    ...problemsWithOverrides({ layerArns }, APPDYNAMICS),
  ];
}
