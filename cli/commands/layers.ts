import { existsSync } from 'fs';
import { Command, InvalidArgumentError } from 'commander';
import { LOCK_FILE } from '../../src/contract/layer-lock';
import { layerLockText, parseLayerArn } from '../../src/core/layer-lock';
import { readReport } from '../assembly/read-report';
import { ExitCode } from '../exit-codes';
import { Failure } from '../failure';
import { Output, writeWhole } from '../io';
import { lockProblems } from '../layers/check';
import type { LayerSource } from '../layers/layer-source';
import { lockIn } from '../layers/lock-file';
import { updatedLayers } from '../layers/update';
import { chosenLayers, hasStacksWithoutRegion, usedLayers } from '../layers/used-layers';

interface UpdateOptions {
  readonly lock: string;
  readonly region?: readonly string[];
  readonly newer: boolean;
}

interface CheckOptions {
  readonly lock: string;
  readonly region?: readonly string[];
  readonly maxAge?: number;
}

const REGION = ['-r, --region <name...>', 'only layers of these regions (default: those of the stacks that have one)'] as const;
const LOCK = ['-l, --lock <file>', 'the lock', LOCK_FILE] as const;

/** `layers`: the versions of the layers an app uses, pinned in a file of its repository. */
export function addLayers(program: Command, output: Output): void {
  const layers = program.command('layers')
    .summary('pin the versions of the layers that an app uses')
    .description(`Keeps ${LOCK_FILE}, which pins the layers that an app uses with size and hash. Asks the Lambda API of each region, with the credentials that the AWS CLI would use.`);
  layers.command('update')
    .summary('write the lock anew, with the newest versions')
    .description('Asks for the newest version of each layer in use and writes the lock. Nothing is written unless all is known.')
    .argument('[assembly]', 'folder that `cdk synth` has written', 'cdk.out')
    .option(...LOCK).option(...REGION)
    .option('--no-newer', 'keep the versions that are pinned, or in use')
    .action((assembly: string, options: UpdateOptions) => update(assembly, options, output));
  layers.command('check')
    .summary('fail if a pinned layer has vanished, changed or grown old')
    .description('Asks whether every pinned layer is still there and the same, and whether the lock has every layer in use. Exit code 1 if not.')
    .argument('[assembly]', 'folder that `cdk synth` has written; the lock alone is checked where there is none', 'cdk.out')
    .option(...LOCK).option(...REGION)
    .option('--max-age <days>', 'days since a vendor published a layer, at most', days)
    .action((assembly: string, options: CheckOptions) => check(assembly, options, output));
}

async function update(assembly: string, { lock: file, region, newer }: UpdateOptions, output: Output): Promise<void> {
  const former = lockIn(file);
  const wanted = inRegions(region);
  const report = readReport(assembly);
  const used = new Map([...usedLayers(assembly, report, region)].filter(([layer]) => wanted(layer)));
  if (region === undefined && hasStacksWithoutRegion(assembly)) { output.note('some stacks have no region: name those they are deployed to with --region\n'); }
  if (used.size === 0) {
    throw new Failure(`${assembly} uses no published layer${region === undefined ? '' : ` in ${region.join(', ')}`}, so there is nothing to pin`, ExitCode.FOUND);
  }
  const { layers, changes } = await asking((source) => updatedLayers(source, { used, chosen: chosenLayers(report), former, newer }, output));
  // What is pinned in regions that were not asked stays.
  const kept = Object.entries(former?.layers ?? {}).filter(([layer]) => !wanted(layer));
  writeWhole(file, layerLockText([...kept, ...layers]));
  const shown = changes.filter((line) => !kept.some(([layer]) => line === `- ${layer}`));
  output.out([...shown, `${file}: ${layers.size + kept.length} layers, ${shown.length === 0 ? 'as before' : `${shown.length} changed`}`, ''].join('\n'));
}

async function check(assembly: string, { lock: file, region, maxAge }: CheckOptions, output: Output): Promise<void> {
  const lock = lockIn(file);
  if (lock === undefined) { throw new Failure(`there is no ${file}; write it with layers update`); }
  const wanted = inRegions(region);
  const used = existsSync(assembly) ? [...usedLayers(assembly, readReport(assembly), region).keys()].filter(wanted) : undefined;
  const problems = await asking((source) => lockProblems(source, lock, { wanted, used, maxAgeDays: maxAge, now: Date.now() }, output));
  output.out([...problems, `${file}: ${problems.length === 0 ? 'all as it was pinned' : `${problems.length} problems`}`, ''].join('\n'));
  if (problems.length > 0) { throw new Failure('', ExitCode.FOUND); }
}

async function asking<T>(action: (source: LayerSource) => Promise<T>): Promise<T> {
  // Loaded where it is needed: with the SDK it is most of this program.
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- import() is left as it is by ts-jest, and does not work there
  const { AwsLayerSource } = require('../layers/aws-layer-source') as typeof import('../layers/aws-layer-source');
  const source = new AwsLayerSource();
  try {
    return await action(source);
  } finally {
    source.close();
  }
}

function inRegions(regions: readonly string[] | undefined): (layer: string) => boolean {
  return (layer) => regions === undefined || regions.includes(parseLayerArn(layer)!.region);
}

function days(text: string): number {
  const number = Number(text);
  if (!Number.isInteger(number) || number < 0 || text.trim() === '') { throw new InvalidArgumentError('It must be a whole number of days.'); }
  return number;
}
