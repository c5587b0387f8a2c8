import { CfnResource, Fn, Lazy, Stack } from 'aws-cdk-lib';
import { CfnFunction } from 'aws-cdk-lib/aws-lambda';
import { shapeOf } from './lambda-resource';
import { LiveVariables } from './live-variables';
import { inStack } from './placeholders';
import { ReadResult } from './read-model';
import { FunctionChange } from '../core/merge';

/**
 * Carries out a change that has been checked against the function as it was read.
 *
 * What the user wrote is never written back as a resolved snapshot where that can be helped: a later `addLayers()` or
 * `addEnvironment()` must not be lost.
 */
export function applyChange(resource: CfnResource, read: ReadResult, change: FunctionChange, layerArns: string[]): void {
  const { properties, own } = read;
  const stack = Stack.of(resource);
  const variable = (name: string) => `Environment.Variables.${name}`;

  const live = isTyped(resource) ? new LiveVariables(resource) : undefined;
  for (const [name, value] of Object.entries(change.environment)) {
    const ours = inStack(stack, value);
    resource.addPropertyOverride(variable(name), live?.lazily(name, (later) => later ?? ours) ?? ours);
  }
  for (const [name, { separator, text }] of Object.entries(change.appended)) {
    const former: unknown = properties.Environment?.Variables?.[name];
    const join = (users: unknown) => (users === undefined ? text : joined(users, separator + text));
    // Set by an override, it is not what the property says, then or later.
    const overridden = former !== undefined && JSON.stringify(live?.now(name)) !== JSON.stringify(former);
    resource.addPropertyOverride(variable(name), overridden ? join(former) : live?.lazily(name, join) ?? join(former));
  }
  if (change.originalHandlerVariable !== undefined) {
    resource.addPropertyOverride(variable(change.originalHandlerVariable), properties.Handler);
  }
  if (change.handler !== undefined) { resource.addPropertyOverride('Handler', change.handler); }
  if (change.activeTracing) { activateTracing(resource); }
  if (layerArns.length > 0) { appendLayers(resource, own.Layers, layerArns); }
}

/** By the public property where there is one: other tools, such as cdk-nag's rule for tracing, look there. The user has set no mode, or the same. */
function activateTracing(resource: CfnResource): void {
  if (isTyped(resource)) {
    resource.tracingConfig = { mode: 'Active' };
  } else {
    resource.addPropertyOverride(shapeOf(resource).tracingMode, 'Active');
  }
}

/** The user's value, followed by ours. */
function joined(own: unknown, addition: string): string {
  return typeof own === 'string' ? own + addition : Fn.join('', [own as string, addition]);
}

function appendLayers(resource: CfnResource, rendered: unknown[] | undefined, added: string[]): void {
  const former = isTyped(resource) ? resource.layers : undefined;
  const asProperty: unknown[] = former === undefined ? [] : Stack.of(resource).resolve(former) ?? [];
  // CDK renders no empty list from a property: one that is there is an override.
  const overridden = rendered?.length === 0 || JSON.stringify(asProperty) !== JSON.stringify(rendered ?? []);
  if (isTyped(resource) && !overridden) {
    resource.layers = Lazy.uncachedList({ produce: (context) => [...(context.resolve(former) as string[] | undefined ?? []), ...added] });
  } else {
    // A raw resource, or layers set by an override, which wins over the property.
    resource.addPropertyOverride('Layers', [...rendered ?? [], ...added]);
  }
}

/** An L1 with public properties, whichever copy of aws-cdk-lib it is from; not a raw CfnResource. */
function isTyped(resource: CfnResource): resource is CfnFunction {
  return resource.cfnResourceType === CfnFunction.CFN_RESOURCE_TYPE_NAME && 'memorySize' in resource;
}
