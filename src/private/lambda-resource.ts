import { CfnResource, Stack, Token } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/** How the two CloudFormation types spell the few properties that they spell differently. */
export interface FunctionResourceShape {
  /** Where the X-Ray mode is. */
  readonly tracingMode: string;
}

const SHAPES: { readonly [type: string]: FunctionResourceShape } = {
  'AWS::Lambda::Function': { tracingMode: 'TracingConfig.Mode' },
  'AWS::Serverless::Function': { tracingMode: 'Tracing' },
};

/** Whether a construct is a Lambda function's resource: L1, the L1 of an L2, SAM, CfnInclude, raw. Never an alias, a version or an import. */
export function isFunctionResource(node: IConstruct): node is CfnResource {
  // Not instanceof: the app may hold another copy of aws-cdk-lib.
  return CfnResource.isCfnResource(node) && node.cfnResourceType in SHAPES;
}

/** The spelling of a function's properties. */
export function shapeOf(resource: CfnResource): FunctionResourceShape {
  return SHAPES[resource.cfnResourceType];
}

/** A rendered CloudFormation resource: intrinsic functions are objects, tokens are gone. */
export interface RenderedResource {
  readonly Properties?: { readonly [name: string]: any };
  readonly Condition?: string;
}

/**
 * What CDK will write for a resource, as of now.
 *
 * `_toCloudFormation` is the one internal call of this package: only it sees property overrides and the properties of
 * raw resources. It is declared in aws-cdk-lib's types and core's own function hash is built on it.
 */
export function render(resource: CfnResource): RenderedResource {
  const internal = (resource as { _toCloudFormation?: () => object })._toCloudFormation;
  const stack = Stack.of(resource);
  if (internal === undefined) {
    const properties = (resource as unknown as { cfnProperties?: object }).cfnProperties;
    return { Properties: capitalized(stack.resolve(properties ?? {})) };
  }
  const template = stack.resolve(internal.call(resource)) as { Resources?: { [id: string]: RenderedResource } };
  return Object.values(template.Resources ?? {})[0] ?? {};
}

/** A value that is known at synthesis. */
export function known(value: string): string | undefined {
  return Token.isUnresolved(value) ? undefined : value;
}

/** Public L1 properties are spelled with a small first letter; those inside a map of the user's are not touched. */
function capitalized(properties: { [name: string]: unknown }): { [name: string]: unknown } {
  return Object.fromEntries(Object.entries(properties).map(([name, value]) => [name.charAt(0).toUpperCase() + name.slice(1), value]));
}
