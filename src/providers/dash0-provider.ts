import { decideByLayers, LayerVendor } from './decide-by-layers';
import { dockerfile } from './dockerfile';
import { unsupportedOptions } from './invocation-plan';
import type { LayerArnOptions } from './layer-arn-options';
import { problemsWithOverrides } from './layer-overrides';
import { optionalTextProblems, secretProblems, urlProblems, variablesOf } from './props-problems';
import { secretPart } from './secret-part';
import { DASH0 } from '../catalog/catalog';
import type { Decision } from '../core/decision';
import { diagnostic } from '../core/diagnostics';
import type { FunctionArchitecture, FunctionModel } from '../core/function-model';
import { refuseIfWrong } from '../core/props-error';
import { TracingProvider } from '../core/provider';
import type { TracingSecret } from '../core/tracing-secret';

/** Options for Dash0. */
export interface Dash0ProviderProps extends LayerArnOptions {
  /** Address to send to, as `DASH0_ENDPOINT`, for example `https://ingress.eu-west-1.aws.dash0.com:4318`. */
  readonly endpoint: string;

  /**
   * Auth token. The extension reads a secret of Secrets Manager at run time by `DASH0_TOKEN_SECRET_ARN`; everything else
   * goes to `DASH0_TOKEN`.
   */
  readonly token: TracingSecret;

  /**
   * Key of the token within a secret that is JSON, as `DASH0_TOKEN_SECRET_KEY`.
   * @default - the secret is the token
   */
  readonly tokenSecretKey?: string;

  /**
   * Dataset to send to, as `DASH0_DATASET`.
   * @default - Dash0's own
   */
  readonly dataset?: string;

  /**
   * Whether events and responses are recorded, as `DASH0_CREATE_PAYLOAD_LOG_RECORDS`, which Dash0 does by itself.
   * @default false
   */
  readonly payloads?: boolean;
}

/**
 * Dash0: spans from inside Node.js, Python and Java functions. Others get the extension alone, which takes what an
 * OpenTelemetry SDK in the code sends to `http://127.0.0.1:9009`.
 *
 * @example
 * LambdaTracing.of(app).add(new Dash0Provider({
 *   endpoint: 'https://ingress.eu-west-1.aws.dash0.com:4318',
 *   token: TracingSecret.fromSecretsManagerName('dash0-token'),
 * }));
 */
export class Dash0Provider extends TracingProvider {
  public readonly name = 'dash0';

  private readonly vendor: LayerVendor;

  constructor(props: Dash0ProviderProps) {
    super();
    refuseIfWrong('Dash0Provider', problemsWith(props ?? {}));
    const { endpoint, token, tokenSecretKey, dataset, payloads = false, layerArns } = props;
    const environment = variablesOf({
      DASH0_ENDPOINT: endpoint, DASH0_TOKEN_SECRET_KEY: tokenSecretKey, DASH0_DATASET: dataset, DASH0_CREATE_PAYLOAD_LOG_RECORDS: payloads,
    });
    this.vendor = {
      name: this.name,
      facts: DASH0,
      overrides: { layerArns },
      activeTracing: false,
      part: (model) => {
        const evidence = otherProxy(model);
        if (evidence) { return diagnostic('runtimeApiProxyTaken', { provider: this.name, evidence }); }
        const key = secretPart(this.name, token, model, { value: 'DASH0_TOKEN', secretsManager: { variable: 'DASH0_TOKEN_SECRET_ARN', byArn: true } });
        if ('message' in key) { return key; }
        return {
          ...key,
          environment: {
            ...environment, ...key.environment,
            ...variablesOf({ DASH0_XRAY_TRACES_ENABLED: model.tracingMode === 'Active' || undefined, OTEL_SERVICE_NAME: model.serviceName }),
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

/** What else puts itself between Lambda and the runtime: two of them lose invocations. */
function otherProxy({ environment, unresolvedEnvironment }: FunctionModel): string | undefined {
  const appSec = 'DD_SERVERLESS_APPSEC_ENABLED';
  return environment[appSec] === 'true' || unresolvedEnvironment.includes(appSec) ? appSec : undefined;
}

function problemsWith({ endpoint, token, tokenSecretKey, dataset, layerArns }: Partial<Dash0ProviderProps>): string[] {
  return [
    ...urlProblems('endpoint', endpoint, 'https://ingress.eu-west-1.aws.dash0.com:4318'),
    ...secretProblems('token', token),
    ...optionalTextProblems('tokenSecretKey', tokenSecretKey),
    ...optionalTextProblems('dataset', dataset),
    ...problemsWithOverrides({ layerArns }, DASH0),
  ];
}
