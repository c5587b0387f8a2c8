import { eachLayer } from './each-layer';
import type { LayerSource } from './layer-source';
import type { LayerLock, LockedLayer } from '../../src/contract/layer-lock';
import type { Output } from '../io';

const DAY = 24 * 60 * 60 * 1000;

/** Against what a lock is held. */
export interface CheckOptions {
  /** Regions to ask; all, if missing. */
  readonly wanted: (layer: string) => boolean;
  /** Layers the app uses, if they are to be in the lock. */
  readonly used?: Iterable<string>;
  readonly maxAgeDays?: number;
  readonly now: number;
}

/** Everything that is not as the lock says, a line each. */
export async function lockProblems(source: LayerSource, { layers }: LayerLock, options: CheckOptions, output: Output): Promise<string[]> {
  const checked = Object.keys(layers).filter(options.wanted);
  const found = await eachLayer(checked, output, (layer) => source.describe(layer, layers[layer].version));
  return [
    ...[...options.used ?? []].filter((layer) => !Object.hasOwn(layers, layer)).map((layer) => `${layer} is in use and not in the lock; run layers update`),
    ...checked.flatMap((layer) => problemsWith(`${layer}:${layers[layer].version}`, layers[layer], found.get(layer), options)),
  ];
}

function problemsWith(name: string, locked: LockedLayer, found: LockedLayer | undefined, { maxAgeDays, now }: CheckOptions): string[] {
  if (found === undefined) { return [`${name} has vanished; run layers update`]; }
  const age = Math.floor((now - Date.parse(locked.created)) / DAY);
  return [
    ...(found.codeSha256 === locked.codeSha256 && found.size === locked.size ? [] : [`${name} has changed: ${locked.size} bytes ${locked.codeSha256} before, ${found.size} bytes ${found.codeSha256} now`]),
    ...(maxAgeDays !== undefined && age > maxAgeDays ? [`${name} is ${age} days old, more than ${maxAgeDays}; run layers update`] : []),
  ];
}
