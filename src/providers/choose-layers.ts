import { everyDockerfile, imageNameOf, ImageSource } from './dockerfile';
import { EXTENSION, LayerOverrides, overridingArn } from './layer-overrides';
import { LayerRequest, locateLayers } from './locate-layers';
import type { LanguageFacts, VendorFacts } from '../catalog/vendor-facts';
import type { Diagnostic } from '../core/diagnostic';
import { diagnostic } from '../core/diagnostics';
import { FunctionModel, ModuleFormat, PackageType } from '../core/function-model';
import { TracingLayer } from '../core/tracing-layer';

/** What to attach to one function, with the facts of its language. */
export interface ChosenLayers {
  readonly language: LanguageFacts;
  readonly layers: TracingLayer[];
  readonly notes: Diagnostic[];
}

/** Whose layers, and what the user wants to have in their place. */
export interface LayerSource extends ImageSource {
  readonly overrides: LayerOverrides;
  /** Whether functions it has no tracer for are traced by the Lambda platform instead. */
  readonly activeTracing: boolean;
}

/**
 * The vendor's layers for a function, or why it has none. An ARN of the user's is taken as it is: it needs no region,
 * and its author knows for which runtimes and architectures it was built.
 */
export function chooseLayers(source: LayerSource, model: FunctionModel): ChosenLayers | Diagnostic {
  const { name: provider, facts, overrides, extension = true } = source;
  const { runtime, runtimeFamily, architecture } = model;
  const image = model.packageType === PackageType.IMAGE;
  if (image && model.preparedFor !== imageNameOf(source)) { return diagnostic('containerImage', { provider, dockerfile: everyDockerfile(source) }); }
  if (runtime === undefined || runtimeFamily === undefined) { return diagnostic('runtimeUnknown', { provider }); }

  const language = facts.languages[runtimeFamily];
  const own = language?.extensionOnly ? undefined : overridingArn(overrides, runtimeFamily, architecture);
  if (!language || !(own || language.runtimes.includes(runtime)) || language.seesNothingOn.includes(runtime) || (language.extensionOnly && !extension)) {
    return diagnostic('runtimeNotSupported', { provider, runtime, supported: supportedRuntimes(facts, extension) });
  }
  const problem = problemWithHandler(source, model, language, runtime) ?? (language.needsExtension && !extension ? diagnostic('extensionRequired', { provider, runtime }) : undefined);
  if (problem) { return problem; }
  if (image) { return { language, layers: [], notes: [] }; } // they are in the image

  const requests: LayerRequest[] = [];
  if (!language.extensionOnly) { requests.push({ key: runtimeFamily, own, layers: language.layers, needsArn: language.needsArn }); }
  if (facts.extension && extension && (language.extensionOnly || !facts.extension.bundled)) {
    requests.push({ key: EXTENSION, own: overridingArn(overrides, EXTENSION, architecture), ...facts.extension });
  }
  const located = locateLayers(source, requests, model, runtime);
  return 'message' in located ? located : { language, ...located };
}

/** What the way a Node.js handler is built makes of the vendor's tracer. */
function problemWithHandler(source: LayerSource, model: FunctionModel, language: LanguageFacts, runtime: string): Diagnostic | undefined {
  const provider = source.name;
  if (language.commonJsOnly && model.moduleFormat === ModuleFormat.ESM) { return diagnostic('moduleFormatNotSupported', { provider, runtime }); }
  if (language.losesStreaming && model.streamsResponse) { return diagnostic('streamingLost', { provider, runtime }); }
  if (model.handlerRedefinable !== false || !language.crashesOnGetterExports.includes(runtime)) { return undefined; }
  const safe = language.runtimes.filter((other) => !language.crashesOnGetterExports.includes(other));
  return diagnostic('handlerNotRedefinable', {
    provider, runtime,
    attached: source.activeTracing ? 'X-Ray active tracing alone, one span for each invocation,' : 'nothing',
    alternatives: [...safe, 'InstanaProvider', 'XRayProvider'].join(', '),
  });
}

function supportedRuntimes(facts: VendorFacts, extension: boolean): string {
  return Object.values(facts.languages).filter((language) => extension || !language.extensionOnly).flatMap(({ runtimes }) => runtimes).join(', ');
}
