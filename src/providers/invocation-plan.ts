import type { Diagnostic } from '../core/diagnostic';
import { diagnostic } from '../core/diagnostics';
import { FunctionModel, PackageType } from '../core/function-model';
import type { InstrumentationPlan } from '../core/instrumentation-plan';
import { TracingLevel } from '../core/tracing-level';

/** Active tracing alone: the Lambda platform records each invocation it samples, and nothing is attached to the function. */
export function invocationPlan(provider: string, model: FunctionModel, notes: readonly Diagnostic[]): InstrumentationPlan {
  return {
    level: TracingLevel.INVOCATION,
    activeTracing: true,
    notes: [
      ...notes,
      ...unsupportedOptions(provider, { serviceName: model.serviceName, samplingRatio: model.samplingRatio }),
    ],
  };
}

/** That no tracer of the provider's was made for such a function. */
export function codeLevelUnavailable(provider: string, model: FunctionModel): Diagnostic {
  return diagnostic('codeLevelUnavailable', { provider, runtime: describedRuntime(model) });
}

/** A note for each option that is set and cannot be honoured. */
export function unsupportedOptions(provider: string, options: { readonly [option: string]: unknown }): Diagnostic[] {
  return Object.keys(options).filter((option) => options[option] !== undefined).map((option) => diagnostic('optionNotSupported', { provider, option }));
}

function describedRuntime(model: FunctionModel): string {
  if (model.packageType === PackageType.IMAGE) { return 'a container image'; }
  return model.runtime === undefined ? 'a runtime that is not known at synthesis' : `${model.runtime} on ${model.architecture ?? 'an architecture that is not known at synthesis'}`;
}
