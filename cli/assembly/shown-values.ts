import { objectIn, Properties } from './before-tracing';

/** How a literal value of an environment variable is shown: it may be anything, and a page gets around. */
const HIDDEN = '(value not shown)';

/** Intrinsic functions whose arguments are names within the template. */
const NAMES_ONLY: ReadonlySet<string> = new Set(['Ref', 'Fn::GetAtt', 'Fn::ImportValue', 'Fn::FindInMap']);

/** Properties fit to be passed around: without inline code, and without the literal values of variables but for those of `shown`. */
export function shownValues(properties: Properties, shown: ReadonlySet<string>): Properties {
  const { Code, InlineCode, Environment } = properties;
  return {
    ...properties,
    ...(typeof objectIn(Code).ZipFile === 'string' ? { Code: { ZipFile: '(inline code)' } } : {}),
    ...(typeof InlineCode === 'string' ? { InlineCode: '(inline code)' } : {}),
    ...(Environment === undefined ? {} : { Environment: environment(Environment, shown) }),
  };
}

function environment(value: unknown, shown: ReadonlySet<string>): Properties {
  const { Variables, ...others } = objectIn(value);
  if (Variables === undefined) { return others; }
  return { ...others, Variables: Object.fromEntries(Object.entries(objectIn(Variables)).map(([name, content]) => [name, shown.has(name) ? content : withoutLiterals(content)])) };
}

/** What is put together from parts may have a literal among them. */
function withoutLiterals(value: unknown): unknown {
  if (Array.isArray(value)) { return value.map(withoutLiterals); }
  if (typeof value !== 'object' || value === null) { return HIDDEN; }
  return Object.fromEntries(Object.entries(value).map(([name, content]) => [name, NAMES_ONLY.has(name) ? content : withoutLiterals(content)]));
}

/** That tracing has put something behind a value which is not shown. */
export function extendedValue(value: unknown): unknown {
  return value === HIDDEN ? '(value not shown, and what tracing has appended)' : value;
}
