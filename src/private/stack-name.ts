import { Stack } from 'aws-cdk-lib';

/** A stack's name; of a nested stack, whose name CloudFormation makes up, its place in the stack it is in. */
export function stackName(stack: Stack): string {
  return stack.nestedStackParent === undefined ? stack.stackName : `${stackName(stack.nestedStackParent)}/${stack.node.id}`;
}
