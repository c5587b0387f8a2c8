import { parseLayerArn } from '../../src/core/layer-lock';
import type { Output } from '../io';

/** How many regions are asked at a time; within one, one thing after the other. */
const REGIONS_AT_ONCE = 4;

/**
 * Does something for each layer, region by region, and shows how far it is. The first failure ends it all.
 */
export async function eachLayer<T>(layers: readonly string[], output: Output, action: (layer: string) => Promise<T>): Promise<Map<string, T>> {
  const regions = new Map<string, string[]>();
  for (const layer of layers) {
    const { region } = parseLayerArn(layer)!;
    regions.set(region, [...regions.get(region) ?? [], layer]);
  }
  const results = new Map<string, T>();
  const queue = [...regions];
  let failed = false;
  const worker = async () => {
    for (let next = queue.shift(); next !== undefined && !failed; next = queue.shift()) {
      const [region, ofRegion] = next;
      for (const layer of ofRegion) {
        if (failed) { return; }
        results.set(layer, await action(layer));
      }
      output.note(`${region}: ${results.size} of ${layers.length} layers\n`);
    }
  };
  try {
    await Promise.all(Array.from({ length: REGIONS_AT_ONCE }, worker));
  } catch (error) {
    failed = true; // the other regions stop before their next layer
    throw error;
  }
  return new Map(layers.map((layer) => [layer, results.get(layer)!]));
}
