import { Fields, fieldsOf, isMap } from './fields';
import { EXEC_WRAPPER_VARIABLE } from '../../src/contract/lambda-environment';

/** How a literal value of an environment variable is shown: it may be anything, and a page gets around. */
const HIDDEN = '(value not shown)';
const HIDDEN_CODE = '(inline code)';

/** Intrinsic functions whose arguments are names within the template, and how many of them: what else `Fn::FindInMap` has may be a default. */
const NAMES_OF: ReadonlyMap<string, number> = new Map([['Ref', 1], ['Fn::GetAtt', 2], ['Fn::ImportValue', 1], ['Fn::FindInMap', 3]]);

/**
 * Properties fit to be passed around: without inline code, and without the literal values of variables. Whose value it is nobody can tell
 * from a template: what comes after tracing may have set it anew. Only a wrapper is shown that is the one of the report.
 */
export function shownValues(properties: Fields, wrapper?: string): Fields {
  const { Code, InlineCode, Environment } = properties;
  return {
    ...properties,
    ...(Code === undefined ? {} : { Code: withoutCode(Code) }),
    ...(InlineCode === undefined ? {} : { InlineCode: HIDDEN_CODE }),
    ...(Environment === undefined ? {} : { Environment: environment(Environment, wrapper) }),
  };
}

/** A condition may stand for all of it. */
function withoutCode(value: unknown): unknown {
  if (Array.isArray(value)) { return value.map(withoutCode); }
  if (typeof value !== 'object' || value === null) { return value; }
  return Object.fromEntries(Object.entries(value).map(([name, content]) => [name, name === 'ZipFile' ? HIDDEN_CODE : withoutCode(content)]));
}

function environment(value: unknown, wrapper: string | undefined): unknown {
  const variables = fieldsOf(value).Variables;
  if (!isMap(variables)) { return withoutLiterals(value); }
  const shown = Object.entries(variables).map(([name, content]) => [name, name === EXEC_WRAPPER_VARIABLE && content === wrapper ? content : withoutLiterals(content)]);
  return { ...withoutLiterals(value) as Fields, Variables: Object.fromEntries(shown) };
}

/** What is put together from parts may have a literal among them. */
function withoutLiterals(value: unknown): unknown {
  if (Array.isArray(value)) { return value.map(withoutLiterals); }
  if (!isMap(value)) { return HIDDEN; }
  const entries = Object.entries(value);
  // Beside other names it is the name of a variable.
  return Object.fromEntries(entries.map(([name, content]) => [name, entries.length === 1 && NAMES_OF.has(name) ? names(content, NAMES_OF.get(name)!) : withoutLiterals(content)]));
}

function names(value: unknown, count: number): unknown {
  if (Array.isArray(value)) { return value.map((item: unknown, index) => (index < count && typeof item === 'string' ? item : withoutLiterals(item))); }
  return typeof value === 'string' ? value : withoutLiterals(value);
}

/** That tracing has put something behind a value which is not shown. */
export function extendedValue(value: unknown): unknown {
  return value === HIDDEN ? '(value not shown, and what tracing has appended)' : value;
}
