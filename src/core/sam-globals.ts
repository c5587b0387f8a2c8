/**
 * A SAM function's properties with those of `Globals.Function`: maps are merged, lists are joined with the global entries first,
 * anything else is the function's own where it has one (AWS SAM Developer Guide, "Globals section").
 */
export function mergedGlobals(globals: unknown, own: unknown): unknown {
  if (own === undefined) { return globals; }
  if (Array.isArray(globals) && Array.isArray(own)) { return [...globals, ...own]; }
  if (!isPlainMap(globals) || !isPlainMap(own)) { return own; }
  const names = new Set([...Object.keys(globals), ...Object.keys(own)]);
  return Object.fromEntries([...names].map((name) => [name, mergedGlobals(globals[name], own[name])]));
}

/** An intrinsic function is a value, not a map to merge. */
function isPlainMap(value: unknown): value is { [name: string]: unknown } {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    && !Object.keys(value).some((name) => name === 'Ref' || name.startsWith('Fn::'));
}
