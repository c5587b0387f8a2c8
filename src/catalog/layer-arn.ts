import { partitionOf } from './region';
import type { LayerFacts } from './vendor-facts';

/** The name of a layer for a runtime. */
export function layerName(layer: LayerFacts, runtime: string): string {
  return layer.name.replace('{digits}', runtime.replace(/\D/g, ''));
}

/**
 * ARN of a layer in a region.
 *
 * @param version in place of the catalog's, which may lag behind the vendor
 * @returns nothing where the vendor has no such layer
 */
export function layerArn(layer: LayerFacts, runtime: string, region: string, version?: number): string | undefined {
  const known = layer.versions.get(region);
  if (known === undefined) { return undefined; }
  return `arn:${partitionOf(region)}:lambda:${region}:${layer.accounts.get(region)}:layer:${layerName(layer, runtime)}:${version ?? known}`;
}

/** ARN of a layer in every region that has it. */
export function layerArns(layer: LayerFacts, runtime: string, version?: number): { [region: string]: string } {
  return Object.fromEntries([...layer.versions.keys()].sort().map((region) => [region, layerArn(layer, runtime, region, version)!]));
}
