import { CfnElement, Stack, Stage, Token } from 'aws-cdk-lib';
import { referencesOf } from './references';

/** What was found for a pair of stacks: looking through a stack takes time, and many functions share one. */
const known = new WeakMap<Stack, Map<Stack, string | undefined>>();

/**
 * Why nothing in one stack can refer to anything in another, if that is so. Finding out by trying would kill the synthesis:
 * references across Stages, environments and in a circle throw.
 */
export function unreachableStack(from: Stack, to: Stack): string | undefined {
  const [consumer, producer] = [outermost(from), outermost(to)];
  if (consumer === producer) { return undefined; }
  const found = known.get(consumer) ?? new Map<Stack, string | undefined>();
  known.set(consumer, found);
  if (!found.has(producer)) { found.set(producer, lookUpReason(consumer, producer)); }
  return found.get(producer);
}

function lookUpReason(consumer: Stack, producer: Stack): string | undefined {
  if (Stage.of(consumer) !== Stage.of(producer)) { return 'it is in another Stage'; }
  if (differ(consumer.account, producer.account) || differ(consumer.region, producer.region)) { return 'it is in another account or region'; }
  return dependsOn(producer, consumer) ? 'its stack depends on this one, and a reference back would be a cycle' : undefined;
}

/** A nested stack is deployed with its parent, and passes references on. */
function outermost(stack: Stack): Stack {
  return stack.nestedStackParent === undefined ? stack : outermost(stack.nestedStackParent);
}

/** Two tokens are the same environment-agnostic environment; a token and a value may not be. */
function differ(one: string, other: string): boolean {
  return Token.isUnresolved(one) !== Token.isUnresolved(other) || (!Token.isUnresolved(one) && one !== other);
}

function dependsOn(stack: Stack, other: Stack, seen: Set<Stack> = new Set()): boolean {
  if (seen.has(stack)) { return false; }
  seen.add(stack);
  return dependenciesOf(stack).some((dependency) => dependency === other || dependsOn(dependency, other, seen));
}

/** Those that were declared, and those that CDK will find in references and dependencies of constructs: it looks for them after all Aspects. */
function dependenciesOf(stack: Stack): Stack[] {
  const constructs = stack.node.findAll();
  const targets = [
    ...constructs.filter((construct) => CfnElement.isCfnElement(construct)).flatMap((element) => referencesOf(element).map(({ target }) => target)),
    ...constructs.flatMap((construct) => construct.node.dependencies),
  ];
  const stacks = targets.flatMap((target) => target.node.scopes.filter((scope) => Stack.isStack(scope)).slice(-1));
  return [...new Set([...stack.dependencies, ...stacks].map(outermost))].filter((dependency) => dependency !== stack);
}
