import { isDeepStrictEqual } from 'util';
import { beforeTracing } from './before-tracing';
import { Fields, fieldsOf, isMap } from './fields';
import { extendedValue, shownValues } from './shown-values';
import type { Resource } from './templates';
import type { ReportedFunction } from '../../src/contract/report';

/** A line of a resource's JSON: `+` is there with tracing only, `-` was there before only, a space both. */
export type ChangedLine = `${Mark}${string}`;

type Mark = '+' | '-' | ' ';

/** The properties of a function before and after tracing, as lines; of what they hold only what may be shown. */
export function changedLines({ Properties: written }: Resource, entry: Pick<ReportedFunction, 'changes' | 'diagnostics'>): ChangedLine[] {
  const properties = fieldsOf(written);
  const before = shownValues(beforeTracing(properties, entry));
  const after = withExtended(shownValues(properties, entry.changes?.execWrapper), entry.changes?.before?.environment ?? []);
  return differing('', before, after, 0, '');
}

/** The statements that tracing added to a role, as lines. */
export function policyLines(statements: readonly unknown[]): ChangedLine[] {
  return statements.flatMap((statement) => whole('+', '', statement, 0, ''));
}

/** Where the values are not shown, that they differ is. */
function withExtended(properties: Fields, extended: readonly string[]): Fields {
  const variables = fieldsOf(fieldsOf(properties.Environment).Variables);
  const marked = extended.filter((name) => Object.hasOwn(variables, name)).map((name) => [name, extendedValue(variables[name])]);
  return marked.length === 0 ? properties : { ...properties, Environment: { ...fieldsOf(properties.Environment), Variables: { ...variables, ...Object.fromEntries(marked) } } };
}

/** Two values that stand at the same place. */
function differing(name: string, before: unknown, after: unknown, depth: number, comma: string): ChangedLine[] {
  if (isDeepStrictEqual(before, after)) { return whole(' ', name, after, depth, comma); }
  if (Array.isArray(before) && Array.isArray(after)) { return around(name, '[]', elements(before, after, depth + 1), depth, comma); }
  if (isMap(before) && isMap(after)) { return around(name, '{}', members(before, after, depth + 1), depth, comma); }
  return [...whole('-', name, before, depth, comma), ...whole('+', name, after, depth, comma)];
}

function members(before: Fields, after: Fields, depth: number): ChangedLine[] {
  const gone = Object.keys(before).filter((name) => !Object.hasOwn(after, name));
  const last = Object.keys(after).length - 1;
  return [
    ...gone.flatMap((name) => whole('-', label(name), before[name], depth, ',')),
    ...Object.entries(after).flatMap(([name, value], index) => {
      const comma = index < last ? ',' : '';
      return Object.hasOwn(before, name) ? differing(label(name), before[name], value, depth, comma) : whole('+', label(name), value, depth, comma);
    }),
  ];
}

/** What is in both lists stands in the same order: nothing is ever moved. */
function elements(before: readonly unknown[], after: readonly unknown[], depth: number): ChangedLine[] {
  const left = [...before];
  return [
    ...after.flatMap((value, index) => {
      const comma = index < after.length - 1 ? ',' : '';
      const at = left.findIndex((other) => isDeepStrictEqual(other, value));
      if (at < 0) { return whole('+', '', value, depth, comma); }
      return [...left.splice(0, at + 1).slice(0, -1).flatMap((other) => whole('-', '', other, depth, ',')), ...whole(' ', '', value, depth, comma)];
    }),
    ...left.flatMap((other) => whole('-', '', other, depth, '')),
  ];
}

function around(name: string, [open, close]: string, inner: readonly ChangedLine[], depth: number, comma: string): ChangedLine[] {
  const indent = '  '.repeat(depth);
  return [` ${indent}${name}${open}`, ...inner, ` ${indent}${close}${comma}`];
}

/** A value as JSON.stringify indents it, all of it with one mark. */
function whole(mark: Mark, name: string, value: unknown, depth: number, comma: string): ChangedLine[] {
  const indent = '  '.repeat(depth);
  const text = `${name}${JSON.stringify(value, undefined, 2) ?? 'null'}${comma}`;
  return text.split('\n').map((line): ChangedLine => `${mark}${indent}${line}`);
}

function label(name: string): string {
  return `${JSON.stringify(name)}: `;
}
