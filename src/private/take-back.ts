import { CfnResource } from 'aws-cdk-lib';
import { isTyped, render, shapeOf } from './lambda-resource';
import { removeLayers } from './layer-arn';
import { copyOfOverrides, overridesOf, restoreOverride } from './overrides';
import { withdraw } from './permit';
import { recordOf } from './record';
import { FunctionProperties, valueAt } from '../core/function-facts';
import { FunctionChange } from '../core/merge';

type Properties = { readonly [name: string]: any };

/** The public properties of an L1 that tracing sets. */
const PROPERTIES = ['environment', 'layers', 'tracingConfig'] as const;

/** What a change may touch, as it was. */
export interface BeforeChange {
  /** The values of the public properties, which may be tokens. */
  readonly properties: Properties;
  readonly overrides?: Properties;
}

/** To be asked for before a change is made. */
export function beforeChange(resource: CfnResource): BeforeChange {
  return { properties: tracedProperties(resource), overrides: copyOfOverrides(resource) };
}

function tracedProperties(resource: CfnResource): Properties {
  return isTyped(resource) ? Object.fromEntries(PROPERTIES.map((name) => [name, resource[name]])) : {};
}

/**
 * How to have a function again as it was before a change that has just been made. What the user has set since is the user's, and
 * stays. The function's record must say by then that it is not traced: what others still need is kept.
 */
export function undoing(resource: CfnResource, before: BeforeChange, own: FunctionProperties, change: FunctionChange): () => void {
  const after = tracedProperties(resource);
  const written = rendered(resource);
  return () => {
    const properties = resource as unknown as { [name: string]: unknown };
    for (const [name, value] of Object.entries(after)) {
      if (properties[name] === value) { properties[name] = before.properties[name]; }
    }
    restoreOverrides(resource, change, before, own, written);
    withdraw(resource, own, change.permissions);
    removeLayers(resource, change.layers, (other) => recordOf(other)?.change?.layers ?? []);
  };
}

/** What is still as we have written it was written by an override: it goes, or is the user's again. */
function restoreOverrides(resource: CfnResource, change: FunctionChange, before: BeforeChange, own: FunctionProperties, written: Properties): void {
  const variables = [...Object.keys(change.environment), ...Object.keys(change.appended), change.originalHandlerVariable ?? []].flat();
  const now = rendered(resource);
  for (const path of ['Handler', 'ImageConfig.Command', shapeOf(resource).tracingMode, 'Layers', 'Policies', ...variables.map((name) => `Environment.Variables.${name}`)]) {
    const [was, ours, is] = [own, written, now].map((properties) => JSON.stringify(valueAt(properties, path)));
    if (is !== ours || is === was) { continue; }
    if (overridesOf(resource) !== undefined) {
      restoreOverride(resource, before.overrides, path);
    } else {
      resource.addPropertyOverride(path, valueAt(own, path)); // leaves no empty map where there was one
    }
  }
}

/** Nothing of what CDK cannot write: its own error ends the synthesis. */
function rendered(resource: CfnResource): Properties {
  try {
    return render(resource).Properties ?? {};
  } catch {
    return {};
  }
}
