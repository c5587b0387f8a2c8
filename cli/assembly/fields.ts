/** Properties of a resource, or of anything below them. */
export type Fields = { readonly [name: string]: unknown };

export function isMap(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** An assembly may be anybody's: what is no map has no fields. */
export function fieldsOf(value: unknown): Fields {
  return isMap(value) ? value : {};
}
