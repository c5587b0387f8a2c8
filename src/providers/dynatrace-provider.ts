import { decideByLayers, LayerVendor, VendorPart } from './decide-by-layers';
import { dockerfile } from './dockerfile';
import { unsupportedOptions } from './invocation-plan';
import type { LayerArnOptions } from './layer-arn-options';
import { problemsWithOverrides } from './layer-overrides';
import { secretProblems, textProblems, urlProblems, variablesOf } from './props-problems';
import { secretPart } from './secret-part';
import { DYNATRACE } from '../catalog/catalog';
import type { LanguageFacts } from '../catalog/vendor-facts';
import type { Decision } from '../core/decision';
import type { Diagnostic } from '../core/diagnostic';
import { diagnostic } from '../core/diagnostics';
import type { FunctionArchitecture, FunctionModel } from '../core/function-model';
import { refuseIfWrong } from '../core/props-error';
import { TracingProvider } from '../core/provider';
import type { TracingSecret } from '../core/tracing-secret';

/** Options for Dynatrace. */
export interface DynatraceProviderProps extends LayerArnOptions {
  /** Id of the Dynatrace environment, as `DT_TENANT`, for example `abc12345`. */
  readonly tenant: string;

  /** Address to send to, as `DT_CONNECTION_BASE_URL`, without `/api`: `https://abc12345.live.dynatrace.com`. */
  readonly connectionBaseUrl: string;

  /**
   * Token of the environment. OneAgent reads a secret of Secrets Manager (plain text, not JSON) at run time by
   * `DT_CONNECTION_AUTH_TOKEN_SECRETS_MANAGER_ARN`, from version 1.295; everything else goes to `DT_CONNECTION_AUTH_TOKEN`.
   */
  readonly authToken: TracingSecret;

  /**
   * Id of the cluster, as `DT_CLUSTER_ID` and, as newer layers call it, `DT_CLUSTER`.
   * @default - none, as for Dynatrace SaaS
   */
  readonly clusterId?: string;

  /**
   * Token for logs, as `DT_LOG_COLLECTION_AUTH_TOKEN` or `DT_LOG_COLLECTION_AUTH_TOKEN_SECRETS_MANAGER_ARN`. Layers with
   * `_with_collector` in their name fail to start without it.
   * @default - none
   */
  readonly logCollectionToken?: TracingSecret;

  /**
   * Whether spans of the OpenTelemetry API in the code are taken in, as `DT_OPEN_TELEMETRY_ENABLE_INTEGRATION`.
   * @default false
   */
  readonly openTelemetry?: boolean;
}

/**
 * Dynatrace OneAgent: spans from inside Node.js, Python, Java and .NET functions.
 *
 * Each environment has layers of its own, so pass their ARNs: `layerArns`.
 *
 * @example
 * LambdaTracing.of(app).add(new DynatraceProvider({
 *   tenant: 'abc12345',
 *   connectionBaseUrl: 'https://abc12345.live.dynatrace.com',
 *   authToken: TracingSecret.fromSecretsManagerName('dynatrace-token'),
 *   layerArns: { nodejs: 'arn:aws:lambda:us-east-1:585768157899:layer:Dynatrace_OneAgent_1_331_nodejs_x86:1' },
 * }));
 */
export class DynatraceProvider extends TracingProvider {
  public readonly name = 'dynatrace';

  private readonly vendor: LayerVendor;

  constructor(props: DynatraceProviderProps) {
    super();
    refuseIfWrong('DynatraceProvider', problemsWith(props ?? {}));
    const { tenant, connectionBaseUrl, authToken, clusterId, logCollectionToken, openTelemetry, layerArns } = props;
    const environment = variablesOf({
      DT_TENANT: tenant,
      DT_CONNECTION_BASE_URL: connectionBaseUrl,
      DT_CLUSTER_ID: clusterId,
      DT_CLUSTER: clusterId,
      DT_OPEN_TELEMETRY_ENABLE_INTEGRATION: openTelemetry || undefined,
    });
    this.vendor = {
      name: this.name,
      facts: DYNATRACE,
      overrides: { layerArns },
      activeTracing: false,
      part: (model, language) => {
        const connection = this.token(authToken, 'DT_CONNECTION_AUTH_TOKEN', model);
        const logs = logCollectionToken ? this.token(logCollectionToken, 'DT_LOG_COLLECTION_AUTH_TOKEN', model) : {};
        if ('message' in connection) { return connection; }
        if ('message' in logs) { return logs; }
        return {
          environment: { ...environment, ...connection.environment, ...logs.environment },
          secrets: [...connection.secrets ?? [], ...logs.secrets ?? []],
          referencedSecrets: [...connection.referencedSecrets ?? [], ...logs.referencedSecrets ?? []],
          notes: [
            ...connection.notes ?? [],
            ...memoryNotes(this.name, model, language),
            ...unsupportedOptions(this.name, { serviceName: model.serviceName, samplingRatio: model.samplingRatio }),
          ],
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

  private token(secret: TracingSecret, variable: string, model: FunctionModel): VendorPart | Diagnostic {
    return secretPart(this.name, secret, model, { value: variable, secretsManager: { variable: `${variable}_SECRETS_MANAGER_ARN`, byArn: true } });
  }
}

function memoryNotes(provider: string, { snapStart, memorySize }: FunctionModel, { minimumMemory: floor }: LanguageFacts): Diagnostic[] {
  return snapStart && floor !== undefined && memorySize !== undefined && memorySize < floor
    ? [diagnostic('memoryTooSmall', { provider, memory: memorySize, floor, condition: 'with SnapStart' })] : [];
}

function problemsWith({ tenant, connectionBaseUrl, authToken, logCollectionToken, layerArns }: Partial<DynatraceProviderProps>): string[] {
  return [
    ...textProblems('tenant', tenant, 'abc12345'),
    ...urlProblems('connectionBaseUrl', connectionBaseUrl, 'https://abc12345.live.dynatrace.com'),
    ...(typeof connectionBaseUrl === 'string' && /\/api\/?$/.test(connectionBaseUrl) ? ["connectionBaseUrl ends with '/api'; leave that out"] : []),
    ...secretProblems('authToken', authToken),
    ...(logCollectionToken === undefined ? [] : secretProblems('logCollectionToken', logCollectionToken)),
    ...problemsWithOverrides({ layerArns }, DYNATRACE),
  ];
}
