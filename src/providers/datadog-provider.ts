import { datadogVendor } from './datadog-vendor';
import { decideByLayers, LayerVendor } from './decide-by-layers';
import { dockerfile } from './dockerfile';
import type { LayerArnOptions } from './layer-arn-options';
import { problemsWithOverrides } from './layer-overrides';
import { formProblems, optionalTextProblems, secretProblems, tagProblems, variablesOf } from './props-problems';
import { DATADOG } from '../catalog/catalog';
import type { Decision } from '../core/decision';
import type { FunctionArchitecture, FunctionModel } from '../core/function-model';
import { refuseIfWrong } from '../core/props-error';
import { TracingProvider } from '../core/provider';
import type { TracingSecret } from '../core/tracing-secret';

/** Options for Datadog. */
export interface DatadogProviderProps extends LayerArnOptions {
  /**
   * Datadog site, as `DD_SITE`: `datadoghq.com`, `datadoghq.eu`, `us3.datadoghq.com`, `us5.datadoghq.com`,
   * `ap1.datadoghq.com`, `ap2.datadoghq.com`, `uk1.datadoghq.com`, `ddog-gov.com`, `us2.ddog-gov.com`.
   */
  readonly site: string;

  /**
   * API key. The extension reads it at run time by `DD_API_KEY_SECRET_ARN`, `DD_API_KEY_SSM_ARN` or `DD_KMS_API_KEY`;
   * plain text goes to `DD_API_KEY`. A secret in Secrets Manager must be the plain key, not JSON.
   */
  readonly apiKey: TracingSecret;

  /**
   * Environment of all functions, as `DD_ENV`.
   * @default - none
   */
  readonly env?: string;

  /**
   * Version of all functions, as `DD_VERSION`.
   * @default - none
   */
  readonly version?: string;

  /**
   * Tags for everything that is sent, as `DD_TAGS`.
   * @default - none
   */
  readonly tags?: { [name: string]: string };

  /**
   * Whether to attach the Datadog extension, which sends the spans. Without it Node.js and Python functions write them to
   * their log (`DD_FLUSH_TO_LOG`), for the Datadog Forwarder; Java and .NET do not work without it and are skipped.
   * @default true
   */
  readonly extension?: boolean;

  /**
   * Whether the extension sends the function's log as well, as `DD_SERVERLESS_LOGS_ENABLED`. More than tracing, and charged for.
   * @default false
   */
  readonly logs?: boolean;

  /**
   * Whether events and responses are recorded, as `DD_CAPTURE_LAMBDA_PAYLOAD`.
   * @default false
   */
  readonly capturePayload?: boolean;

  /**
   * Whether to join traces with those of X-Ray, as `DD_MERGE_XRAY_TRACES`; the functions must have active tracing.
   * @default false
   */
  readonly mergeXrayTraces?: boolean;

  /**
   * Versions of Datadog's layers, by name: `Datadog-Node22-x`, `Datadog-Python312-ARM`, `Datadog-Extension`, …
   * @default - the newest known to this library
   */
  readonly layerVersions?: { [layer: string]: number };
}

/**
 * Datadog: spans from inside Node.js (CommonJS and ES modules), Python, Java and .NET functions, sent by Datadog's
 * extension. Ruby functions and executables get the extension alone.
 *
 * @example
 * LambdaTracing.of(app).add(new DatadogProvider({
 *   site: 'datadoghq.eu',
 *   apiKey: TracingSecret.fromSecretsManagerName('datadog-key'),
 * }));
 */
export class DatadogProvider extends TracingProvider {
  public readonly name = 'datadog';

  private readonly vendor: LayerVendor;

  constructor(props: DatadogProviderProps) {
    super();
    refuseIfWrong('DatadogProvider', problemsWith(props ?? {}));
    const { site, apiKey, env, version, tags = {}, logs = false, capturePayload = false, mergeXrayTraces = false, layerArns, layerVersions } = props;
    this.vendor = datadogVendor(this.name, {
      apiKey,
      layerArns,
      layerVersions,
      extension: props.extension ?? true,
      environment: variablesOf({
        DD_SITE: site,
        DD_TRACE_ENABLED: true,
        DD_SERVERLESS_LOGS_ENABLED: logs,
        DD_CAPTURE_LAMBDA_PAYLOAD: capturePayload,
        DD_MERGE_XRAY_TRACES: mergeXrayTraces,
        DD_ENV: env,
        DD_VERSION: version,
        DD_TAGS: Object.entries(tags).map(([tag, value]) => `${tag}:${value}`).join(',') || undefined,
      }),
    });
  }

  public decide(model: FunctionModel): Decision {
    return decideByLayers(this.vendor, model);
  }

  public dockerfile(runtime: string, architecture?: FunctionArchitecture): string[] {
    return dockerfile(this.vendor, runtime, architecture);
  }
}

/** New sites are new subdomains. */
const SITE = /^([a-z0-9-]+\.)?(datadoghq\.com|datadoghq\.eu|ddog-gov\.com)$/;

function problemsWith({ site, apiKey, env, version, tags = {}, layerArns, layerVersions }: Partial<DatadogProviderProps>): string[] {
  return [
    ...formProblems('site', site, SITE, 'datadoghq.eu'),
    ...secretProblems('apiKey', apiKey),
    ...optionalTextProblems('env', env),
    ...optionalTextProblems('version', version),
    ...tagProblems(tags, ':'),
    ...problemsWithOverrides({ layerArns, layerVersions }, DATADOG),
  ];
}
