import { CfnResource, Stack } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { ownRole } from './permit';
import { unreachableStack } from './stack-reach';
import { Diagnostic } from '../core/diagnostic';
import { diagnostic } from '../core/diagnostics';
import { InstrumentationPlan } from '../core/instrumentation-plan';

/** Whether a function can refer to the secret constructs of a plan, and its role to those it is to read. */
export function unreachableSecret(resource: CfnResource, plan: InstrumentationPlan): Diagnostic | undefined {
  const read = (plan.secrets ?? []).flatMap(({ secret }) => secret.construct ?? []);
  const referenced = (plan.referencedSecrets ?? []).flatMap(({ construct }) => construct ?? []);
  if (read.length + referenced.length === 0) { return undefined; }
  const role = read.length > 0 ? ownRole(resource) : undefined;
  return firstUnreachable(Stack.of(resource), [...read, ...referenced]) ?? (role && firstUnreachable(Stack.of(role), read));
}

function firstUnreachable(stack: Stack, secrets: readonly IConstruct[]): Diagnostic | undefined {
  for (const secret of secrets) {
    const why = unreachableStack(stack, Stack.of(secret));
    if (why) { return diagnostic('secretNotReachable', { secret: secret.node.path, stack: stack.node.path, why }); }
  }
  return undefined;
}
