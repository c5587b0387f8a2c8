import { CfnElement, Stack } from 'aws-cdk-lib';
import type { CfnResource } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { unresolved } from './lambda-resource';
import { resolved } from './resolved';
import { mergedGlobals } from '../core/sam-globals';

type Properties = { readonly [name: string]: any };

const cache = new WeakMap<IConstruct, Properties>();

/**
 * A SAM function's properties as SAM will see them, with `Globals.Function` of the template it was included from.
 */
export function withGlobals(resource: CfnResource, own: Properties): Properties {
  const globals = resource.node.scopes.slice(0, -1).reverse().map(globalsOf).find((found) => found !== undefined);
  return globals === undefined ? own : mergedGlobals(globals, own) as Properties;
}

/** The section of a CfnInclude; it is the only kind of element with children that writes one. */
function globalsOf(scope: IConstruct): Properties | undefined {
  if (!CfnElement.isCfnElement(scope)) { return undefined; }
  const hit = cache.get(scope);
  if (hit !== undefined) { return hit; }
  const template = resolved(Stack.of(scope), unresolved(scope)) as { Globals?: { Function?: Properties } };
  const globals = template.Globals?.Function ?? {};
  cache.set(scope, globals);
  return globals;
}
