import { AspectPriority, Aspects, IAspect, Stage } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { traceIfFunction } from './trace-if-function';

/** Has no settings of its own: everything is looked up from the function. One for all, so that a scope needs it once. */
const TRIGGER: IAspect = { visit: traceIfFunction };

/** Attaches the trigger to a scope and to every Stage below it, which the Aspects of an outer scope do not enter. */
export function attachTrigger(scope: IConstruct): void {
  const stages = scope.node.findAll().filter((construct) => construct !== scope && Stage.isStage(construct));
  for (const target of [scope, ...stages]) {
    if (!Aspects.of(target).all.includes(TRIGGER)) {
      Aspects.of(target).add(TRIGGER, { priority: AspectPriority.MUTATING });
    }
  }
}
