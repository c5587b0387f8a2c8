import { Command, Option } from 'commander';
import { BASELINE_FILE } from '../../src/contract/baseline';
import { baselineText } from '../../src/core/baseline';
import { TracingLevel } from '../../src/core/tracing-level';
import { readReport } from '../assembly/read-report';
import { baselineIfAny } from '../baseline/baseline-file';
import { shortFunctions, tighten } from '../baseline/tighten';
import { ExitCode } from '../exit-codes';
import { Failure } from '../failure';
import { Output, writeWhole } from '../io';

interface Options {
  readonly file: string;
  readonly requiredLevel?: TracingLevel;
  readonly acceptNew?: boolean;
}

/** `baseline`: the functions that are known to fall short, so that a gate can be switched on before all of them are traced. */
export function addBaseline(program: Command, output: Output): void {
  program.command('baseline')
    .summary('write down which functions are not traced yet, so that a gate finds only what is new')
    .description('Writes the functions that are not traced as they should be into a file to commit, for the prop `baseline` of TracingCoverage and for `summary --baseline`. '
      + 'Where the file is there it is only tightened: functions that are traced by now go. Exit code 1 if others have come.')
    .argument('[assembly]', 'folder that `cdk synth` has written', 'cdk.out')
    .option('-f, --file <file>', 'the baseline', BASELINE_FILE)
    .addOption(new Option('--required-level <level>', 'the least that functions have to emit').choices(Object.values(TracingLevel)))
    .option('--accept-new', 'take in functions that have come since')
    .action((assembly: string, options: Options) => write(assembly, options, output));
}

function write(assembly: string, { file, requiredLevel, acceptNew = false }: Options, output: Output): void {
  const former = baselineIfAny(file);
  const now = shortFunctions(readReport(assembly), requiredLevel);
  const { entries, fresh, tightened } = tighten(former ?? {}, now, acceptNew || former === undefined);
  writeWhole(file, baselineText(entries));
  const refused = former === undefined || acceptNew ? [] : fresh;
  output.out([
    ...tightened.map((path) => `- ${shown(path)}`),
    ...(refused.length > 0 || former === undefined ? [] : fresh.map((path) => `+ ${shown(path)}`)),
    `${file}: ${Object.keys(entries).length} functions`, '',
  ].join('\n'));
  if (refused.length > 0) {
    throw new Failure(`${refused.length} functions are not traced as they should be and not in ${file}: ${refused.map(shown).join(', ')}; trace them, or take them in with --accept-new`, ExitCode.FOUND);
  }
}

/** Names may hold what a terminal obeys. */
function shown(path: string): string {
  return path.replace(/\p{Cc}/gu, ' ');
}
