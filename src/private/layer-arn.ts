import { createHash } from 'crypto';
import { Aws, CfnMapping, Fn, Stack } from 'aws-cdk-lib';
import { known } from './lambda-resource';
import { TracingLayer } from '../core/tracing-layer';

/** The second key of our mappings, which hold one value per region. */
const ARN = 'arn';

/** The ARN of a layer in a stack: the value where the region is known, a look-up in a mapping where it is not. */
export function layerArn(stack: Stack, layer: TracingLayer): string {
  const region = known(stack.region);
  if (layer.arn !== undefined) { return layer.arn; }
  if (region !== undefined) { return layer.arnIn(region)!; }
  return Fn.findInMap(mapping(stack, layer.arnByRegion!).logicalId, Aws.REGION, ARN);
}

/** One mapping per stack and layer, named after its content so that many functions share it. */
function mapping(stack: Stack, arns: { readonly [region: string]: string }): CfnMapping {
  const sorted = Object.fromEntries(Object.entries(arns).sort(([one], [other]) => (one < other ? -1 : 1)));
  const id = `LambdaTracingLayer${createHash('sha256').update(JSON.stringify(sorted)).digest('hex').slice(0, 8)}`;
  const existing = stack.node.tryFindChild(id) as CfnMapping | undefined;
  return existing ?? new CfnMapping(stack, id, {
    mapping: Object.fromEntries(Object.entries(sorted).map(([region, arn]) => [region, { [ARN]: arn }])),
  });
}
