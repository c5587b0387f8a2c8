import { chooseLayers, LayerSource } from './choose-layers';
import { forPackage } from './for-package';
import { codeLevelUnavailable, invocationPlan } from './invocation-plan';
import type { LanguageFacts } from '../catalog/vendor-facts';
import { Decision } from '../core/decision';
import type { Diagnostic } from '../core/diagnostic';
import { diagnostic, diagnosticId } from '../core/diagnostics';
import { FunctionModel, ModuleFormat } from '../core/function-model';
import type { InstrumentationPlan } from '../core/instrumentation-plan';
import { RuntimeFamily } from '../core/runtime-family';
import { TracingLevel } from '../core/tracing-level';

/** What a vendor adds to its layers; what the catalog knows comes from there, unless it is named here. */
export type VendorPart = Omit<InstrumentationPlan, 'level' | 'layers'>;

/** A vendor whose tracer comes as layers: everything the catalog cannot say. */
export interface LayerVendor extends LayerSource {
  /** What it adds for one function, or why it cannot. */
  readonly part: (model: FunctionModel, language: LanguageFacts) => VendorPart | Diagnostic;
}

/** Reasons that say nothing against active tracing: no tracer was made for such a function. */
const NO_TRACER = new Set((['containerImage', 'runtimeNotSupported', 'architectureNotSupported'] as const).map(diagnosticId));

/** Where X-Ray is the back end anyway, not knowing says nothing against it either. */
const NOT_KNOWN = new Set((['runtimeUnknown', 'architectureUnknown'] as const).map(diagnosticId));

/** Decides about a function for a vendor whose tracer comes as layers. */
export function decideByLayers(vendor: LayerVendor, model: FunctionModel): Decision {
  const chosen = chooseLayers(vendor, model);
  if (isDiagnostic(chosen)) { return withoutTracer(vendor, model, chosen); }
  const { language, layers } = chosen;
  const byPlatform = language.extensionOnly && mayActivate(model);
  const activeTracing = vendor.activeTracing || byPlatform;
  const part = vendor.part(byPlatform ? { ...model, tracingMode: 'Active' } : model, language);
  if (isDiagnostic(part)) { return Decision.skip(part); }
  return Decision.instrument(forPackage(vendor.name, model, language, {
    level: byPlatform ? TracingLevel.INVOCATION : language.extensionOnly ? TracingLevel.NONE : TracingLevel.CODE,
    layers,
    ...activation(model, language),
    activeTracing,
    ...part,
    environment: { ...language.environment, ...part.environment },
    notes: [...chosen.notes, ...notesOn(vendor, model, language), ...(byPlatform ? [codeLevelUnavailable(vendor.name, model)] : []), ...(part.notes ?? [])],
  }));
}

/** Where the vendor made no tracer for such a function, Lambda's own records its invocations; unless the user has set another mode. */
function withoutTracer({ name, activeTracing }: LayerVendor, model: FunctionModel, reason: Diagnostic): Decision {
  if (activeTracing && reason.id === diagnosticId('handlerNotRedefinable')) { return Decision.instrument(invocationPlan(name, model, [reason])); }
  const left = activeTracing ? NO_TRACER.has(reason.id) || NOT_KNOWN.has(reason.id) : NO_TRACER.has(reason.id) && mayActivate(model);
  if (!left) { return Decision.skip(reason); }
  // Where X-Ray is the back end anyway, that is how it is meant; elsewhere the vendor will miss the function.
  const said = activeTracing && reason.id !== diagnosticId('containerImage') ? [] : [reason];
  return Decision.instrument(invocationPlan(name, model, [...said, codeLevelUnavailable(name, model)]));
}

function mayActivate({ tracingMode }: FunctionModel): boolean {
  return tracingMode === undefined || tracingMode === 'Active';
}

/** How the catalog says the tracer is started. A module format that is not known may be any. */
function activation({ moduleFormat }: FunctionModel, { execWrapper, handler, commonJsHandler, originalHandlerVariable, appendedEnvironment }: LanguageFacts): VendorPart {
  return {
    ...(execWrapper ? { execWrapper } : {}),
    ...(handler && originalHandlerVariable
      ? { handlerRedirect: { handler: (moduleFormat === ModuleFormat.COMMONJS ? commonJsHandler : undefined) ?? handler, originalHandlerVariable } } : {}),
    ...(Object.keys(appendedEnvironment).length > 0 ? { appendedEnvironment: { ...appendedEnvironment } } : {}),
  };
}

/** What should be known about the vendor's tracer on such a function. */
function notesOn({ name: provider }: LayerVendor, model: FunctionModel, language: LanguageFacts): Diagnostic[] {
  const runtime = model.runtime!;
  if (language.extensionOnly) { return [diagnostic('extensionOnly', { provider, runtime })]; }
  return [
    ...(language.commonJsOnly && model.moduleFormat === undefined && model.runtimeFamily === RuntimeFamily.NODEJS ? [diagnostic('moduleFormatUnknown', { provider, runtime })] : []),
    // Getters for exports are esbuild's, so the function is a bundle of it.
    ...(model.handlerRedefinable === false && language.bundleExternals.length > 0 ? [diagnostic('bundledLibraries', { provider, externals: language.bundleExternals.join(', ') })] : []),
    ...(model.snapStart && language.snapStart === undefined ? [diagnostic('snapStartNotConfirmed', { provider })] : []),
  ];
}

function isDiagnostic(answer: object): answer is Diagnostic {
  return 'message' in answer;
}
