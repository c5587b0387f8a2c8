import { REGION } from './region';
import type { LanguageFacts, LayerFacts, VendorFacts } from './vendor-facts';
import { FunctionArchitecture } from '../core/function-model';
import { VARIABLE_NAME } from '../core/limits';
import { RuntimeFamily } from '../core/runtime-family';

/**
 * Reads one file of the catalog. Its fields are those of `VendorFacts`, but that regions are grouped: `accounts` and
 * `versions` map an account or a version to a list of regions, separated by spaces; `version` is one for all regions,
 * less those in `notIn`.
 *
 * @throws naming file, field and value of everything that is wrong
 */
export function readVendorFacts(file: string, data: unknown): VendorFacts {
  const problems: string[] = [];
  const wrong = (field: string, want: string, value: unknown) => { problems.push(`${field} must be ${want}, got ${JSON.stringify(value) ?? 'nothing'}`); };
  check(data, '', FILE, wrong);
  if (problems.length === 0) { checkRegions(data as RawFile, wrong); }
  if (problems.length > 0) { throw new Error(`the catalog file ${file} is wrong: ${problems.join('; ')}`); }
  return vendorFacts(data as RawFile);
}

interface RawLayer extends Omit<LayerFacts, 'versions'> {
  readonly version?: number;
  readonly versions?: { readonly [version: string]: string };
  readonly notIn?: string;
}
interface RawLanguage extends Omit<Partial<LanguageFacts>, 'layers'> {
  readonly runtimes: readonly string[];
  readonly layers: readonly RawLayer[];
}
interface RawFile extends Omit<VendorFacts, 'accounts' | 'languages' | 'notes'> {
  readonly notes?: readonly string[];
  readonly accounts: { readonly [account: string]: string };
  readonly languages: { readonly [family: string]: RawLanguage };
}

type Wrong = (field: string, want: string, value: unknown) => void;
type Check = (value: unknown, field: string, wrong: Wrong) => void;
interface Shape { readonly [field: string]: { readonly check: Check; readonly optional?: boolean } }

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);
const that = (want: string, holds: (value: unknown) => boolean): Check => (value, field, wrong) => { if (!holds(value)) { wrong(field, want, value); } };
const matching = (pattern: RegExp, want: string) => that(want, (value) => typeof value === 'string' && pattern.test(value));
const text = matching(/\S/, 'a text');
const count = that('a whole number above 0', (value) => Number.isInteger(value) && Number(value) > 0);
const regionList = that('regions separated by single spaces', (value) => typeof value === 'string' && value.split(' ').every((region) => REGION.test(region)));
const listOf = (item: Check, least = 1): Check => (value, field, wrong) => {
  if (!Array.isArray(value) || value.length < least) { return wrong(field, `a list of ${least} or more`, value); }
  value.forEach((entry, index) => item(entry, `${field}[${index}]`, wrong));
};
const mapOf = (key: RegExp, wantedKey: string, item: Check): Check => (value, field, wrong) => {
  if (!isRecord(value)) { return wrong(field, 'an object', value); }
  for (const [name, entry] of Object.entries(value)) {
    if (!key.test(name)) { wrong(`a key of ${field}`, wantedKey, name); }
    item(entry, `${field}.${name}`, wrong);
  }
};
const shaped = (shape: Shape): Check => (value, field, wrong) => check(value, field, shape, wrong);

function check(value: unknown, field: string, shape: Shape, wrong: Wrong): void {
  if (!isRecord(value)) { return wrong(field || 'the file', 'an object', value); }
  const at = (name: string) => (field ? `${field}.${name}` : name);
  for (const name of Object.keys(value)) {
    if (!(name in shape)) { wrong(at(name), `absent (known fields: ${Object.keys(shape).join(', ')})`, value[name]); }
  }
  for (const [name, entry] of Object.entries(shape)) {
    if (value[name] !== undefined || !entry.optional) { entry.check(value[name], at(name), wrong); }
  }
}

const must = (checked: Check) => ({ check: checked });
const may = (checked: Check) => ({ check: checked, optional: true });

const LAYER: Shape = {
  name: must(matching(/^[\w-]+(\{digits\})?[\w-]*$/, 'the name of a layer')),
  architectures: must(listOf(that('an architecture', (value) => Object.values<unknown>(FunctionArchitecture).includes(value)))),
  version: may(count),
  versions: may(mapOf(/^[1-9]\d*$/, 'a version', regionList)),
  notIn: may(regionList),
  minimumVersion: may(count),
  confirmedOnlyBy: may(text),
  lookup: may(matching(/^https:\/\/\S+$/, 'an https URL')),
};

const LANGUAGE: Shape = {
  runtimes: must(listOf(matching(/^[a-z]+[\w.]*$/, 'the name of a runtime'))),
  layers: must(listOf(shaped(LAYER))),
  execWrapper: may(matching(/^\/opt\/\S+$/, 'a path under /opt')),
  handler: may(text),
  commonJsHandler: may(text),
  originalHandlerVariable: may(matching(VARIABLE_NAME, 'the name of a variable')),
  environment: may(mapOf(VARIABLE_NAME, 'the name of a variable', text)),
  crashesOnGetterExports: may(listOf(text)),
  protocols: may(listOf(text)),
  minimumMemory: may(count),
  image: may(listOf(text)),
};

const FILE: Shape = {
  vendor: must(text),
  sources: must(listOf(text)),
  date: must(matching(/^20\d\d-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/, 'a day such as 2026-08-21')),
  notes: may(listOf(text, 0)),
  accounts: must(mapOf(/^\d{12}$/, 'an account of 12 digits', regionList)),
  languages: must(mapOf(new RegExp(`^(${Object.values(RuntimeFamily).join('|')})$`), 'a runtime family', shaped(LANGUAGE))),
};

/** What one field alone does not show: regions named twice, or known to one part of the file only. */
function checkRegions(file: RawFile, wrong: Wrong): void {
  const served = regionsIn(Object.values(file.accounts), 'accounts', wrong);
  for (const [family, language] of Object.entries(file.languages)) {
    language.layers.forEach((layer, index) => {
      const field = `languages.${family}.layers[${index}]`;
      if ((layer.version === undefined) === (layer.versions === undefined)) { wrong(field, 'given version or versions, one of them', Object.keys(layer)); }
      const named = [...regionsIn(Object.values(layer.versions ?? {}), `${field}.versions`, wrong), ...(layer.notIn?.split(' ') ?? [])];
      const unknown = named.find((region) => !served.has(region));
      if (unknown) { wrong(field, 'about regions that have an account', unknown); }
    });
  }
}

function regionsIn(lists: readonly string[], field: string, wrong: Wrong): ReadonlySet<string> {
  const seen = new Set<string>();
  for (const region of lists.flatMap((list) => list.split(' '))) {
    if (seen.has(region)) { wrong(field, 'without a region twice', region); }
    seen.add(region);
  }
  return seen;
}

function vendorFacts(file: RawFile): VendorFacts {
  const accounts = byRegion(file.accounts, (account) => account);
  return {
    ...file,
    notes: file.notes ?? [],
    accounts,
    languages: Object.fromEntries(Object.entries(file.languages).map(([family, language]) => [family, {
      environment: {}, crashesOnGetterExports: [], protocols: [], image: [],
      ...language,
      layers: language.layers.map((layer) => layerFacts(layer, [...accounts.keys()])),
    }])),
  };
}

function layerFacts({ version, versions, notIn, ...layer }: RawLayer, regions: readonly string[]): LayerFacts {
  const absent = new Set(notIn?.split(' '));
  return {
    ...layer,
    versions: versions ? byRegion(versions, Number) : new Map(regions.filter((region) => !absent.has(region)).map((region) => [region, version!])),
  };
}

function byRegion<T>(lists: { readonly [key: string]: string }, value: (key: string) => T): ReadonlyMap<string, T> {
  return new Map(Object.entries(lists).flatMap(([key, list]) => list.split(' ').map((region): [string, T] => [region, value(key)])));
}
