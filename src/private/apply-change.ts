import { CfnResource, IResolveContext, Lazy, Stack } from 'aws-cdk-lib';
import { applyEnvironment } from './apply-environment';
import { producedFor, Source, tokenOf } from './ask-token';
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

/** CDK resolves what is produced: to have it do so here as well would cost as much again. */
function usersLayers(context: IResolveContext, former: string[] | undefined, token: Source | undefined): string[] {
  const produced = token ? producedFor(context, token) : { value: former };
  const layers = produced && (produced.value ?? []);
  // A token for a list cannot stand beside other items.
  return isListOfItems(layers) ? layers : context.resolve(former) as string[] | undefined ?? [];
}

function isListOfItems(layers: unknown): layers is string[] {
  return Array.isArray(layers) && layers.every((arn) => typeof arn === 'string' && !arn.includes('#{'));
}

function appendLayers(resource: CfnResource, { own, plain }: ReadResult, added: string[]): void {
  const rendered = own.Layers as unknown[] | undefined;
  const former = isTyped(resource) ? resource.layers : undefined;
  // CDK renders no empty list from a property: one that is there is an override, as is one that differs.
  const overridden = !plain && rendered !== undefined && (rendered.length === 0 || JSON.stringify(resolved(Stack.of(resource), former)) !== JSON.stringify(rendered));
  if (isTyped(resource) && !overridden) {
    const token = tokenOf(former);
    resource.layers = Lazy.uncachedList({ produce: (context) => [...usersLayers(context, former, token), ...added] });
  } else {
    // A raw resource, or layers set by an override, which wins over the property.
    resource.addPropertyOverride('Layers', [...rendered ?? [], ...added]);
  }
}
