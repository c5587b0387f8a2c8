import { Aspects, IAspect, Stage } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { nearestFirst, rootOf } from './ancestry';
import { optOut } from './effective-settings';
import { functionsOf, isFunctionResource } from './lambda-resource';
import { putRecord, recordOf } from './record';

/** After every other Aspect: one may be applying the mixin right now, and CDK refuses an Aspect that should have come before that. */
const LAST = Number.MAX_SAFE_INTEGER;

/** Tags may be put on a function, or above it, until the Aspects run. */
const LATE: IAspect = { visit: (node) => { if (isFunctionResource(node)) { takeBackIfOptedOut([node]); } } };

/** Sees to it that opting out counts for a function to which the mixin was applied already. */
export function watchForOptOut(resource: IConstruct): void {
  const scope = Stage.of(resource) ?? rootOf(resource);
  if (!Aspects.of(scope).all.includes(LATE)) { Aspects.of(scope).add(LATE, { priority: LAST }); }
}

/** Takes tracing back from every function below a scope that is opted out by now. */
export function takeBackBelow(scope: IConstruct): void {
  takeBackIfOptedOut(functionsOf(scope));
}

function takeBackIfOptedOut(resources: readonly IConstruct[]): void {
  const steps = resources.filter(isFunctionResource).flatMap((resource) => {
    const takeBack = recordOf(resource)?.takeBack;
    const reason = takeBack && optOut(resource, nearestFirst(resource));
    if (reason === undefined) { return []; }
    putRecord(resource, { reason, notes: [] });
    return [takeBack!];
  });
  steps.forEach((takeBack) => takeBack()); // all are marked by now: what only they need goes
}
