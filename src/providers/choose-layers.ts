import { LayerOverrides, overridingArn, regionOfArn } from './layer-overrides';
import { layerArn, layerArns, layerName } from '../catalog/layer-arn';
import type { LanguageFacts, LayerFacts, VendorFacts } from '../catalog/vendor-facts';
import type { Diagnostic } from '../core/diagnostic';
import { diagnostic } from '../core/diagnostics';
import { FunctionModel, PackageType } from '../core/function-model';
import { TracingLayer } from '../core/tracing-layer';

/** What to attach to one function, with the facts of its language. */
export interface ChosenLayers {
  readonly language: LanguageFacts;
  readonly layers: TracingLayer[];
  readonly notes: Diagnostic[];
}

/** Whose layers, and what the user wants to have in their place. */
export interface LayerSource {
  readonly name: string;
  readonly facts: VendorFacts;
  readonly overrides: LayerOverrides;
}

/**
 * The vendor's layers for a function, or why it has none. An ARN of the user's is taken as it is: it needs no region,
 * and its author knows for which runtimes and architectures it was built.
 */
export function chooseLayers(source: LayerSource, model: FunctionModel): ChosenLayers | Diagnostic {
  const { name: provider, facts, overrides } = source;
  const { runtime, runtimeFamily, architecture, region } = model;
  if (model.packageType === PackageType.IMAGE) { return diagnostic('containerImage', { provider, dockerfile: dockerfile(facts) }); }
  if (runtime === undefined || runtimeFamily === undefined) { return diagnostic('runtimeUnknown', { provider }); }

  const language = facts.languages[runtimeFamily];
  const own = overridingArn(overrides, runtimeFamily, architecture);
  if (!language || !(own || language.runtimes.includes(runtime))) {
    return diagnostic('runtimeNotSupported', { provider, runtime, supported: Object.values(facts.languages).flatMap(({ runtimes }) => runtimes).join(', ') });
  }
  if (model.handlerRedefinable === false && language.crashesOnGetterExports.includes(runtime)) {
    const safe = language.runtimes.filter((other) => !language.crashesOnGetterExports.includes(other));
    return diagnostic('handlerNotRedefinable', { provider, runtime, alternatives: [...safe, 'InstanaProvider', 'XRayProvider'].join(', ') });
  }
  if (own) {
    const belongs = regionOfArn(own);
    return belongs && region && belongs !== region ? diagnostic('regionNotServed', { provider, runtime, region }) : { language, layers: [TracingLayer.fromArn(own)], notes: [] };
  }

  const fitting = language.layers.filter(({ architectures }) => architecture === undefined || architectures.includes(architecture));
  const both = fitting.every(({ architectures }) => architectures.length > 1);
  if (architecture === undefined && !both) { return diagnostic('architectureUnknown', { provider }); }
  if (fitting.length === 0) {
    const supported = [...new Set(language.layers.flatMap(({ architectures }) => architectures))].join(', ');
    return diagnostic('architectureNotSupported', { provider, runtime, architecture: String(architecture), supported });
  }
  const located = fitting.map((layer) => locate(source, layer, runtime, region));
  if (located.some((layer) => layer === undefined)) { return diagnostic('regionNotServed', { provider, runtime, region: String(region) }); }
  const layers = located.filter((layer) => layer !== undefined);
  return { language, layers, notes: [...regionNotes(layers), ...versionNotes(source, fitting, runtime)] };
}

function locate(source: LayerSource, layer: LayerFacts, runtime: string, region: string | undefined): TracingLayer | undefined {
  const name = layerName(layer, runtime);
  const version = source.overrides.layerVersions?.[name];
  if (region === undefined) { return inEveryRegion(source, name, () => layerArns(source.facts, layer, runtime, version)); }
  const arn = layerArn(source.facts, layer, runtime, region, version);
  return arn === undefined ? undefined : TracingLayer.fromArn(arn);
}

/** Layers of a source by name: the ARNs of all regions are the same for each function, and making them is most of the work. */
const EVERY_REGION = new WeakMap<LayerSource, Map<string, TracingLayer>>();

function inEveryRegion(source: LayerSource, name: string, arns: () => { [region: string]: string }): TracingLayer {
  const layers = EVERY_REGION.get(source) ?? new Map<string, TracingLayer>();
  EVERY_REGION.set(source, layers);
  const layer = layers.get(name) ?? TracingLayer.fromArnByRegion(arns());
  layers.set(name, layer);
  return layer;
}

function regionNotes(layers: readonly TracingLayer[]): Diagnostic[] {
  const counts = layers.flatMap(({ arnByRegion }) => (arnByRegion ? [Object.keys(arnByRegion).length] : []));
  return counts.length > 0 ? [diagnostic('regionUnknown', { count: Math.min(...counts) })] : [];
}

function versionNotes({ overrides }: LayerSource, layers: readonly LayerFacts[], runtime: string): Diagnostic[] {
  return layers.flatMap((layer) => {
    const name = layerName(layer, runtime);
    if (!layer.confirmedOnlyBy || overrides.layerVersions?.[name] !== undefined) { return []; }
    const version = Math.max(...layer.versions.values());
    const lookup = layer.lookup ? `; ${layer.lookup.replace('{layer}', name)} names the newest` : '';
    return [diagnostic('layerVersionUnconfirmed', { layer: name, version, by: layer.confirmedOnlyBy, lookup })];
  });
}

function dockerfile(facts: VendorFacts): string {
  return Object.entries(facts.languages)
    .filter(([, { image }]) => image.length > 0)
    .map(([family, { image }]) => `${family}: ${image.join(' | ')}`)
    .join('; ');
}
