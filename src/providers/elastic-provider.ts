import { decideByLayers, LayerVendor } from './decide-by-layers';
import { dockerfile } from './dockerfile';
import { unsupportedOptions } from './invocation-plan';
import type { LayerArnOptions } from './layer-arn-options';
import { problemsWithOverrides } from './layer-overrides';
import { secretProblems, urlProblems, variablesOf } from './props-problems';
import { secretPart } from './secret-part';
import { ELASTIC } from '../catalog/catalog';
import type { Decision } from '../core/decision';
import type { FunctionArchitecture, FunctionModel } from '../core/function-model';
import { refuseIfWrong } from '../core/props-error';
import { TracingProvider } from '../core/provider';
import type { TracingSecret } from '../core/tracing-secret';

/** When Elastic's extension sends, as `ELASTIC_APM_SEND_STRATEGY`. */
export enum ElasticSendStrategy {
  /** At the end of each invocation. */
  SYNCFLUSH = 'syncflush',
  /** While later invocations run; Elastic recommends it under steady load. */
  BACKGROUND = 'background',
}

/** Options for Elastic APM. */
export interface ElasticProviderProps extends LayerArnOptions {
  /** Address of the APM server, as `ELASTIC_APM_LAMBDA_APM_SERVER`. */
  readonly apmServer: string;

  /**
   * Secret token. The extension reads a secret of Secrets Manager at run time by
   * `ELASTIC_APM_SECRETS_MANAGER_SECRET_TOKEN_ID`; everything else goes to `ELASTIC_APM_SECRET_TOKEN`.
   *
   * @default - `apiKey` is given; one of the two must be
   */
  readonly secretToken?: TracingSecret;

  /**
   * API key. The extension reads a secret of Secrets Manager at run time by `ELASTIC_APM_SECRETS_MANAGER_API_KEY_ID`;
   * everything else goes to `ELASTIC_APM_API_KEY`.
   *
   * @default - `secretToken` is given; one of the two must be
   */
  readonly apiKey?: TracingSecret;

  /**
   * When spans are sent, as `ELASTIC_APM_SEND_STRATEGY`.
   * @default ElasticSendStrategy.SYNCFLUSH
   */
  readonly sendStrategy?: ElasticSendStrategy;

  /**
   * Whether the extension sends the function's log as well, as `ELASTIC_APM_LAMBDA_CAPTURE_LOGS`, which it does by itself.
   * @default false
   */
  readonly logs?: boolean;
}

/**
 * Elastic APM: spans from inside Python and Java functions, and with your ARN from Node.js functions (CommonJS, up to nodejs22.x), sent by
 * Elastic's extension. .NET functions and executables get the extension alone.
 *
 * @example
 * LambdaTracing.of(app).add(new ElasticProvider({ apmServer: 'https://acme.apm.eu-west-1.aws.cloud.es.io', apiKey: TracingSecret.fromSecretsManagerName('elastic-key') }));
 */
export class ElasticProvider extends TracingProvider {
  public readonly name = 'elastic';

  private readonly vendor: LayerVendor;

  constructor(props: ElasticProviderProps) {
    super();
    refuseIfWrong('ElasticProvider', problemsWith(props ?? {}));
    const { apmServer, secretToken, apiKey, sendStrategy, logs = false, layerArns } = props;
    const environment = variablesOf({ ELASTIC_APM_LAMBDA_APM_SERVER: apmServer, ELASTIC_APM_SEND_STRATEGY: sendStrategy, ELASTIC_APM_LAMBDA_CAPTURE_LOGS: logs });
    const [secret, value, id] = apiKey
      ? [apiKey, 'ELASTIC_APM_API_KEY', 'ELASTIC_APM_SECRETS_MANAGER_API_KEY_ID'] as const
      : [secretToken!, 'ELASTIC_APM_SECRET_TOKEN', 'ELASTIC_APM_SECRETS_MANAGER_SECRET_TOKEN_ID'] as const;
    this.vendor = {
      name: this.name,
      facts: ELASTIC,
      overrides: { layerArns },
      activeTracing: false,
      part: (model) => {
        const key = secretPart(this.name, secret, model, { value, secretsManager: { variable: id } });
        if ('message' in key) { return key; }
        return {
          ...key,
          environment: { ...environment, ...key.environment, ...variablesOf({ ELASTIC_APM_SERVICE_NAME: model.serviceName }) },
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

function problemsWith({ apmServer, secretToken, apiKey, sendStrategy, layerArns }: Partial<ElasticProviderProps>): string[] {
  const strategies = Object.values(ElasticSendStrategy);
  return [
    ...urlProblems('apmServer', apmServer, 'https://acme.apm.eu-west-1.aws.cloud.es.io'),
    ...((secretToken === undefined) === (apiKey === undefined) ? ['secretToken or apiKey must be given, and one of them only'] : []),
    ...(secretToken === undefined ? [] : secretProblems('secretToken', secretToken)),
    ...(apiKey === undefined ? [] : secretProblems('apiKey', apiKey)),
    ...(sendStrategy === undefined || strategies.includes(sendStrategy) ? [] : [`sendStrategy is not one of ${strategies.join(', ')}, got '${sendStrategy}'`]),
    ...problemsWithOverrides({ layerArns }, ELASTIC),
  ];
}
