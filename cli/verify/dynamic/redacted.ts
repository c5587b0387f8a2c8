/** A value so short tells nothing, and would be found everywhere. */
const SHORTEST = 6;

/** A function's own words, without the values of its variables: they may be anything, and a log gets around. */
export function redacted(text: string, environment: { readonly [name: string]: string }): string {
  const entries = Object.entries(environment).filter(([, value]) => value.length >= SHORTEST).sort(([, one], [, other]) => other.length - one.length);
  return entries.reduce((rest, [name, value]) => rest.split(value).join(`<${name}>`), text);
}
