import { CfnResource, Stack } from 'aws-cdk-lib';
import { walk } from './walk';

/** CloudFormation's quota of resources in a template, and the context by which an app sets another for CDK to check; 0 for none. */
const LIMIT = 500;
const LIMIT_CONTEXT = '@aws-cdk/core:stackResourceLimit';

/** How many resources a stack has, where one more would be too many for CDK, which adds one of metadata at synthesis and then refuses the whole stack. */
export function withoutRoom(stack: Stack): { readonly count: number; readonly limit: number } | undefined {
  const limit = Number(stack.node.tryGetContext(LIMIT_CONTEXT) ?? LIMIT);
  let count = 0;
  walk(stack, (construct) => { if (CfnResource.isCfnResource(construct) && Stack.of(construct) === stack) { count += 1; } });
  return limit !== 0 && count + 2 > limit ? { count, limit } : undefined;
}
