import { count, day, flag, listOf, mapOf, matching, may, must, Shape, shaped, text, that, url } from './check-shape';
import { REGION } from './region';
import type { LanguageFacts, LayerFacts, VendorFacts } from './vendor-facts';
import { FunctionArchitecture } from '../core/function-model';
import { VARIABLE_NAME } from '../core/limits';
import { RuntimeFamily } from '../core/runtime-family';

/** A layer as a file has it: regions are grouped by account and version. */
export interface RawLayer extends Omit<LayerFacts, 'accounts' | 'versions'> {
  readonly accounts?: { readonly [account: string]: string };
  readonly version?: number;
  readonly versions?: { readonly [version: string]: string };
  readonly notIn?: string;
}

/** A language as a file has it: what is empty may be left out. */
export interface RawLanguage extends Omit<Partial<LanguageFacts>, 'layers'> {
  readonly runtimes: readonly string[];
  readonly layers?: readonly RawLayer[];
}

/** The extension as a file has it. */
export interface RawExtension {
  readonly layers?: readonly RawLayer[];
  readonly needsArn?: string;
  readonly bundled?: true;
}

/** A file of the catalog. */
export interface RawFile extends Omit<VendorFacts, 'extension' | 'languages' | 'notes'> {
  readonly notes?: readonly string[];
  readonly accounts: { readonly [account: string]: string };
  readonly extension?: RawExtension;
  readonly languages: { readonly [family: string]: RawLanguage };
}

const regionList = that('regions separated by single spaces', (value) => typeof value === 'string' && value.split(' ').every((region) => REGION.test(region)));
const accounts = mapOf(/^\d{12}$/, 'an account of 12 digits', regionList);
const variables = mapOf(VARIABLE_NAME, 'the name of a variable', text);

const LAYER: Shape = {
  name: must(matching(/^[\w-]+(\{digits\})?[\w-]*$/, 'the name of a layer')),
  runtimes: may(listOf(text)),
  architectures: must(listOf(that('an architecture', (value) => Object.values<unknown>(FunctionArchitecture).includes(value)))),
  accounts: may(accounts),
  version: may(count),
  versions: may(mapOf(/^[1-9]\d*$/, 'a version', regionList)),
  notIn: may(regionList),
  minimumVersion: may(count),
  confirmedOnlyBy: may(text),
  lookup: may(url),
};

const EXTENSION: Shape = { layers: may(listOf(shaped(LAYER))), needsArn: may(text), bundled: may(flag) };

const LANGUAGE: Shape = {
  runtimes: must(listOf(matching(/^[a-z]+[\w.]*$/, 'the name of a runtime'))),
  layers: may(listOf(shaped(LAYER))),
  needsArn: may(text),
  extensionOnly: may(flag),
  needsExtension: may(flag),
  commonJsOnly: may(flag),
  seesNothingOn: may(listOf(text)),
  losesStreaming: may(flag),
  execWrapper: may(matching(/^\/opt\/\S+$/, 'a path under /opt')),
  handler: may(text),
  commonJsHandler: may(text),
  originalHandlerVariable: may(matching(VARIABLE_NAME, 'the name of a variable')),
  environment: may(variables),
  appendedEnvironment: may(variables),
  crashesOnGetterExports: may(listOf(text)),
  bundleExternals: may(listOf(text)),
  protocols: may(listOf(text)),
  minimumMemory: may(count),
  snapStart: may(text),
  image: may(listOf(text)),
};

export const VENDOR_FILE: Shape = {
  vendor: must(text),
  sources: must(listOf(text)),
  date: must(day),
  notes: may(listOf(text, 0)),
  accounts: must(accounts),
  extension: may(shaped(EXTENSION)),
  languages: must(mapOf(new RegExp(`^(${Object.values(RuntimeFamily).join('|')})$`), 'a runtime family', shaped(LANGUAGE))),
};
