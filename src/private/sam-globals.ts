import { CfnElement, Stack } from 'aws-cdk-lib';
import type { CfnResource } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { unresolved } from './lambda-resource';
import { resolved } from './resolved';

type Properties = { readonly [name: string]: any };

const cache = new WeakMap<IConstruct, Properties>();

/**
 * A SAM function's properties as SAM will see them, with `Globals.Function` of the template it was included from:
 * maps are merged, lists are joined with the global entries first, anything else is the function's own where it has
 * one (AWS SAM Developer Guide, "Globals section").
 */
export function withGlobals(resource: CfnResource, own: Properties): Properties {
  const globals = resource.node.scopes.slice(0, -1).reverse().map(globalsOf).find((found) => found !== undefined);
  return globals === undefined ? own : merged(globals, own) as Properties;
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

function merged(globals: unknown, own: unknown): unknown {
  if (own === undefined) { return globals; }
  if (Array.isArray(globals) && Array.isArray(own)) { return [...globals, ...own]; }
  if (!isPlainMap(globals) || !isPlainMap(own)) { return own; }
  const names = new Set([...Object.keys(globals), ...Object.keys(own)]);
  return Object.fromEntries([...names].map((name) => [name, merged(globals[name], own[name])]));
}

/** An intrinsic function is a value, not a map to merge. */
function isPlainMap(value: unknown): value is { [name: string]: unknown } {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    && !Object.keys(value).some((name) => name === 'Ref' || name.startsWith('Fn::'));
}
