import { FunctionModel } from './function-model';
import { FunctionChange } from './merge';
import type { ReportedBefore, ReportedChanges } from '../contract/report';

/** What stood where a change was made, for the report; never the value of a variable. */
export function reportedBefore(model: FunctionModel, change: FunctionChange): Pick<ReportedChanges, 'before'> {
  const { handler, tracingMode } = model;
  const extended = Object.keys(change.appended).filter((name) => Object.hasOwn(model.environment, name) || model.unresolvedEnvironment.includes(name)).sort();
  const before: ReportedBefore = {
    ...(change.handler === undefined || handler === undefined ? {} : { handler }),
    ...(change.activeTracing && tracingMode !== undefined ? { tracingMode } : {}),
    ...(extended.length === 0 ? {} : { environment: extended }),
  };
  // A handler that is replaced was there, also where only a deployment knows it.
  return Object.keys(before).length === 0 && change.handler === undefined ? {} : { before };
}

/** Names of the variables that a change sets or extends, sorted. */
export function changedVariables({ environment, appended, originalHandlerVariable }: FunctionChange): string[] {
  return [...Object.keys(environment), ...Object.keys(appended), ...(originalHandlerVariable === undefined ? [] : [originalHandlerVariable])].sort();
}
