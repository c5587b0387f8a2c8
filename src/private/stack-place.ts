import { Stack } from 'aws-cdk-lib';
import { known } from './lambda-resource';

/** What does not change about a stack, as far as it is known at synthesis. */
interface StackPlace {
  readonly name: string;
  readonly region?: string;
  readonly partition?: string;
}

/** Looked up once per stack: CDK goes through feature flags and tables for each. */
const PLACES = new WeakMap<Stack, StackPlace>();

/** Where the functions of a stack are. */
export function placeOf(stack: Stack): StackPlace {
  const found = PLACES.get(stack) ?? { name: stackName(stack), region: known(stack.region), partition: known(stack.partition) };
  PLACES.set(stack, found);
  return found;
}

/** A stack's name; of a nested stack, whose name CloudFormation makes up, its place in the stack it is in. */
function stackName(stack: Stack): string {
  return stack.nestedStackParent === undefined ? stack.stackName : `${stackName(stack.nestedStackParent)}/${stack.node.id}`;
}
