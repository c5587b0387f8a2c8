import type { FunctionModel } from '../core/function-model';

/**
 * The options of a function under the names of the OpenTelemetry specification ("Environment Variable Specification").
 * The sampler follows the caller's decision, so that no trace is recorded in part.
 */
export function openTelemetryVariables({ serviceName, samplingRatio }: FunctionModel): { [name: string]: string } {
  return {
    ...(serviceName === undefined ? {} : { OTEL_SERVICE_NAME: serviceName }),
    ...(samplingRatio === undefined ? {} : { OTEL_TRACES_SAMPLER: 'parentbased_traceidratio', OTEL_TRACES_SAMPLER_ARG: String(samplingRatio) }),
  };
}
