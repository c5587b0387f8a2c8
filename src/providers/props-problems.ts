import { isUnresolved } from '../core/props-error';

/** What is wrong with single props: each answers with a list, of one message or none. */

/** A text that must be there. */
export function textProblems(prop: string, value: unknown, example: string): string[] {
  return typeof value === 'string' && value.trim() !== '' && !/[\r\n]/.test(value) ? [] : [`${prop} is not a line of text, got ${shown(value)}; pass one such as ${example}`];
}

/** A text that may be left out. */
export function optionalTextProblems(prop: string, value: unknown): string[] {
  return value === undefined ? [] : textProblems(prop, value, 'a name, or leave it out');
}

/** A text of a certain form, or a token. */
export function formProblems(prop: string, value: unknown, form: RegExp, example: string): string[] {
  return typeof value === 'string' && (isUnresolved(value) || form.test(value)) ? [] : [`${prop} cannot be right, got ${shown(value)}; pass one such as ${example}`];
}

/** An https URL, or a token. */
export function urlProblems(prop: string, value: unknown, example: string): string[] {
  const url = typeof value === 'string' && (isUnresolved(value) || (/^https:\/\/\S+$/.test(value) && URL.canParse(value)));
  return url ? [] : [`${prop} is not an https URL, got ${shown(value)}; pass one such as ${example}`];
}

/** A secret. Whatever stands in its place may be the key itself: it is not repeated. */
export function secretProblems(prop: string, value: unknown): string[] {
  return typeof (value as { store?: unknown } | undefined)?.store === 'string'
    ? [] : [`${prop} is not a TracingSecret, got a ${typeof value}; pass TracingSecret.fromSecretsManagerName() or the like`];
}

/** A share from 0 to 1 that may be left out. */
export function ratioProblems(prop: string, value: unknown): string[] {
  return value === undefined || (typeof value === 'number' && value >= 0 && value <= 1) ? [] : [`${prop} is not a number from 0 to 1, got ${shown(value)}`];
}

/** Tags to be written as a list with commas. */
export function tagProblems(tags: { readonly [name: string]: string }, between: string): string[] {
  const bad = Object.entries(tags).find(([tag, value]) => tag === '' || tag.includes(',') || tag.includes(between) || typeof value !== 'string' || value.includes(','));
  return bad ? [`tag '${bad[0]}' cannot be written as name${between}value in a list, got ${shown(bad[1])}; leave out commas, and '${between}' in the name`] : [];
}

/** The variables that have a value, as text. */
export function variablesOf(values: { readonly [variable: string]: string | number | boolean | undefined }): { [variable: string]: string } {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined).map(([variable, value]) => [variable, String(value)]));
}

function shown(value: unknown): string {
  return JSON.stringify(value) ?? 'nothing';
}
