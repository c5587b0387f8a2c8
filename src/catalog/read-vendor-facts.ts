import { checkFile, Wrong } from './check-shape';
import type { ExtensionFacts, LanguageFacts, LayerFacts, VendorFacts } from './vendor-facts';
import { RawFile, RawLanguage, RawLayer, VENDOR_FILE } from './vendor-shape';

/**
 * Reads one file of the catalog. Its fields are those of `VendorFacts`, but that regions are grouped: `accounts` and
 * `versions` map an account or a version to a list of regions, separated by spaces; `version` is one for all regions,
 * less those in `notIn`.
 *
 * @throws naming file, field and value of everything that is wrong
 */
export function readVendorFacts(file: string, data: unknown): VendorFacts {
  return vendorFacts(checkFile<RawFile>(file, data, VENDOR_FILE, checkRegions));
}

/** What one field alone does not show: regions named twice, or known to one part of the file only; no layer and no reason why. */
function checkRegions(file: RawFile, wrong: Wrong): void {
  const served = regionsIn(Object.values(file.accounts), 'accounts', wrong);
  const checkLayers = (layers: readonly RawLayer[], at: string) => layers.forEach((layer, index) => checkLayer(layer, `${at}.layers[${index}]`, served, wrong));
  for (const [family, language] of Object.entries(file.languages)) {
    const field = `languages.${family}`;
    if ([language.layers, language.needsArn, language.extensionOnly].filter(Boolean).length !== 1) {
      wrong(field, 'given layers, needsArn or extensionOnly, one of them', Object.keys(language));
    }
    if (language.extensionOnly && !file.extension) { wrong(`${field}.extensionOnly`, 'absent where there is no extension', true); }
    checkLayers(language.layers ?? [], field);
  }
  checkLayers(file.extension?.layers ?? [], 'extension');
}

function checkLayer(layer: RawLayer, field: string, vendors: ReadonlySet<string>, wrong: Wrong): void {
  if ((layer.version === undefined) === (layer.versions === undefined)) { wrong(field, 'given version or versions, one of them', Object.keys(layer)); }
  const served = layer.accounts ? regionsIn(Object.values(layer.accounts), `${field}.accounts`, wrong) : vendors;
  const named = [...regionsIn(Object.values(layer.versions ?? {}), `${field}.versions`, wrong), ...(layer.notIn?.split(' ') ?? [])];
  const unknown = named.find((region) => !served.has(region));
  if (unknown) { wrong(field, 'about regions that have an account', unknown); }
}

function regionsIn(lists: readonly string[], field: string, wrong: Wrong): ReadonlySet<string> {
  const seen = new Set<string>();
  for (const region of lists.flatMap((list) => list.split(' '))) {
    if (seen.has(region)) { wrong(field, 'without a region twice', region); }
    seen.add(region);
  }
  return seen;
}

function vendorFacts({ accounts: grouped, extension, languages, ...file }: RawFile): VendorFacts {
  const accounts = byRegion(grouped, (account) => account);
  return {
    ...file,
    notes: file.notes ?? [],
    ...(extension ? { extension: extensionFacts(extension, accounts) } : {}),
    languages: Object.fromEntries(Object.entries(languages).map(([family, language]) => [family, languageFacts(language, accounts)])),
  };
}

function extensionFacts({ layers = [], needsArn, bundled }: NonNullable<RawFile['extension']>, accounts: ReadonlyMap<string, string>): ExtensionFacts {
  return { layers: layers.map((layer) => layerFacts(layer, accounts)), needsArn, bundled: bundled ?? false };
}

function languageFacts(language: RawLanguage, accounts: ReadonlyMap<string, string>): LanguageFacts {
  return {
    extensionOnly: false, needsExtension: false, commonJsOnly: false, losesStreaming: false, seesNothingOn: [],
    environment: {}, appendedEnvironment: {}, crashesOnGetterExports: [], bundleExternals: [],
    protocols: [], image: [],
    ...language,
    layers: (language.layers ?? []).map((layer) => layerFacts(layer, accounts)),
  };
}

function layerFacts({ accounts: own, version, versions, notIn, ...layer }: RawLayer, vendors: ReadonlyMap<string, string>): LayerFacts {
  const accounts = own ? byRegion(own, (account) => account) : vendors;
  const absent = new Set(notIn?.split(' '));
  return {
    ...layer,
    accounts,
    versions: versions ? byRegion(versions, Number) : new Map([...accounts.keys()].filter((region) => !absent.has(region)).map((region) => [region, version!])),
  };
}

function byRegion<T>(lists: { readonly [key: string]: string }, value: (key: string) => T): ReadonlyMap<string, T> {
  return new Map(Object.entries(lists).flatMap(([key, list]) => list.split(' ').map((region): [string, T] => [region, value(key)])));
}
