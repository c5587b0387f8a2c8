import { readFileSync } from 'fs';
import { join } from 'path';
import { Stack, Stage } from 'aws-cdk-lib';
import type { CfnResource } from 'aws-cdk-lib';
import { shapeOf } from './lambda-resource';
import { layerArn } from './layer-arn';
import { finalLogicalIdOf } from './logical-id';
import { inStack } from './placeholders';
import { FunctionRecord } from './record';
import { resolved } from './resolved';
import { valueAt } from '../core/function-facts';
import { PackageType } from '../core/function-model';

type Template = { readonly Resources?: { readonly [logicalId: string]: { readonly Properties?: { readonly [name: string]: any } } } };

/** Templates as they were written, each read once: rendering every function anew would double the cost of tracing. */
export class WrittenTemplates {
  private readonly templates = new Map<Stack, Template | undefined>();

  /** The properties of a resource in its stack's template; nothing where the template is not there or has no such resource. */
  public propertiesOf(resource: CfnResource): { readonly [name: string]: any } | undefined {
    const stack = Stack.of(resource);
    if (!this.templates.has(stack)) { this.templates.set(stack, read(stack)); }
    return this.templates.get(stack)?.Resources?.[finalLogicalIdOf(resource)]?.Properties;
  }
}

/** What of the change to a function is not, or no longer, in its template: changed after us by an Aspect or an override. */
export function driftOf(resource: CfnResource, { model, change }: FunctionRecord, templates: WrittenTemplates): string[] {
  const properties = change && templates.propertiesOf(resource);
  if (change === undefined || properties === undefined) { return []; }
  const stack = Stack.of(resource);
  const same = (one: unknown, other: unknown) => one === other || (typeof one === 'object' && JSON.stringify(one) === JSON.stringify(other));
  const variables = properties.Environment?.Variables ?? {};
  return [
    // A later value of the user's for any other variable wins, as an earlier one does.
    ...change.essential.filter((name) => Object.hasOwn(change.environment, name) && !same(variables[name], inTemplate(stack, change.environment[name])))
      .map((name) => `environment variable ${name}`),
    ...Object.entries(change.appended).filter(([name, { text }]) => !JSON.stringify(variables[name] ?? '').includes(JSON.stringify(text).slice(1, -1)))
      .map(([name]) => `environment variable ${name}`),
    ...change.layers.map((layer): unknown => resolved(stack, layerArn(stack, layer)))
      .filter((arn) => !(properties.Layers as unknown[] | undefined)?.some((present) => same(present, arn)))
      .map((arn) => `layer ${typeof arn === 'string' ? arn : JSON.stringify(arn)}`),
    ...(change.handler !== undefined && (properties.Handler ?? properties.ImageConfig?.Command?.[0]) !== change.handler ? ['handler'] : []),
    ...(change.activeTracing && valueAt(properties, shapeOf(resource).tracingMode) !== 'Active' ? ['tracing mode'] : []),
    ...(model?.runtime !== undefined && model.packageType === PackageType.ZIP && properties.Runtime !== model.runtime && change.layers.length > 0 ? [`runtime, from ${model.runtime} to ${JSON.stringify(properties.Runtime)}`] : []),
    ...architectureDrift(model?.architecture, properties.Architectures, change.layers.length > 0),
  ];
}

/** A value with what stands for the stack's region and the like, as the template has it. */
function inTemplate(stack: Stack, value: string): unknown {
  return value.includes('${') ? resolved(stack, inStack(stack, value)) : value;
}

function architectureDrift(decidedOn: string | undefined, written: unknown, matters: boolean): string[] {
  const now: unknown = Array.isArray(written) ? written[0] : written ?? 'x86_64';
  return matters && decidedOn !== undefined && now !== decidedOn ? [`architecture, from ${decidedOn} to ${JSON.stringify(now)}`] : [];
}

function read(stack: Stack): Template | undefined {
  const stage = Stage.of(stack);
  try {
    return JSON.parse(readFileSync(join(stage!.outdir, stack.templateFile), 'utf8')) as Template;
  } catch {
    return undefined; // not synthesized into this assembly
  }
}
