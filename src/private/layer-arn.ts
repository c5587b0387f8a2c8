import { createHash } from 'crypto';
import { Aws, CfnMapping, CfnResource, FileSystem, Fn, Stack } from 'aws-cdk-lib';
import { Code, LayerVersion } from 'aws-cdk-lib/aws-lambda';
import { functionsOf, known } from './lambda-resource';
import { placeOf } from './stack-place';
import { TracingLayer } from '../core/tracing-layer';

/** The second key of our mappings, which hold one value per region. */
const ARN = 'arn';

/** How the ids of our constructs begin. */
const ID = 'LambdaTracingLayer';

/**
 * The ARN of a layer in a stack: the value where the region is known, a look-up in a mapping where it is not, a
 * reference to a LayerVersion where the layer is deployed with the app.
 *
 * @throws where the layer is a file and the stack takes no assets, or the file cannot be read; the stack is then as it was
 */
export function layerArn(stack: Stack, layer: TracingLayer): string {
  if (layer.arn !== undefined) { return layer.arn; }
  if (layer.assetPath !== undefined) { return layerVersion(stack, layer.assetPath, layer.assetName).layerVersionArn; }
  const { region } = placeOf(stack);
  if (region !== undefined) { return layer.arnIn(region)!; }
  return Fn.findInMap(mapping(stack, layer.arnByRegion!).logicalId, Aws.REGION, ARN);
}

/** Whether a layer is a resource that the stack has not yet. */
export function isMissing(stack: Stack, { assetPath }: TracingLayer): boolean {
  return assetPath !== undefined && stack.node.tryFindChild(`${ID}${fingerprints.get(assetPath)?.slice(0, 8)}`) === undefined;
}

/** By path; staged assets and the layers of this package never change within a process. */
const fingerprints = new Map<string, string>();

/**
 * One per stack and content. The content is in the construct's id: a new layer is then a new resource, and that change
 * reaches the `currentVersion` hash of the functions, which the content of a layer alone does not.
 */
function layerVersion(stack: Stack, path: string, name: string | undefined): LayerVersion {
  const fingerprint = fingerprints.get(path) ?? FileSystem.fingerprint(path);
  fingerprints.set(path, fingerprint);
  const id = `${ID}${fingerprint.slice(0, 8)}`;
  const existing = stack.node.tryFindChild(id) as LayerVersion | undefined;
  if (existing !== undefined) { return existing; }
  try {
    return new LayerVersion(stack, id, { code: Code.fromAsset(path), description: name });
  } catch (error) {
    stack.node.tryRemoveChild(id);
    throw error;
  }
}

/** One mapping per stack and layer, named after its content so that many functions share it. */
function mapping(stack: Stack, arns: { readonly [region: string]: string }): CfnMapping {
  const sorted = inOrder(arns);
  const id = mappingId(sorted);
  const existing = stack.node.tryFindChild(id) as CfnMapping | undefined;
  return existing ?? new CfnMapping(stack, id, {
    mapping: Object.fromEntries(Object.entries(sorted).map(([region, arn]) => [region, { [ARN]: arn }])),
  });
}

function inOrder(arns: { readonly [region: string]: string }): { [region: string]: string } {
  return Object.fromEntries(Object.entries(arns).sort(([one], [other]) => (one < other ? -1 : 1)));
}

function mappingId(sorted: { readonly [region: string]: string }): string {
  return `${ID}${createHash('sha256').update(JSON.stringify(sorted)).digest('hex').slice(0, 8)}`;
}

/** Removes what was made for the layers of a function, but for what its stack's other functions have as well. */
export function removeLayers(resource: CfnResource, layers: readonly TracingLayer[], layersOf: (other: CfnResource) => readonly TracingLayer[]): void {
  const stack = Stack.of(resource);
  const ids = layers.flatMap((layer) => constructId(stack, layer) ?? []);
  if (ids.length === 0) { return; }
  const others = functionsOf(stack).filter((other) => other !== resource && Stack.of(other) === stack);
  const needed = new Set(others.flatMap(layersOf).map((layer) => constructId(stack, layer)));
  ids.filter((id) => !needed.has(id)).forEach((id) => stack.node.tryRemoveChild(id));
}

function constructId(stack: Stack, { assetPath, arnByRegion }: TracingLayer): string | undefined {
  if (assetPath !== undefined) { return `${ID}${fingerprints.get(assetPath)?.slice(0, 8)}`; }
  return arnByRegion !== undefined && known(stack.region) === undefined ? mappingId(inOrder(arnByRegion)) : undefined;
}
