import type { CfnResource } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/** Set by aws-cdk-lib on the functions of its own custom resources. */
const HANDLER_METADATA = 'aws:cdk:is-custom-resource-handler';

/** jsii's run-time type information: a class name that survives minification and two copies of aws-cdk-lib. */
const RTTI = Symbol.for('jsii.rtti');

/** Constructs of aws-cdk-lib below which every function is its own. */
const OWNERS: ReadonlySet<string> = new Set([
  'aws-cdk-lib.CustomResourceProvider',
  'aws-cdk-lib.CustomResourceProviderBase',
]);

/** Functions that aws-cdk-lib makes as raw resources in a construct that carries neither metadata nor a public class. */
const OWNED_IDS = /^(LogRetention|BucketNotificationsHandler)[0-9a-f]{30,}$/;

/** The provider framework of `aws-cdk-lib/custom-resources`: its own three functions; the user's handlers are elsewhere. */
const FRAMEWORK_IDS = /^framework-(onEvent|isComplete|onTimeout)$/;

/** Code that comes with a package of the CDK is not the user's: constructs of its alpha modules carry no mark, and may make their functions elsewhere in the tree. */
const CDK_PACKAGE = /[\\/]node_modules[\\/](@aws-cdk[\\/][^\\/]+-alpha|aws-cdk-lib)[\\/]/;

/** Who in the CDK made this function for its own use, if anybody did. */
export function cdkOwner(resource: CfnResource, scopes: readonly IConstruct[]): string | undefined {
  for (const scope of scopes) {
    const owner = ownerIn(scope);
    if (owner !== undefined) { return owner; }
  }
  return CDK_PACKAGE.exec(codeSource(resource) ?? '')?.[1].replace('\\', '/');
}

/** The folder an L2 function's code was taken from: public constructs `Code` (an Asset) and `Stage` (an AssetStaging) below the L2. */
function codeSource(resource: CfnResource): string | undefined {
  const staging = resource.node.scope?.node.tryFindChild('Code')?.node.tryFindChild('Stage') as { sourcePath?: unknown } | undefined;
  return typeof staging?.sourcePath === 'string' ? staging.sourcePath : undefined;
}

function ownerIn(scope: IConstruct): string | undefined {
  if (scope.node.metadata.some(({ type }) => type.startsWith(HANDLER_METADATA))) { return 'custom resource'; }
  const name = className(scope);
  if (name !== undefined && OWNERS.has(name)) { return 'custom resource provider'; }
  if (OWNED_IDS.test(scope.node.id)) { return scope.node.id.replace(/[0-9a-f]{30,}$/, ''); }
  if (FRAMEWORK_IDS.test(scope.node.id) && scope.node.scope && className(scope.node.scope) === 'aws-cdk-lib.custom_resources.Provider') { return 'provider framework'; }
  return undefined;
}

/** The public class of a construct, or the nearest public one that its class extends. */
function className(scope: IConstruct): string | undefined {
  return (scope.constructor as { [RTTI]?: { fqn?: string } })[RTTI]?.fqn;
}
