import { CfnResource } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { render } from './lambda-resource';
import { referencesOf } from './references';

const URL = 'AWS::Lambda::Url';

/** By root: the resources that function URLs with streamed responses refer to, and what those refer to, an alias to its function. */
const STREAMED = new WeakMap<IConstruct, ReadonlySet<IConstruct>>();

/** Whether a function URL of a function, or of an alias of it, streams the response. The tree is searched once; only providers that cannot stream ask. */
export function streamsResponse(resource: CfnResource): boolean {
  const { root } = resource.node;
  const streamed = STREAMED.get(root) ?? targetsIn(root);
  STREAMED.set(root, streamed);
  return streamed.has(resource);
}

function targetsIn(root: IConstruct): ReadonlySet<IConstruct> {
  const urls = root.node.findAll().filter((node): node is CfnResource => CfnResource.isCfnResource(node) && node.cfnResourceType === URL);
  const streaming = urls.filter((url) => render(url).Properties?.InvokeMode === 'RESPONSE_STREAM');
  const targets = streaming.flatMap((url) => referencesOf(url).map(({ target }) => target));
  const behind = targets.filter((target) => CfnResource.isCfnResource(target)).flatMap((target) => referencesOf(target).map((reference) => reference.target));
  return new Set([...targets, ...behind]);
}
