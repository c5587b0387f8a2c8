import { decideByLayers, LayerVendor, VendorPart } from './decide-by-layers';
import { dockerfile } from './dockerfile';
import type { LayerArnOptions } from './layer-arn-options';
import { problemsWithOverrides } from './layer-overrides';
import { otlpPart } from './otlp-vendor';
import { textProblems, variablesOf } from './props-problems';
import { secretPart } from './secret-part';
import { Backend } from '../backends/backend';
import { HONEYCOMB, OPENTELEMETRY_COMMUNITY } from '../catalog/catalog';
import type { LanguageFacts } from '../catalog/vendor-facts';
import { withExtension } from '../catalog/with-extension';
import type { Decision } from '../core/decision';
import type { Diagnostic } from '../core/diagnostic';
import type { FunctionArchitecture, FunctionModel } from '../core/function-model';
import { refuseIfWrong } from '../core/props-error';
import { TracingProvider } from '../core/provider';
import type { TracingSecret } from '../core/tracing-secret';

/** Options for Honeycomb. */
export interface HoneycombProviderProps extends LayerArnOptions {
  /**
   * Ingest key, as `LIBHONEY_API_KEY` and as header `x-honeycomb-team`. Neither layer reads a store: CloudFormation
   * resolves it at deployment.
   */
  readonly apiKey: TracingSecret;

  /** Dataset for the events of the extension, as `LIBHONEY_DATASET`. Spans go to a dataset of their service's name. */
  readonly dataset: string;

  /**
   * Region of the team: `us` or `eu`; the extension takes it as `LIBHONEY_API_HOST`.
   * @default us
   */
  readonly region?: string;

  /**
   * Whether to attach Honeycomb's extension, which sends the platform's events, and what the function writes to its log as JSON.
   * @default true
   */
  readonly extension?: boolean;
}

const FACTS = withExtension(OPENTELEMETRY_COMMUNITY, HONEYCOMB);

/**
 * Honeycomb: spans from inside Node.js, Python, Java and Ruby functions by the language layers of the OpenTelemetry
 * community, and Honeycomb's extension beside them. Other functions get the extension alone.
 *
 * @example
 * LambdaTracing.of(app).add(new HoneycombProvider({ apiKey: TracingSecret.fromSecretsManagerName('honeycomb-key'), dataset: 'lambda' }));
 */
export class HoneycombProvider extends TracingProvider {
  public readonly name = 'honeycomb';

  private readonly vendor: LayerVendor;

  constructor(props: HoneycombProviderProps) {
    super();
    const { apiKey, dataset, region, extension = true, layerArns } = (props ?? {}) as HoneycombProviderProps;
    const backend = Backend.honeycomb({ apiKey, region });
    refuseIfWrong('HoneycombProvider', [...textProblems('dataset', dataset, 'lambda'), ...problemsWithOverrides({ layerArns }, FACTS)]);
    this.vendor = {
      name: this.name,
      facts: FACTS,
      overrides: { layerArns },
      activeTracing: false,
      extension,
      part: (model, language) => {
        const events = extension ? this.events(apiKey, dataset, backend, model) : {};
        const spans = language.extensionOnly ? {} : otlpPart(this.name, backend, model, language);
        return 'message' in events ? events : 'message' in spans ? spans : together(events, spans, language);
      },
    };
  }

  public decide(model: FunctionModel): Decision {
    return decideByLayers(this.vendor, model);
  }

  public dockerfile(runtime: string, architecture?: FunctionArchitecture): string[] {
    return dockerfile(this.vendor, runtime, architecture);
  }

  private events(apiKey: TracingSecret, dataset: string, backend: Backend, model: FunctionModel): VendorPart | Diagnostic {
    const key = secretPart(this.name, apiKey, model, { value: 'LIBHONEY_API_KEY' });
    return 'message' in key ? key : { ...key, environment: { ...key.environment, ...variablesOf({ LIBHONEY_DATASET: dataset, LIBHONEY_API_HOST: backend.endpoint }) } };
  }
}

/** The key is the same one, so what is to be said about it is said once. */
function together(events: VendorPart, spans: VendorPart, { extensionOnly }: LanguageFacts): VendorPart {
  return extensionOnly ? events : { ...spans, environment: { ...events.environment, ...spans.environment } };
}
