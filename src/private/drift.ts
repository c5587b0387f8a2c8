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
import { tracingModeIn } from '../core/function-facts';
import { FunctionModel, PackageType } from '../core/function-model';
import type { TracingLayer } from '../core/tracing-layer';

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
  const drift: string[] = [];
  const variables = properties.Environment?.Variables ?? {};
  // A later value of the user's for any other variable wins, as an earlier one does.
  for (const name of change.essential) {
    if (Object.hasOwn(change.environment, name) && !isSame(variables[name], inTemplate(stack, change.environment[name]))) { drift.push(`environment variable ${name}`); }
  }
  for (const [name, { text }] of Object.entries(change.appended)) {
    if (!JSON.stringify(variables[name] ?? '').includes(JSON.stringify(text).slice(1, -1))) { drift.push(`environment variable ${name}`); }
  }
  if (change.layers.length > 0) { drift.push(...layerDrift(stack, change.layers, properties.Layers)); }
  if (change.handler !== undefined && (properties.Handler ?? properties.ImageConfig?.Command?.[0]) !== change.handler) { drift.push('handler'); }
  if (change.activeTracing && tracingModeIn(properties, shapeOf(resource)) !== 'Active') { drift.push('tracing mode'); }
  if (model !== undefined && change.layers.length > 0) { drift.push(...platformDrift(model, properties)); }
  return drift;
}

function isSame(one: unknown, other: unknown): boolean {
  return one === other || (typeof one === 'object' && JSON.stringify(one) === JSON.stringify(other));
}

function layerDrift(stack: Stack, layers: readonly TracingLayer[], written: unknown): string[] {
  return layers.map((layer): unknown => resolved(stack, layerArn(stack, layer)))
    .filter((arn) => !(Array.isArray(written) && written.some((present) => isSame(present, arn))))
    .map((arn) => `layer ${typeof arn === 'string' ? arn : JSON.stringify(arn)}`);
}

/** The layers were chosen by the runtime and the architecture. */
function platformDrift({ runtime, packageType, architecture }: FunctionModel, { Runtime, Architectures }: { readonly [name: string]: any }): string[] {
  const now: unknown = Array.isArray(Architectures) ? Architectures[0] : Architectures ?? 'x86_64';
  return [
    ...(runtime !== undefined && packageType === PackageType.ZIP && Runtime !== runtime ? [`runtime, from ${runtime} to ${JSON.stringify(Runtime)}`] : []),
    ...(architecture !== undefined && now !== architecture ? [`architecture, from ${architecture} to ${JSON.stringify(now)}`] : []),
  ];
}

/** A value with what stands for the stack's region and the like, as the template has it. */
function inTemplate(stack: Stack, value: string): unknown {
  return value.includes('${') ? resolved(stack, inStack(stack, value)) : value;
}

function read(stack: Stack): Template | undefined {
  const stage = Stage.of(stack);
  try {
    return JSON.parse(readFileSync(join(stage!.outdir, stack.templateFile), 'utf8')) as Template;
  } catch {
    return undefined; // not synthesized into this assembly
  }
}
