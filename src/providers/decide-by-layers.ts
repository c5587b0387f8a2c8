import { chooseLayers, LayerSource } from './choose-layers';
import { invocationPlan } from './invocation-plan';
import type { LanguageFacts } from '../catalog/vendor-facts';
import { Decision } from '../core/decision';
import type { Diagnostic } from '../core/diagnostic';
import { diagnosticId } from '../core/diagnostics';
import type { FunctionModel } from '../core/function-model';
import type { InstrumentationPlan } from '../core/instrumentation-plan';
import { TracingLevel } from '../core/tracing-level';

/** What a vendor adds to its layers; the level, layers and wrapper come from the catalog. */
export type VendorPart = Omit<InstrumentationPlan, 'level' | 'layers' | 'execWrapper'>;

/** A vendor whose tracer comes as layers: everything the catalog cannot say. */
export interface LayerVendor extends LayerSource {
  /** Whether functions it has no tracer for are traced by the Lambda platform instead. */
  readonly activeTracing: boolean;
  /** What it adds for one function, or why it cannot. */
  readonly part: (model: FunctionModel, language: LanguageFacts) => VendorPart | Diagnostic;
}

/** Reasons that say nothing against active tracing: no tracer was made for such a function. */
const NO_TRACER = new Set((['containerImage', 'runtimeUnknown', 'runtimeNotSupported', 'architectureUnknown', 'architectureNotSupported'] as const).map(diagnosticId));

/** Decides about a function for a vendor whose tracer comes as layers. */
export function decideByLayers(vendor: LayerVendor, model: FunctionModel): Decision {
  const chosen = chooseLayers(vendor, model);
  if (isDiagnostic(chosen)) {
    return vendor.activeTracing && NO_TRACER.has(chosen.id) ? Decision.instrument(invocationPlan(vendor.name, model, true)) : Decision.skip(chosen);
  }
  const { language, layers } = chosen;
  const part = vendor.part(model, language);
  if (isDiagnostic(part)) { return Decision.skip(part); }
  return Decision.instrument({
    level: TracingLevel.CODE,
    layers,
    ...(language.execWrapper ? { execWrapper: language.execWrapper } : {}),
    activeTracing: vendor.activeTracing,
    ...part,
    environment: { ...language.environment, ...part.environment },
    notes: [...chosen.notes, ...(part.notes ?? [])],
  });
}

function isDiagnostic(answer: object): answer is Diagnostic {
  return 'message' in answer;
}
