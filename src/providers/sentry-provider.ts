import { decideByLayers, LayerVendor } from './decide-by-layers';
import { dockerfile } from './dockerfile';
import { unsupportedOptions } from './invocation-plan';
import type { LayerArnOptions } from './layer-arn-options';
import { problemsWithOverrides } from './layer-overrides';
import { optionalTextProblems, ratioProblems, urlProblems, variablesOf } from './props-problems';
import { SENTRY } from '../catalog/catalog';
import type { Decision } from '../core/decision';
import type { FunctionArchitecture, FunctionModel } from '../core/function-model';
import { refuseIfWrong } from '../core/props-error';
import { TracingProvider } from '../core/provider';

/** Options for Sentry. */
export interface SentryProviderProps extends LayerArnOptions {
  /** Data source name of the project, as `SENTRY_DSN`. It is no secret: it lets one send, and nothing else. */
  readonly dsn: string;

  /**
   * Share of traces to record, from 0 to 1, as `SENTRY_TRACES_SAMPLE_RATE`. A function's own `samplingRatio` wins. Sentry
   * traces nothing without a rate.
   * @default 1
   */
  readonly tracesSampleRate?: number;

  /**
   * Environment of all functions, as `SENTRY_ENVIRONMENT`.
   * @default - Sentry's own, `production`
   */
  readonly environment?: string;

  /**
   * Release of all functions, as `SENTRY_RELEASE`.
   * @default - none
   */
  readonly release?: string;
}

/**
 * Sentry: errors and spans from inside Node.js and Python functions. On Node.js an option is appended to `NODE_OPTIONS`
 * and the handler stays; on Python Sentry's handler is put in front of the function's own.
 *
 * @example
 * LambdaTracing.of(app).add(new SentryProvider({ dsn: 'https://examplePublicKey@o0.ingest.sentry.io/0' }));
 */
export class SentryProvider extends TracingProvider {
  public readonly name = 'sentry';

  private readonly vendor: LayerVendor;

  constructor(props: SentryProviderProps) {
    super();
    refuseIfWrong('SentryProvider', problemsWith(props ?? {}));
    const { dsn, tracesSampleRate = 1, environment, release, layerArns } = props;
    this.vendor = {
      name: this.name,
      facts: SENTRY,
      overrides: { layerArns },
      activeTracing: false,
      part: (model) => ({
        environment: variablesOf({
          SENTRY_DSN: dsn,
          SENTRY_TRACES_SAMPLE_RATE: model.samplingRatio ?? tracesSampleRate,
          SENTRY_ENVIRONMENT: environment,
          SENTRY_RELEASE: release,
        }),
        notes: unsupportedOptions(this.name, { serviceName: model.serviceName }),
      }),
    };
  }

  public decide(model: FunctionModel): Decision {
    return decideByLayers(this.vendor, model);
  }

  public dockerfile(runtime: string, architecture?: FunctionArchitecture): string[] {
    return dockerfile(this.vendor, runtime, architecture);
  }
}

function problemsWith({ dsn, tracesSampleRate, environment, release, layerArns }: Partial<SentryProviderProps>): string[] {
  return [
    ...urlProblems('dsn', dsn, 'https://examplePublicKey@o0.ingest.sentry.io/0'),
    ...ratioProblems('tracesSampleRate', tracesSampleRate),
    ...optionalTextProblems('environment', environment),
    ...optionalTextProblems('release', release),
    ...problemsWithOverrides({ layerArns }, SENTRY),
  ];
}
