import { CfnResource } from 'aws-cdk-lib';

interface Overrides { [name: string]: unknown }

/**
 * What `addOverride()` has collected on a resource. The field is private to aws-cdk-lib and may move: then nothing is known of them, and whoever
 * asks has to do without.
 */
export function overridesOf(resource: CfnResource): Overrides | undefined {
  const { rawOverrides } = resource as unknown as { rawOverrides?: unknown };
  return isMap(rawOverrides) ? rawOverrides : undefined;
}

/** The overrides as they are now; values that are no maps are the same ones. */
export function copyOfOverrides(resource: CfnResource): Overrides | undefined {
  return copy(overridesOf(resource)) as Overrides | undefined;
}

/** Has the override of a property, such as `Environment.Variables.A`, as it was in a copy: with the value it had there, or gone. */
export function restoreOverride(resource: CfnResource, before: Overrides | undefined, path: string): void {
  restore(overridesOf(resource) ?? {}, before ?? {}, ['Properties', ...path.split('.')]);
}

function restore(overrides: Overrides, before: Overrides, [name, ...deeper]: readonly string[]): void {
  const [now, then] = [overrides[name], before[name]];
  if (deeper.length > 0 && isMap(now)) {
    restore(now, isMap(then) ? then : {}, deeper);
    if (Object.keys(now).length > 0 || isMap(then)) { return; }
  }
  if (Object.hasOwn(before, name)) {
    overrides[name] = then;
  } else {
    delete overrides[name];
  }
}

function copy(value: unknown): unknown {
  return isMap(value) ? Object.fromEntries(Object.entries(value).map(([name, field]) => [name, copy(field)])) : value;
}

/** Not a token, which is an object of a class. */
function isMap(value: unknown): value is Overrides {
  const prototype: unknown = typeof value === 'object' && value !== null ? Object.getPrototypeOf(value) : undefined;
  return prototype === Object.prototype || prototype === null;
}
