import { decideByLayers, LayerVendor } from './decide-by-layers';
import { dockerfile } from './dockerfile';
import { JAVA_WRAPPERS, JavaHandlerInterface, javaHandlerProblems } from './java-handler-interface';
import type { LayerArnOptions } from './layer-arn-options';
import { problemsWithOverrides } from './layer-overrides';
import { openTelemetryVariables } from './opentelemetry-variables';
import { formProblems, optionalTextProblems, secretProblems, variablesOf } from './props-problems';
import { secretPart } from './secret-part';
import { SPLUNK } from '../catalog/catalog';
import type { Decision } from '../core/decision';
import type { FunctionArchitecture, FunctionModel } from '../core/function-model';
import { refuseIfWrong } from '../core/props-error';
import { TracingProvider } from '../core/provider';
import { RuntimeFamily } from '../core/runtime-family';
import type { TracingSecret } from '../core/tracing-secret';

/** Options for Splunk Observability Cloud. */
export interface SplunkProviderProps extends LayerArnOptions {
  /** Realm of the organization, as `SPLUNK_REALM`, for example `us1`. */
  readonly realm: string;

  /** Ingest token, as `SPLUNK_ACCESS_TOKEN`. The tracer reads no store: CloudFormation resolves it at deployment. */
  readonly accessToken: TracingSecret;

  /**
   * Whether to attach the layer with Splunk's collector, which sends after the invocation. Without it the tracer sends
   * straight to the realm (`SPLUNK_LAMBDA_LOCAL_COLLECTOR_ENABLED=false`), one layer less.
   * @default true
   */
  readonly collector?: boolean;

  /**
   * Environment of all functions, as `deployment.environment` in `OTEL_RESOURCE_ATTRIBUTES`.
   * @default - none
   */
  readonly deploymentEnvironment?: string;

  /**
   * What the handlers of Java functions implement; each has its own exec wrapper.
   * @default JavaHandlerInterface.REQUEST
   */
  readonly javaHandler?: JavaHandlerInterface;
}

/**
 * Splunk Observability Cloud: spans from inside Node.js, Python and Java functions by Splunk's distribution of OpenTelemetry.
 *
 * @example
 * LambdaTracing.of(app).add(new SplunkProvider({ realm: 'us1', accessToken: TracingSecret.fromSecretsManagerName('splunk-token') }));
 */
export class SplunkProvider extends TracingProvider {
  public readonly name = 'splunk';

  private readonly vendor: LayerVendor;

  constructor(props: SplunkProviderProps) {
    super();
    refuseIfWrong('SplunkProvider', problemsWith(props ?? {}));
    const { realm, accessToken, collector = true, deploymentEnvironment, javaHandler = JavaHandlerInterface.REQUEST, layerArns } = props;
    const environment = variablesOf({
      SPLUNK_REALM: realm,
      SPLUNK_LAMBDA_LOCAL_COLLECTOR_ENABLED: collector ? undefined : false,
      OTEL_RESOURCE_ATTRIBUTES: deploymentEnvironment === undefined ? undefined : `deployment.environment=${deploymentEnvironment}`,
    });
    this.vendor = {
      name: this.name,
      facts: SPLUNK,
      overrides: { layerArns },
      activeTracing: false,
      extension: collector,
      part: (model) => {
        const key = secretPart(this.name, accessToken, model, { value: 'SPLUNK_ACCESS_TOKEN' });
        if ('message' in key) { return key; }
        return {
          ...key,
          ...(model.runtimeFamily === RuntimeFamily.JAVA ? { execWrapper: JAVA_WRAPPERS[javaHandler] } : {}),
          environment: { ...environment, ...key.environment, ...openTelemetryVariables(model) },
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

function problemsWith({ realm, accessToken, deploymentEnvironment, javaHandler, layerArns }: Partial<SplunkProviderProps>): string[] {
  return [
    ...formProblems('realm', realm, /^[a-z]{2,}\d*$/, 'us1'),
    ...secretProblems('accessToken', accessToken),
    ...optionalTextProblems('deploymentEnvironment', deploymentEnvironment),
    ...javaHandlerProblems(javaHandler, Object.values(JavaHandlerInterface)),
    ...problemsWithOverrides({ layerArns }, SPLUNK),
  ];
}
