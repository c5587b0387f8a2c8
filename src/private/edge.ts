import { CfnResource, Stack, Stage } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { rootOf } from './ancestry';
import { functionTarget } from './function-target';
import { isFunctionResource } from './lambda-resource';
import { referencesOf } from './references';
import { ensureRootState } from './root-state';
import { walk } from './walk';

const DISTRIBUTION = 'AWS::CloudFront::Distribution';
const VERSION = 'AWS::Lambda::Version';

/** The construct for functions used by a Distribution in another region; nothing refers to its version by a token. */
const EDGE_FUNCTION = 'aws-cdk-lib.aws_cloudfront.experimental.EdgeFunction';
const RTTI = Symbol.for('jsii.rtti');

/**
 * What uses a function at the edge, if anything does. Found by the association: a role that trusts Lambda@Edge proves
 * nothing, and a function may be at the edge without one.
 */
export function edgeUser(resource: CfnResource): string | undefined {
  const { edgeUsers } = ensureRootState(resource);
  const stack = Stack.of(resource);
  let users = edgeUsers.get(stack);
  if (users === undefined) {
    const scope = Stage.of(resource) ?? rootOf(resource);
    users = edgeUsers.get(scope) ?? usersIn(scope);
    edgeUsers.set(scope, users);
    edgeUsers.set(stack, users);
  }
  return users.get(resource);
}

function usersIn(scope: IConstruct): Map<IConstruct, string> {
  const users = new Map<IConstruct, string>();
  walk(scope, (construct) => edgeFunctionsOf(construct).forEach((used) => users.set(used, construct.node.path)));
  return users;
}

function edgeFunctionsOf(construct: IConstruct): IConstruct[] {
  if (CfnResource.isCfnResource(construct) && construct.cfnResourceType === DISTRIBUTION) {
    return referencesOf(construct)
      .filter(({ path }) => path.some((name) => name.toLowerCase() === 'lambdafunctionassociations'))
      .flatMap(({ target }) => functionsOfVersion(target));
  }
  if ((construct.constructor as { [RTTI]?: { fqn?: string } })[RTTI]?.fqn === EDGE_FUNCTION) {
    return functionTarget(construct)?.node.findAll().filter(isFunctionResource) ?? [];
  }
  return [];
}

/** Also of one that is named by hand, the function's ARN with a number behind it: then the association refers to the function. */
function functionsOfVersion(version: IConstruct): IConstruct[] {
  if (isFunctionResource(version)) { return [version]; }
  if (!CfnResource.isCfnResource(version) || version.cfnResourceType !== VERSION) { return []; }
  return referencesOf(version).map(({ target }) => target).filter(isFunctionResource);
}
