/** Checks data of any kind against a shape, and says of everything that is wrong where it is. */
export type Wrong = (field: string, want: string, value: unknown) => void;
export type Check = (value: unknown, field: string, wrong: Wrong) => void;
export interface Shape { readonly [field: string]: { readonly check: Check; readonly optional?: boolean } }

export const must = (check: Check) => ({ check });
export const may = (check: Check) => ({ check, optional: true });

export const that = (want: string, holds: (value: unknown) => boolean): Check => (value, field, wrong) => { if (!holds(value)) { wrong(field, want, value); } };
export const matching = (pattern: RegExp, want: string) => that(want, (value) => typeof value === 'string' && pattern.test(value));
export const text = matching(/\S/, 'a text');
export const url = matching(/^https:\/\/\S+$/, 'an https URL');
export const day = matching(/^20\d\d-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/, 'a day such as 2026-08-21');
export const flag = that('true, or absent', (value) => value === true);
export const count = that('a whole number above 0', (value) => Number.isInteger(value) && Number(value) > 0);

export const listOf = (item: Check, least = 1): Check => (value, field, wrong) => {
  if (!Array.isArray(value) || value.length < least) { return wrong(field, `a list of ${least} or more`, value); }
  value.forEach((entry, index) => item(entry, `${field}[${index}]`, wrong));
};

export const mapOf = (key: RegExp, wantedKey: string, item: Check): Check => (value, field, wrong) => {
  if (!isRecord(value)) { return wrong(field, 'an object', value); }
  for (const [name, entry] of Object.entries(value)) {
    if (!key.test(name)) { wrong(`a key of ${field}`, wantedKey, name); }
    item(entry, `${field}.${name}`, wrong);
  }
};

export const shaped = (shape: Shape): Check => (value, field, wrong) => checkShape(value, field, shape, wrong);

/** Every field that must be there is, and none that is not known. */
export function checkShape(value: unknown, field: string, shape: Shape, wrong: Wrong): void {
  if (!isRecord(value)) { return wrong(field || 'the file', 'an object', value); }
  const at = (name: string) => (field ? `${field}.${name}` : name);
  for (const name of Object.keys(value)) {
    if (!(name in shape)) { wrong(at(name), `absent (known fields: ${Object.keys(shape).join(', ')})`, value[name]); }
  }
  for (const [name, entry] of Object.entries(shape)) {
    if (value[name] !== undefined || !entry.optional) { entry.check(value[name], at(name), wrong); }
  }
}

/**
 * Reads a file of the catalog.
 *
 * @throws naming file, field and value of everything that is wrong
 */
export function checkFile<T>(file: string, data: unknown, shape: Shape, more: (data: T, wrong: Wrong) => void = () => undefined): T {
  const problems: string[] = [];
  const wrong: Wrong = (field, want, value) => { problems.push(`${field} must be ${want}, got ${JSON.stringify(value) ?? 'nothing'}`); };
  checkShape(data, '', shape, wrong);
  if (problems.length === 0) { more(data as T, wrong); }
  if (problems.length > 0) { throw new Error(`the catalog file ${file} is wrong: ${problems.join('; ')}`); }
  return data as T;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
