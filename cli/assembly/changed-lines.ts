import type { Resource } from './templates';
import type { ReportedChanges } from '../../src/contract/report';

/** A line of a resource's JSON: `+` was added by tracing, `~` changed by it, a space stood there before. */
export type ChangedLine = `${'+' | '~' | ' '}${string}`;

/** How a literal value of an environment variable is shown: it may be anything, and a page gets around. */
const HIDDEN = '(value not shown)';

type Json = { readonly [name: string]: unknown };

/** The properties of a function as lines, with what tracing did to them. */
export function changedLines({ Properties = {} }: Resource, changes: ReportedChanges | undefined): ChangedLine[] {
  const shown = Object.fromEntries(Object.entries(Properties).map(([name, value]) => [name, readable(name, value)]));
  return lines(shown, '', (path) => markOf(path, Properties, changes));
}

/** The statements that tracing added to a role, as lines. */
export function policyLines(statements: readonly unknown[]): ChangedLine[] {
  return statements.flatMap((statement) => lines(statement, '', () => '+', [], '+'));
}

function readable(name: string, value: unknown): unknown {
  if (name === 'Code' && typeof (value as Json | null)?.ZipFile === 'string') { return { ZipFile: '(inline code)' }; }
  if (name !== 'Environment') { return value; }
  const { Variables = {} } = (value ?? {}) as { Variables?: Json };
  return { Variables: Object.fromEntries(Object.entries(Variables).map(([variable, content]) => [variable, typeof content === 'string' ? HIDDEN : content])) };
}

type Mark = '+' | '~' | ' ';

function markOf(path: readonly string[], properties: Json, changes: ReportedChanges | undefined): Mark | undefined {
  if (changes === undefined) { return undefined; }
  const [property, second, third] = path;
  switch (property) {
    case 'Layers': {
      const layers = Array.isArray(properties.Layers) ? properties.Layers.length : 0;
      // Ours come behind those that were there.
      if (path.length === 2) { return Number(second) >= layers - changes.layers.length ? '+' : ' '; }
      return path.length === 1 && layers === changes.layers.length && layers > 0 ? '+' : undefined;
    }
    case 'Environment': {
      const all = Object.keys((properties.Environment as { Variables?: Json } | undefined)?.Variables ?? {});
      if (path.length === 3) { return changes.environment.includes(third) ? '+' : ' '; }
      return path.length < 3 && all.length > 0 && all.every((name) => changes.environment.includes(name)) ? '+' : undefined;
    }
    case 'Handler': return changes.handler === undefined ? undefined : '~';
    case 'TracingConfig':
    case 'Tracing': return changes.activeTracing ? '+' : undefined;
    default: return undefined;
  }
}

/** JSON as JSON.stringify indents it; a mark holds for everything below, unless that has one of its own. */
function lines(value: unknown, prefix: string, mark: (path: string[]) => Mark | undefined, path: string[] = [], inherited: Mark = ' ', comma = ''): ChangedLine[] {
  const own = (path.length > 0 ? mark(path) : undefined) ?? inherited;
  const indent = '  '.repeat(path.length);
  if (typeof value !== 'object' || value === null) { return [`${own}${indent}${prefix}${JSON.stringify(value) ?? 'null'}${comma}`]; }
  const entries = Object.entries(value);
  const [open, close] = Array.isArray(value) ? ['[', ']'] : ['{', '}'];
  if (entries.length === 0) { return [`${own}${indent}${prefix}${open}${close}${comma}`]; }
  const inner = entries.flatMap(([name, entry], index) =>
    lines(entry, Array.isArray(value) ? '' : `${JSON.stringify(name)}: `, mark, [...path, name], own, index < entries.length - 1 ? ',' : ''));
  return [`${own}${indent}${prefix}${open}`, ...inner, `${own}${indent}${close}${comma}`];
}
