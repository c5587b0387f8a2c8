import type { Diagnostic } from './diagnostic';
import { diagnostic, diagnosticId } from './diagnostics';
import type { InstrumentationPlan } from './instrumentation-plan';
import { lockedLayer, parseLayerArn } from './layer-lock';
import { TracingLayer } from './tracing-layer';
import type { LayerLock } from '../contract/layer-lock';

/** A lock, under the name that messages have for it. */
export interface NamedLock {
  readonly file: string;
  readonly lock: LayerLock;
}

interface PinnedLayer {
  readonly layer: TracingLayer;
  readonly note?: Diagnostic;
  /** Whether its version is one of the lock's, wherever it is deployed. */
  readonly locked: boolean;
}

/** Of a lock what was pinned by it: the layers of a mapping must stay one object for all functions that share it. */
const PINNED = new WeakMap<LayerLock, WeakMap<TracingLayer, PinnedLayer>>();

/** A plan with its layers in the versions of a lock. What the lock has was found by the Lambda API: no note doubts its version any more. */
export function pinLayers(plan: InstrumentationPlan, named: NamedLock): InstrumentationPlan {
  const pinned = (plan.layers ?? []).map((layer) => pin(layer, named));
  if (pinned.length === 0) { return plan; }
  const known = pinned.every(({ locked }) => locked);
  const notes = (plan.notes ?? []).filter(({ id }) => !known || id !== diagnosticId('layerVersionUnconfirmed'));
  return { ...plan, layers: pinned.map(({ layer }) => layer), notes: [...notes, ...pinned.flatMap(({ note }) => note ?? [])] };
}

function pin(layer: TracingLayer, named: NamedLock): PinnedLayer {
  const of = PINNED.get(named.lock) ?? new WeakMap<TracingLayer, PinnedLayer>();
  PINNED.set(named.lock, of);
  const found = of.get(layer) ?? (layer.arnByRegion ? pinMapping(layer, layer.arnByRegion, named) : pinOne(layer, named));
  of.set(layer, found);
  return found;
}

function pinOne(layer: TracingLayer, { file, lock }: NamedLock): PinnedLayer {
  const { layer: name, version } = parseLayerArn(layer.arn ?? '') ?? {};
  if (name === undefined || version === undefined) { return { layer, locked: true }; } // deployed with the app, or a token: nothing to pin
  const locked = lockedLayer(lock, name);
  if (locked === undefined) { return { layer, locked: false, note: diagnostic('layerNotLocked', { layer: name, file, version }) }; }
  if (locked.version === version) { return { layer, locked: true }; }
  if (layer.versionChosen) { return { layer, locked: false, note: diagnostic('lockOverruled', { layer: name, file, version, locked: locked.version }) }; }
  return { layer: TracingLayer.fromArn(`${name}:${locked.version}`), locked: true };
}

function pinMapping(layer: TracingLayer, arns: { readonly [region: string]: string }, named: NamedLock): PinnedLayer {
  const regions = Object.entries(arns).map(([region, arn]) => ({ region, arn, locked: lockedLayer(named.lock, arn) }));
  const count = regions.length;
  const locked = regions.filter((entry) => entry.locked !== undefined);
  const [{ arn }] = regions;
  const { version = 0 } = parseLayerArn(arn) ?? {};
  const name = /:layer:([\w-]+)/.exec(arn)?.[1] ?? arn;
  const { file } = named;
  if (locked.length === 0) { return { layer, locked: false, note: diagnostic('layerNotLocked', { layer: name, file, version }) }; }
  const different = locked.find((entry) => parseLayerArn(entry.arn)?.version !== entry.locked!.version);
  if (layer.versionChosen && different) { return { layer, locked: false, note: diagnostic('lockOverruled', { layer: name, file, version, locked: different.locked!.version }) }; }
  return {
    layer: different ? TracingLayer.fromArnByRegion(Object.fromEntries(regions.map((entry) => [entry.region, pinnedArn(entry.arn, entry.locked?.version)]))) : layer,
    locked: locked.length === count,
    ...(locked.length < count ? { note: diagnostic('regionsNotLocked', { layer: name, file, locked: locked.length, count }) } : {}),
  };
}

function pinnedArn(arn: string, version: number | undefined): string {
  return version === undefined ? arn : `${parseLayerArn(arn)!.layer}:${version}`;
}
