import type { Decision } from '../../src/core/decision';
import type { Diagnostic } from '../../src/core/diagnostic';
import { FunctionArchitecture, FunctionModel, PackageType } from '../../src/core/function-model';
import type { InstrumentationPlan } from '../../src/core/instrumentation-plan';
import { familyOf } from '../../src/core/runtime-family';

/** A function in eu-west-1 with the given runtime, or a container image where there is none. */
export function modelOf(runtime: string | undefined, facts: Partial<FunctionModel> = {}): FunctionModel {
  return {
    path: 'Shop/Orders', logicalId: 'Orders', stackName: 'Shop', resourceType: 'AWS::Lambda::Function', packageType: PackageType.ZIP,
    runtime, runtimeFamily: runtime === undefined ? undefined : familyOf(runtime), handler: 'index.handler', architecture: FunctionArchitecture.X86_64,
    region: 'eu-west-1', partition: 'aws', layers: [], environment: {}, unresolvedEnvironment: [], codeSigned: false, memorySize: 512, ...facts,
  };
}

export const CONTAINER_IMAGE = modelOf(undefined, { packageType: PackageType.IMAGE, handler: undefined });

/** The plan, which there must be. */
export function planOf(decision: Decision): InstrumentationPlan {
  expect(decision.reason).toBeUndefined();
  return decision.plan!;
}

/** Names of a plan's notes, without the package. */
export function notesOf(decision: Decision): string[] {
  return (planOf(decision).notes ?? []).map(({ id }) => id.split(':')[1]);
}

/** Name of the reason for a skip, or for leaving a function to Lambda's own tracing, which there must be. */
export function reasonOf(decision: Decision): string {
  const { id } = reasonIn(decision);
  return id.split(':')[1];
}

/** The reason itself. A plan that leaves a function to Lambda's own tracing attaches nothing else. */
export function reasonIn({ plan, reason }: Decision): Diagnostic {
  if (reason) { return reason; }
  expect(plan).toEqual({ level: 'INVOCATION', activeTracing: true, notes: expect.arrayContaining([expect.objectContaining({ id: 'cdk-lambda-tracing:codeLevelUnavailable' })]) });
  return plan!.notes![0];
}

/** ARNs of a plan's layers in a region. */
export function arnsOf(decision: Decision, region = 'eu-west-1'): Array<string | undefined> {
  return (planOf(decision).layers ?? []).map((layer) => layer.arnIn(region));
}
