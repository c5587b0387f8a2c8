import { Command, InvalidArgumentError, Option } from 'commander';
import { readReport } from '../assembly/read-report';
import { sourceLocations } from '../assembly/source-locations';
import { ExitCode } from '../exit-codes';
import { Failure } from '../failure';
import { Output, writeWhole } from '../io';
import { SEVERITIES, Severity, summarize, Summary } from '../summary/findings';
import { FORMATS } from '../summary/formats';

interface Options {
  readonly format: string;
  readonly output: string;
  readonly severity: Severity;
  readonly minCoverage?: number;
  readonly maxUntraced?: number;
}

/** `summary`: the report for a CI job, and its verdict. */
export function addSummary(program: Command, output: Output): void {
  program.command('summary')
    .summary('print the findings for a CI job, and fail it if too little is traced')
    .description('Prints coverage and findings in a format that a CI system reads. Findings stand at the line that made the function, if it is below the folder the command runs in.')
    .argument('[assembly]', 'folder that `cdk synth` has written', 'cdk.out')
    .addOption(new Option('-f, --format <format>', 'what to print').choices(Object.keys(FORMATS)).default('text'))
    .addOption(new Option('-s, --severity <severity>', 'the least that findings have to matter').choices(SEVERITIES).default('warning'))
    .option('-o, --output <file>', 'where to write it; - for standard output', '-')
    .option('--min-coverage <percent>', 'exit code 1 if less of the functions is traced; those excluded on purpose do not count', number)
    .option('--max-untraced <number>', 'exit code 1 if more functions are skipped or uncovered', number)
    .action((assembly: string, options: Options) => print(assembly, options, output));
}

function print(assembly: string, options: Options, output: Output): void {
  const summary = summarize(readReport(assembly), sourceLocations(assembly), options.severity);
  const text = FORMATS[options.format](summary);
  if (options.output === '-') {
    output.out(text);
  } else {
    writeWhole(options.output, text);
  }
  const problems = overBudget(summary, options);
  if (problems.length > 0) { throw new Failure(problems.join('; '), ExitCode.FOUND); }
}

function overBudget({ coverage, totals: { skipped, uncovered } }: Summary, { minCoverage, maxUntraced }: Options): string[] {
  const untraced = skipped + uncovered;
  return [
    ...(minCoverage !== undefined && coverage < minCoverage ? [`coverage is ${coverage} %, less than ${minCoverage} %`] : []),
    ...(maxUntraced !== undefined && untraced > maxUntraced ? [`${untraced} functions are not traced, more than ${maxUntraced}`] : []),
  ];
}

function number(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value) || value < 0) { throw new InvalidArgumentError('It must be a number that is not negative.'); }
  return value;
}
