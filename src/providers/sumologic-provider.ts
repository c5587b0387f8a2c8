import { decideByLayers, LayerVendor } from './decide-by-layers';
import { dockerfile } from './dockerfile';
import { JAVA_WRAPPERS, JavaHandlerInterface, javaHandlerProblems } from './java-handler-interface';
import type { LayerArnOptions } from './layer-arn-options';
import { problemsWithOverrides } from './layer-overrides';
import { openTelemetryVariables } from './opentelemetry-variables';
import { optionalTextProblems, secretProblems, variablesOf } from './props-problems';
import { secretPart } from './secret-part';
import { SUMO_LOGIC } from '../catalog/catalog';
import type { Decision } from '../core/decision';
import type { FunctionArchitecture, FunctionModel } from '../core/function-model';
import { refuseIfWrong } from '../core/props-error';
import { TracingProvider } from '../core/provider';
import { RuntimeFamily } from '../core/runtime-family';
import type { TracingSecret } from '../core/tracing-secret';

/** Options for Sumo Logic. */
export interface SumoLogicProviderProps extends LayerArnOptions {
  /**
   * URL of the OTLP/HTTP source, as `SUMO_OTLP_HTTP_ENDPOINT_URL`. Who knows it can send, so it is a secret; the layer reads
   * no store, and CloudFormation resolves it at deployment.
   */
  readonly endpointUrl: TracingSecret;

  /**
   * Application that the functions belong to, as `application` in `OTEL_RESOURCE_ATTRIBUTES`.
   * @default - none
   */
  readonly application?: string;

  /**
   * What the handlers of Java functions implement; each has its own exec wrapper, and there is none for SQS.
   * @default JavaHandlerInterface.REQUEST
   */
  readonly javaHandler?: JavaHandlerInterface;
}

const JAVA_HANDLERS = [JavaHandlerInterface.REQUEST, JavaHandlerInterface.STREAM, JavaHandlerInterface.API_GATEWAY_PROXY];

/**
 * Sumo Logic: spans from inside Node.js (CommonJS), Python and Java functions by Sumo Logic's distribution of OpenTelemetry.
 *
 * @example
 * LambdaTracing.of(app).add(new SumoLogicProvider({ endpointUrl: TracingSecret.fromSecretsManagerName('sumo-otlp-url') }));
 */
export class SumoLogicProvider extends TracingProvider {
  public readonly name = 'sumologic';

  private readonly vendor: LayerVendor;

  constructor(props: SumoLogicProviderProps) {
    super();
    refuseIfWrong('SumoLogicProvider', problemsWith(props ?? {}));
    const { endpointUrl, application, javaHandler = JavaHandlerInterface.REQUEST, layerArns } = props;
    const environment = variablesOf({
      OTEL_TRACES_SAMPLER: 'always_on',
      OTEL_RESOURCE_ATTRIBUTES: application === undefined ? undefined : `application=${application}`,
    });
    this.vendor = {
      name: this.name,
      facts: SUMO_LOGIC,
      overrides: { layerArns },
      activeTracing: false,
      part: (model) => {
        const url = secretPart(this.name, endpointUrl, model, { value: 'SUMO_OTLP_HTTP_ENDPOINT_URL' });
        if ('message' in url) { return url; }
        return {
          ...url,
          ...(model.runtimeFamily === RuntimeFamily.JAVA ? { execWrapper: JAVA_WRAPPERS[javaHandler] } : {}),
          environment: { ...environment, ...url.environment, ...openTelemetryVariables(model) },
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

function problemsWith({ endpointUrl, application, javaHandler, layerArns }: Partial<SumoLogicProviderProps>): string[] {
  return [
    ...secretProblems('endpointUrl', endpointUrl),
    ...optionalTextProblems('application', application),
    ...javaHandlerProblems(javaHandler, JAVA_HANDLERS),
    ...problemsWithOverrides({ layerArns }, SUMO_LOGIC),
  ];
}
