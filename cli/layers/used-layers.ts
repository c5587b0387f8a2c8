import { readdirSync, readFileSync } from 'fs';
import { join } from 'path';
import { TracingReport } from '../../src/contract/report';
import { parseLayerArn } from '../../src/core/layer-lock';
import { isReportFile } from '../assembly/read-report';

/** Our mappings of a layer's ARNs by region, in stacks whose region is not known. */
const MAPPING = /^LambdaTracingLayer[0-9a-f]+$/;

/** The layers an app uses: the version in use, by ARN without version. */
export type UsedLayers = ReadonlyMap<string, number>;

/**
 * Every published layer that tracing has attached; none that is deployed with the app.
 *
 * @param regions where stacks without a region are deployed to: their templates have the layers of every region there is
 */
export function usedLayers(assembly: string, { functions }: TracingReport, regions: readonly string[] = []): UsedLayers {
  const arns = functions.flatMap(({ changes }) => changes?.layers ?? []);
  const mapped = mappedIn(assembly).filter((arn) => regions.includes(parseLayerArn(arn)?.region ?? ''));
  const used = new Map<string, number>();
  for (const arn of [...arns, ...mapped]) {
    const { layer, version } = parseLayerArn(arn) ?? {};
    if (layer !== undefined && version !== undefined) { used.set(layer, Math.max(version, used.get(layer) ?? 0)); }
  }
  return used;
}

/** Of those the ones whose version the app's code names: nothing but the code moves it. By ARN without version. */
export function chosenLayers({ functions }: TracingReport): ReadonlySet<string> {
  return new Set(functions.flatMap(({ changes }) => changes?.chosenLayers ?? []).flatMap((arn) => parseLayerArn(arn)?.layer ?? []));
}

/** Whether there are stacks whose region is not known. */
export function hasStacksWithoutRegion(assembly: string): boolean {
  return mappedIn(assembly).length > 0;
}

/** A report by itself, of a template, has no templates beside it. */
function mappedIn(assembly: string): string[] {
  return isReportFile(assembly) ? [] : mappedArns(assembly);
}

function mappedArns(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const file = join(folder, entry.name);
    if (entry.isDirectory() && entry.name.startsWith('assembly-')) { return mappedArns(file); }
    return entry.isFile() && entry.name.endsWith('.template.json') ? arnsIn(file) : [];
  });
}

function arnsIn(file: string): string[] {
  try {
    const { Mappings = {} } = JSON.parse(readFileSync(file, 'utf8')) as { Mappings?: { [name: string]: { [region: string]: { arn?: unknown } } } };
    return Object.entries(Mappings).filter(([name]) => MAPPING.test(name)).flatMap(([, regions]) => Object.values(regions).map(({ arn }) => String(arn)));
  } catch {
    return []; // the report stands without it; what it names is known all the same
  }
}
