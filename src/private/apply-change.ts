import { CfnResource, Lazy, Stack } from 'aws-cdk-lib';
import { applyEnvironment } from './apply-environment';
import { isTyped, shapeOf } from './lambda-resource';
import { ReadResult } from './read-model';
import { resolved } from './resolved';
import { PackageType } from '../core/function-model';
import { FunctionChange } from '../core/merge';

/**
 * Carries out a change that has been checked against the function as it was read.
 *
 * What the user wrote is never written back as a resolved snapshot where that can be helped: a later `addLayers()` or
 * `addEnvironment()` must not be lost.
 */
export function applyChange(resource: CfnResource, read: ReadResult, change: FunctionChange, layerArns: string[]): void {
  applyEnvironment(resource, read, change);
  if (change.handler !== undefined) { redirect(resource, read, change.handler); }
  if (change.activeTracing) { activateTracing(resource); }
  if (layerArns.length > 0) { appendLayers(resource, read, layerArns); }
}

/** An image has its handler for a command. */
function redirect(resource: CfnResource, { model }: ReadResult, handler: string): void {
  const [property, value] = model.packageType === PackageType.IMAGE ? ['ImageConfig.Command', [handler]] : ['Handler', handler];
  resource.addPropertyOverride(property as string, value);
}

/** By the public property where there is one: other tools, such as cdk-nag's rule for tracing, look there. The user has set no mode, or the same. */
function activateTracing(resource: CfnResource): void {
  if (isTyped(resource)) {
    resource.tracingConfig = { mode: 'Active' };
  } else {
    resource.addPropertyOverride(shapeOf(resource).tracingMode, 'Active');
  }
}

function appendLayers(resource: CfnResource, { own, plain }: ReadResult, added: string[]): void {
  const rendered = own.Layers as unknown[] | undefined;
  const former = isTyped(resource) ? resource.layers : undefined;
  // CDK renders no empty list from a property: one that is there is an override, as is one that differs.
  const overridden = !plain && rendered !== undefined && (rendered.length === 0 || JSON.stringify(resolved(Stack.of(resource), former)) !== JSON.stringify(rendered));
  if (isTyped(resource) && !overridden) {
    resource.layers = Lazy.uncachedList({ produce: (context) => [...(context.resolve(former) as string[] | undefined ?? []), ...added] });
  } else {
    // A raw resource, or layers set by an override, which wins over the property.
    resource.addPropertyOverride('Layers', [...rendered ?? [], ...added]);
  }
}
