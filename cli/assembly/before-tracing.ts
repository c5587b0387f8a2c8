import { Fields, fieldsOf } from './fields';
import { isGranted } from './granted';
import type { ReportedChanges, ReportedFunction } from '../../src/contract/report';

/** The handler as it was before tracing. A report without `before` is one of an earlier build, which did not write it down. */
export function formerHandler({ before }: Pick<ReportedChanges, 'before'>): string {
  return before === undefined ? '(not known)' : before.handler ?? '(known at deployment)';
}

/** The properties of a function as they were before tracing: as the template has them, without what the report says was changed. */
export function beforeTracing(after: Fields, entry: Pick<ReportedFunction, 'changes' | 'diagnostics'>): Fields {
  const { changes } = entry;
  if (changes === undefined) { return after; }
  const parts: Fields = {
    Layers: changes.layers.length === 0 ? after.Layers : layersBefore(after.Layers, changes.layers),
    Environment: environmentBefore(after.Environment, changes),
    ...handlerBefore(after, changes),
    ...tracingBefore(after, changes),
    ...(changes.permissions.length > 0 && isGranted(entry) ? policiesBefore(after) : {}),
  };
  // In the order of the template.
  const names = Object.keys(after).filter((name) => !Object.hasOwn(parts, name) || parts[name] !== undefined);
  return Object.fromEntries(names.map((name) => [name, Object.hasOwn(parts, name) ? parts[name] : after[name]]));
}

/** Layers that the report names by their ARN are told by it; of the others it is known that ours come behind those that were there. */
function layersBefore(layers: unknown, ours: readonly string[]): unknown {
  if (!Array.isArray(layers)) { return layers; }
  const named = new Set(ours);
  const others = layers.filter((layer) => !named.has(typeof layer === 'string' ? layer : JSON.stringify(layer)));
  const unnamed = ours.length - (layers.length - others.length);
  return nothingIfEmpty(others.slice(0, others.length - Math.max(0, unnamed)));
}

function environmentBefore(environment: unknown, { environment: changed, before }: ReportedChanges): unknown {
  const { Variables, ...others } = fieldsOf(environment);
  const kept = Object.entries(fieldsOf(Variables)).filter(([name]) => !changed.includes(name) || before?.environment?.includes(name));
  if (kept.length === 0) { return Object.keys(others).length === 0 ? undefined : others; }
  return { ...others, Variables: Object.fromEntries(kept) };
}

function handlerBefore(after: Fields, changes: ReportedChanges): Fields {
  if (changes.handler === undefined) { return {}; }
  const former = formerHandler(changes);
  return 'Handler' in after ? { Handler: former } : { ImageConfig: { ...fieldsOf(after.ImageConfig), Command: [former] } };
}

/** `TracingConfig` of a function, `Tracing` of SAM's. */
function tracingBefore(after: Fields, { activeTracing, before }: ReportedChanges): Fields {
  return activeTracing && before?.tracingMode === undefined ? { ['Tracing' in after ? 'Tracing' : 'TracingConfig']: undefined } : {};
}

/** SAM makes a role of what a function has here; ours comes last. */
function policiesBefore({ Policies, Role }: Fields): Fields {
  return Role === undefined && Array.isArray(Policies) ? { Policies: nothingIfEmpty(Policies.slice(0, -1)) } : {};
}

function nothingIfEmpty(list: unknown[]): unknown[] | undefined {
  return list.length === 0 ? undefined : list;
}
