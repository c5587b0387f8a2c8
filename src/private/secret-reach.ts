import { CfnResource, Stack, Stage, Token } from 'aws-cdk-lib';
import { Diagnostic } from '../core/diagnostic';
import { diagnostic } from '../core/diagnostics';
import { InstrumentationPlan } from '../core/instrumentation-plan';

/**
 * Whether a function can refer to the secret constructs of a plan. Finding out by trying would kill the synthesis:
 * references across Stages, environments and in a circle throw.
 */
export function unreachableSecret(resource: CfnResource, plan: InstrumentationPlan): Diagnostic | undefined {
  const secrets = [...(plan.secrets ?? []).map((planned) => planned.secret), ...plan.referencedSecrets ?? []];
  for (const { construct } of secrets) {
    const why = construct && reasonAgainst(Stack.of(resource), Stack.of(construct), Stage.of(resource) === Stage.of(construct));
    if (construct && why) {
      return diagnostic('secretNotReachable', { secret: construct.node.path, stack: Stack.of(resource).node.path, why });
    }
  }
  return undefined;
}

function reasonAgainst(consumer: Stack, producer: Stack, sameStage: boolean): string | undefined {
  if (consumer === producer) { return undefined; }
  if (!sameStage) { return 'it is in another Stage'; }
  if (differ(consumer.account, producer.account) || differ(consumer.region, producer.region)) { return 'it is in another account or region'; }
  if (dependsOn(producer, consumer)) { return 'its stack depends on this one, and a reference back would be a cycle'; }
  return undefined;
}

/** Two tokens are the same environment-agnostic environment; a token and a value may not be. */
function differ(one: string, other: string): boolean {
  return Token.isUnresolved(one) !== Token.isUnresolved(other) || (!Token.isUnresolved(one) && one !== other);
}

function dependsOn(stack: Stack, other: Stack, seen: Set<Stack> = new Set()): boolean {
  if (seen.has(stack)) { return false; }
  seen.add(stack);
  return stack.dependencies.some((dependency) => dependency === other || dependsOn(dependency, other, seen));
}
