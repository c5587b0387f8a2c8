import { FunctionModel } from './function-model';
import { FunctionChange } from './merge';
import { TracingLayer } from './tracing-layer';
import { EXEC_WRAPPER_VARIABLE } from '../contract/lambda-environment';
import type { ReportedBefore, ReportedChanges } from '../contract/report';

/**
 * A change as the report has it.
 *
 * @param arnOf the ARN of a layer as the template has it, where that is known
 */
export function reportedChanges(model: FunctionModel, change: FunctionChange, arnOf: (layer: TracingLayer) => string | undefined): ReportedChanges {
  const text = (layer: TracingLayer) => arnOf(layer) ?? nameOf(layer);
  const chosen = change.layers.filter(({ versionChosen }) => versionChosen);
  const { [EXEC_WRAPPER_VARIABLE]: execWrapper } = change.environment;
  return {
    layers: change.layers.map(text),
    ...(chosen.length === 0 ? {} : { chosenLayers: chosen.map(text) }),
    ...(change.handler === undefined ? {} : { handler: change.handler }),
    ...(execWrapper === undefined ? {} : { execWrapper }),
    environment: changedVariables(change),
    activeTracing: change.activeTracing,
    permissions: [...new Set(change.permissions.flatMap(({ actions }) => actions))].sort(),
    ...reportedBefore(model, change),
  };
}

/** For a layer whose ARN is not known before deployment. */
function nameOf({ assetName, arnByRegion }: TracingLayer): string {
  if (assetName !== undefined) { return `${assetName} (deployed with the app)`; }
  return `${Object.values(arnByRegion ?? {})[0]?.split(':layer:')[1]?.split(':')[0] ?? 'layer'} (by region)`;
}

/** Names of the variables that a change sets or extends, sorted. */
function changedVariables({ environment, appended, originalHandlerVariable }: FunctionChange): string[] {
  return [...Object.keys(environment), ...Object.keys(appended), ...(originalHandlerVariable === undefined ? [] : [originalHandlerVariable])].sort();
}

/** What stood where a change was made; never the value of a variable. */
function reportedBefore(model: FunctionModel, change: FunctionChange): Pick<ReportedChanges, 'before'> {
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
