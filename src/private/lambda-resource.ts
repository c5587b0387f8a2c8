import { CfnElement, CfnResource, Lazy, Stack, Token } from 'aws-cdk-lib';
import { CfnFunction } from 'aws-cdk-lib/aws-lambda';
import type { IConstruct } from 'constructs';
import { resolved } from './resolved';
import { walk } from './walk';
import { FUNCTION_SHAPES, FunctionResourceShape, WEB_FUNCTION } from '../core/function-facts';

/** Whether a construct is a Lambda function's resource: L1, the L1 of an L2, SAM, CfnInclude, raw. Never an alias, a version or an import. */
export function isFunctionResource(node: IConstruct): node is CfnResource {
  // Not instanceof: the app may hold another copy of aws-cdk-lib.
  return CfnResource.isCfnResource(node) && (node.cfnResourceType in FUNCTION_SHAPES || node.cfnResourceType === WEB_FUNCTION);
}

/** All functions of a tree. */
export function functionsOf(root: IConstruct): CfnResource[] {
  const functions: CfnResource[] = [];
  walk(root, (construct) => { if (isFunctionResource(construct)) { functions.push(construct); } });
  return functions;
}

/** Whether a function is one that cannot be traced from outside at all. */
export function isWebFunction(resource: CfnResource): boolean {
  return resource.cfnResourceType === WEB_FUNCTION;
}

/** The spelling of a function's properties. */
export function shapeOf(resource: CfnResource): FunctionResourceShape {
  return FUNCTION_SHAPES[resource.cfnResourceType];
}

/** A rendered CloudFormation resource: intrinsic functions are objects, tokens are gone. */
export interface RenderedResource {
  readonly Properties?: { readonly [name: string]: any };
  readonly Condition?: string;
}

/**
 * What CDK will write for an element of a template, as of now, tokens included.
 *
 * `_toCloudFormation` is the one internal call of this package: only it sees property overrides and the properties of
 * raw resources. It is declared in aws-cdk-lib's types and core's own function hash is built on it.
 */
export function unresolved(element: CfnElement): object {
  const internal = (element as { _toCloudFormation?: () => object })._toCloudFormation;
  if (internal !== undefined) { return internal.call(element); }
  const properties = (element as unknown as { cfnProperties?: object }).cfnProperties ?? {};
  return { Resources: { [element.logicalId]: { Properties: Lazy.uncachedAny({ produce: (context) => capitalized(context.resolve(properties)) }) } } };
}

/** What CDK will write for a resource, as of now. */
export function render(resource: CfnResource): RenderedResource {
  const { Resources = {} } = unresolved(resource) as { Resources?: { [id: string]: RenderedResource } };
  // Without its key: making the logical id that stands there is a good part of the cost, and nobody reads it.
  return (resolved(Stack.of(resource), Object.values(Resources)[0]) as RenderedResource | undefined) ?? {};
}

/** An L1 with public properties, whichever copy of aws-cdk-lib it is from; not a raw CfnResource. */
export function isTyped(resource: CfnResource): resource is CfnFunction {
  return resource.cfnResourceType === CfnFunction.CFN_RESOURCE_TYPE_NAME && 'memorySize' in resource;
}

/** A value that is known at synthesis. */
export function known(value: string): string | undefined {
  return Token.isUnresolved(value) ? undefined : value;
}

/** Public L1 properties are spelled with a small first letter; those inside a map of the user's are not touched. */
function capitalized(properties: { [name: string]: unknown }): { [name: string]: unknown } {
  return Object.fromEntries(Object.entries(properties).map(([name, value]) => [name.charAt(0).toUpperCase() + name.slice(1), value]));
}
