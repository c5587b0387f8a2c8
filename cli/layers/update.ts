import { eachLayer } from './each-layer';
import type { LayerSource } from './layer-source';
import type { UsedLayers } from './used-layers';
import { LayerLock, LockedLayer } from '../../src/contract/layer-lock';
import { Failure } from '../failure';
import type { Output } from '../io';

/** What was pinned, and what moved. */
export interface Update {
  readonly layers: ReadonlyMap<string, LockedLayer>;
  /** Lines for people. */
  readonly changes: readonly string[];
}

/** Which versions to pin. */
export interface UpdateRequest {
  readonly used: UsedLayers;
  /** Layers that stay in the version in use, by ARN without version. */
  readonly chosen: ReadonlySet<string>;
  readonly former?: LayerLock;
  /** Whether the others move to their newest version. */
  readonly newer: boolean;
}

/** Pins every layer in use: its newest version, or the one that is pinned or in use where nothing is to move. */
export async function updatedLayers(source: LayerSource, { used, chosen, former, newer }: UpdateRequest, output: Output): Promise<Update> {
  const layers = await eachLayer([...used.keys()].sort(), output, async (layer) => {
    const known = (chosen.has(layer) ? undefined : former?.layers[layer]?.version) ?? used.get(layer)!;
    const version = newer && !chosen.has(layer) ? await source.newest(layer, Math.max(known, used.get(layer)!)) : known;
    const found = await source.describe(layer, version);
    if (found === undefined) { throw new Failure(`${layer}:${version} does not exist any more; run it without --no-newer, or upgrade cdk-lambda-tracing`); }
    return found;
  });
  const changes = [...layers].flatMap(([layer, { version, codeSha256 }]) => {
    const before = former?.layers[layer];
    if (before === undefined) { return [`+ ${layer}:${version}`]; }
    if (before.version !== version) { return [`~ ${layer}: ${before.version} -> ${version}`]; }
    return before.codeSha256 === codeSha256 ? [] : [`! ${layer}:${version}: its content is another one`];
  });
  const dropped = Object.keys(former?.layers ?? {}).filter((layer) => !layers.has(layer)).map((layer) => `- ${layer}`);
  return { layers, changes: [...changes, ...dropped] };
}
