import { decideByLayers, LayerVendor } from './decide-by-layers';
import { dockerfile } from './dockerfile';
import { unsupportedOptions } from './invocation-plan';
import type { LayerArnOptions } from './layer-arn-options';
import { problemsWithOverrides } from './layer-overrides';
import { formProblems, secretProblems, variablesOf } from './props-problems';
import { secretPart } from './secret-part';
import { CORALOGIX } from '../catalog/catalog';
import type { Decision } from '../core/decision';
import type { FunctionArchitecture, FunctionModel } from '../core/function-model';
import { refuseIfWrong } from '../core/props-error';
import { TracingProvider } from '../core/provider';
import type { TracingSecret } from '../core/tracing-secret';

/** When Coralogix' extension sends, as `CX_REPORTING_STRATEGY`. */
export enum CoralogixReportingStrategy {
  /** At the end of each invocation: nothing is lost, and the invocation is billed for longer. */
  REPORT_AFTER_INVOCATION = 'REPORT_AFTER_INVOCATION',
  /** During later invocations: the least delay, and the last spans may come late. */
  LOW_OVERHEAD = 'LOW_OVERHEAD',
}

/** Options for Coralogix. */
export interface CoralogixProviderProps extends LayerArnOptions {
  /** Domain of the team, as `CX_DOMAIN`, without a protocol: `coralogix.us`, `eu2.coralogix.com`. */
  readonly domain: string;

  /** Send-your-data API key, as `CX_API_KEY`. No reading of a store is documented: CloudFormation resolves it at deployment. */
  readonly apiKey: TracingSecret;

  /**
   * When spans are sent, as `CX_REPORTING_STRATEGY`.
   * @default - Coralogix' own
   */
  readonly reportingStrategy?: CoralogixReportingStrategy;

  /**
   * Versions of Coralogix' layers, by name: `coralogix-nodejs-wrapper-and-exporter-x86_64`, …
   * @default - the newest known to this library, with a note that names who confirms it
   */
  readonly layerVersions?: { [layer: string]: number };
}

/**
 * Coralogix: spans from inside Node.js, Python and Java functions.
 *
 * @example
 * LambdaTracing.of(app).add(new CoralogixProvider({ domain: 'eu2.coralogix.com', apiKey: TracingSecret.fromSecretsManagerName('coralogix-key') }));
 */
export class CoralogixProvider extends TracingProvider {
  public readonly name = 'coralogix';

  private readonly vendor: LayerVendor;

  constructor(props: CoralogixProviderProps) {
    super();
    refuseIfWrong('CoralogixProvider', problemsWith(props ?? {}));
    const { domain, apiKey, reportingStrategy, layerArns, layerVersions } = props;
    this.vendor = {
      name: this.name,
      facts: CORALOGIX,
      overrides: { layerArns, layerVersions },
      activeTracing: false,
      part: (model) => {
        const key = secretPart(this.name, apiKey, model, { value: 'CX_API_KEY' });
        if ('message' in key) { return key; }
        return {
          ...key,
          environment: { ...variablesOf({ CX_DOMAIN: domain, CX_REPORTING_STRATEGY: reportingStrategy, OTEL_SERVICE_NAME: model.serviceName }), ...key.environment },
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

function problemsWith({ domain, apiKey, reportingStrategy, layerArns, layerVersions }: Partial<CoralogixProviderProps>): string[] {
  const strategies = Object.values(CoralogixReportingStrategy);
  return [
    ...formProblems('domain', domain, /^([a-z0-9-]+\.)+[a-z]+$/, 'eu2.coralogix.com'),
    ...secretProblems('apiKey', apiKey),
    ...(reportingStrategy === undefined || strategies.includes(reportingStrategy) ? [] : [`reportingStrategy is not one of ${strategies.join(', ')}, got '${reportingStrategy}'`]),
    ...problemsWithOverrides({ layerArns, layerVersions }, CORALOGIX),
  ];
}
