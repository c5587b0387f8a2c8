import { regionOfArn } from './layer-overrides';
import type { LayerOverrides } from './layer-overrides';
import { layerArn, layerArns, layerName } from '../catalog/layer-arn';
import type { LayerFacts } from '../catalog/vendor-facts';
import type { Diagnostic } from '../core/diagnostic';
import { diagnostic } from '../core/diagnostics';
import type { FunctionModel } from '../core/function-model';
import { TracingLayer } from '../core/tracing-layer';

/** Layers that belong together: those of a language, or those of the extension. */
export interface LayerRequest {
  /** The key of `layerArns` that replaces them. */
  readonly key: string;
  readonly own?: string;
  readonly layers: readonly LayerFacts[];
  readonly needsArn?: string;
}

/** The part of a source that says where layers are. */
export interface LocatedSource {
  readonly name: string;
  readonly overrides: LayerOverrides;
}

/** Layers with what should be known about them. */
export interface LocatedLayers {
  readonly layers: TracingLayer[];
  readonly notes: Diagnostic[];
}

/** The layers of all requests for one function, or why one of them is not to be had. */
export function locateLayers(source: LocatedSource, requests: readonly LayerRequest[], model: FunctionModel, runtime: string): LocatedLayers | Diagnostic {
  const layers: TracingLayer[] = [];
  const notes: Diagnostic[] = [];
  for (const request of requests) {
    const located = request.own === undefined ? published(source, request, model, runtime) : ofTheUser(source.name, request.own, model, runtime);
    if ('message' in located) { return located; }
    layers.push(...located.layers);
    notes.push(...located.notes);
  }
  return { layers, notes: [...regionNotes(layers), ...notes] };
}

function ofTheUser(provider: string, arn: string, { region }: FunctionModel, runtime: string): LocatedLayers | Diagnostic {
  const belongs = regionOfArn(arn);
  return belongs && region && belongs !== region ? diagnostic('regionNotServed', { provider, runtime, region }) : { layers: [TracingLayer.fromArn(arn).withChosenVersion()], notes: [] };
}

function published(source: LocatedSource, { key, layers, needsArn }: LayerRequest, { architecture, region }: FunctionModel, runtime: string): LocatedLayers | Diagnostic {
  const provider = source.name;
  if (needsArn !== undefined) { return diagnostic('layerArnRequired', { provider, runtime, why: needsArn, key }); }
  const offered = layers.filter(({ runtimes }) => !runtimes || runtimes.includes(runtime));
  const fitting = offered.filter(({ architectures }) => architecture === undefined || architectures.includes(architecture));
  const both = fitting.every(({ architectures }) => architectures.length > 1);
  if (architecture === undefined && !both) { return diagnostic('architectureUnknown', { provider }); }
  if (fitting.length === 0) {
    const supported = [...new Set(offered.flatMap(({ architectures }) => architectures))].join(', ');
    return diagnostic('architectureNotSupported', { provider, runtime, architecture: String(architecture), supported });
  }
  const located = fitting.map((layer) => locate(source, layer, runtime, region));
  if (located.some((layer) => layer === undefined)) { return diagnostic('regionNotServed', { provider, runtime, region: String(region) }); }
  return { layers: located.filter((layer) => layer !== undefined), notes: versionNotes(source, fitting, runtime) };
}

function locate(source: LocatedSource, layer: LayerFacts, runtime: string, region: string | undefined): TracingLayer | undefined {
  const name = layerName(layer, runtime);
  const version = source.overrides.layerVersions?.[name];
  const chosen = (found: TracingLayer) => (version === undefined ? found : found.withChosenVersion());
  if (region === undefined) { return inEveryRegion(source, layer, name, () => chosen(TracingLayer.fromArnByRegion(layerArns(layer, runtime, version)))); }
  const arn = layerArn(layer, runtime, region, version);
  return arn === undefined ? undefined : chosen(TracingLayer.fromArn(arn));
}

/** Layers of a source, by name as well: a layer may have one for each runtime. The ARNs of all regions are the same for each function, and making them is most of the work. */
const EVERY_REGION = new WeakMap<LocatedSource, Map<LayerFacts, Map<string, TracingLayer>>>();

function inEveryRegion(source: LocatedSource, facts: LayerFacts, name: string, make: () => TracingLayer): TracingLayer {
  const ofSource = EVERY_REGION.get(source) ?? new Map<LayerFacts, Map<string, TracingLayer>>();
  EVERY_REGION.set(source, ofSource);
  const layers = ofSource.get(facts) ?? new Map<string, TracingLayer>();
  ofSource.set(facts, layers);
  const layer = layers.get(name) ?? make();
  layers.set(name, layer);
  return layer;
}

function regionNotes(layers: readonly TracingLayer[]): Diagnostic[] {
  const counts = layers.flatMap(({ arnByRegion }) => (arnByRegion ? [Object.keys(arnByRegion).length] : []));
  return counts.length > 0 ? [diagnostic('regionUnknown', { count: Math.min(...counts) })] : [];
}

function versionNotes({ overrides }: LocatedSource, layers: readonly LayerFacts[], runtime: string): Diagnostic[] {
  return layers.flatMap((layer) => {
    const name = layerName(layer, runtime);
    if (!layer.confirmedOnlyBy || overrides.layerVersions?.[name] !== undefined) { return []; }
    const version = Math.max(...layer.versions.values());
    const lookup = layer.lookup ? `; ${layer.lookup.replace('{layer}', name)} names the newest` : '';
    return [diagnostic('layerVersionUnconfirmed', { layer: name, version, by: layer.confirmedOnlyBy, lookup })];
  });
}
