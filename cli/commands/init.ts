import { existsSync } from 'fs';
import { join } from 'path';
import { Command, Option } from 'commander';
import { Failure } from '../failure';
import { appFacts } from '../init/app-facts';
import { applyChanges, RECORD_FILE, takenBack, undo } from '../init/init-record';
import { unifiedDiff } from '../init/line-diff';
import { plannedChanges } from '../init/planned-changes';
import type { Output } from '../io';

interface Options {
  readonly yes?: boolean;
  readonly undo?: boolean;
  readonly way?: 'code' | 'auto';
}

/** `init`: the one line, put where it belongs. */
export function addInit(program: Command, output: Output): void {
  program.command('init')
    .summary('trace the CDK app in a folder')
    .description('Shows what it would change so that the app in a folder is traced, and changes it once that is confirmed: a line of code in TypeScript, JavaScript and Python, '
      + 'else the command in cdk.json; and the dependency.')
    .argument('[folder]', 'folder of the app, where cdk.json is', '.')
    .option('-y, --yes', 'change it without asking')
    .option('--undo', 'take back what init has changed')
    .addOption(new Option('--way <way>', 'by a line of code, or without (default: code where the app\'s file is understood)').choices(['code', 'auto']))
    .action((folder: string, options: Options) => init(folder, options, program.version() ?? '', output));
}

async function init(folder: string, options: Options, version: string, output: Output): Promise<void> {
  const recorded = existsSync(join(folder, RECORD_FILE));
  if (options.undo) {
    output.out(takenBack(folder).map(({ file, before, after }) => (after === undefined ? `removed: ${file}\n` : unifiedDiff(file, before, after))).join(''));
    if (await confirmed(options, output)) {
      undo(folder);
      output.note('undone\n');
    }
    return;
  }
  if (recorded) { throw new Failure(`${join(folder, RECORD_FILE)} says that init was run here; init --undo takes it back`); }
  const facts = appFacts(folder);
  const { way, changes, remarks, install } = plannedChanges(folder, facts, version, options.way);
  output.note(`${facts.language}, aws-cdk-lib ${facts.cdkVersion ?? '(version not known)'}, ${facts.packageManager}; ${way === 'code' ? 'by a line of code' : 'without code, by cdk.json'}\n`);
  output.out(changes.map(({ file, before, after }) => unifiedDiff(file, before, after)).join(''));
  remarks.forEach((remark) => output.note(`note: ${remark}\n`));
  if (!await confirmed(options, output)) { return; }
  applyChanges(folder, changes);
  output.note(`changed: ${changes.map(({ file }) => file).join(', ')}\nnext: ${install}, then cdk synth. ${RECORD_FILE} is for init --undo; remove it once you keep the change\n`);
}

async function confirmed({ yes }: Options, output: Output): Promise<boolean> {
  if (yes) { return true; }
  const answer = await output.ask?.('Change it? [y/N] ');
  if (/^y(es)?$/i.test(answer?.trim() ?? '')) { return true; }
  output.note(answer === undefined ? 'nothing is changed; --yes changes it\n' : 'nothing is changed\n');
  return false;
}
