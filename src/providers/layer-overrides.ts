import { layerName } from '../catalog/layer-arn';
import { partitionOf } from '../catalog/region';
import type { LayerFacts, VendorFacts } from '../catalog/vendor-facts';
import type { FunctionArchitecture } from '../core/function-model';
import { isUnresolved } from '../core/props-error';

/** Layers and versions the user has chosen, in place of the catalog's. */
export interface LayerOverrides {
  /** By language, by `extension`, or by either and an architecture. */
  readonly layerArns?: { [language: string]: string };
  readonly layerVersions?: { [layer: string]: number };
}

/** The key of `layerArns` for the vendor's extension. */
export const EXTENSION = 'extension';

const LAYER_VERSION_ARN = /^arn:[\w-]+:lambda:([\w-]+):\d{12}:layer:[\w-]+:\d+$/;

/** The user's ARN for a language: that for the architecture, or that for both. */
export function overridingArn({ layerArns = {} }: LayerOverrides, language: string, architecture: FunctionArchitecture | undefined): string | undefined {
  return layerArns[`${language}/${architecture}`] ?? layerArns[language];
}

/** The region an ARN belongs to, as far as it is known. */
export function regionOfArn(arn: string): string | undefined {
  return LAYER_VERSION_ARN.exec(arn)?.[1];
}

/** No deployment can find a layer in a partition that its region is not in. */
function partitionProblems(language: string, arn: unknown): string[] {
  const region = typeof arn === 'string' ? regionOfArn(arn) : undefined;
  if (region === undefined || String(arn).startsWith(`arn:${partitionOf(region)}:`)) { return []; }
  return [`layerArns.${language} has the region ${region}, which is in the partition ${partitionOf(region)}, got ${JSON.stringify(arn)}; correct one of the two`];
}

/** What is wrong with the overrides, given what the vendor has. */
export function problemsWithOverrides({ layerArns = {}, layerVersions = {} }: LayerOverrides, facts: VendorFacts): string[] {
  const withLayer = Object.entries(facts.languages).filter(([, { extensionOnly }]) => !extensionOnly).map(([language]) => language);
  const languages = [...withLayer, ...(facts.extension ? [EXTENSION] : [])].flatMap((language) => [language, `${language}/x86_64`, `${language}/arm64`]);
  const layers = layersOf(facts);
  return [
    ...Object.entries(layerArns).flatMap(([language, arn]) => [
      ...(languages.includes(language) ? [] : [`layerArns has '${language}', which is no language of this provider; use one of ${languages.join(', ')}`]),
      ...(typeof arn === 'string' && (isUnresolved(arn) || LAYER_VERSION_ARN.test(arn)) ? []
        : [`layerArns.${language} is not the ARN of a layer version, got ${JSON.stringify(arn)}; use arn:<partition>:lambda:<region>:<account>:layer:<name>:<version>`]),
      ...partitionProblems(language, arn),
    ]),
    ...Object.entries(layerVersions).flatMap(([name, version]) => {
      const least = layers.get(name)?.minimumVersion ?? 1;
      return [
        ...(layers.has(name) ? [] : [`layerVersions has '${name}', which is no layer of this provider; use one of ${[...layers.keys()].join(', ')}`]),
        ...(Number.isInteger(version) && version >= least ? []
          : [`layerVersions.${name} is not a version that can be used, got ${JSON.stringify(version)}; use a whole number from ${least}`]),
      ];
    }),
  ];
}

function layersOf(facts: VendorFacts): ReadonlyMap<string, LayerFacts> {
  const ofLanguages = Object.values(facts.languages).flatMap(({ layers, runtimes }) =>
    layers.flatMap((layer) => (layer.runtimes ?? runtimes).map((runtime): [string, LayerFacts] => [layerName(layer, runtime), layer])));
  return new Map([...ofLanguages, ...(facts.extension?.layers ?? []).map((layer): [string, LayerFacts] => [layer.name, layer])]);
}
