import { Command, InvalidArgumentError, Option } from 'commander';
import { dateOf, problemWithDate } from '../../src/core/calendar-date';
import { TracingLevel } from '../../src/core/tracing-level';
import { isReportFile, readReport } from '../assembly/read-report';
import { sourceLocations } from '../assembly/source-locations';
import { NOT_VALIDATED, validationFindings } from '../assembly/validation-report';
import { baselineIn } from '../baseline/baseline-file';
import { ExitCode } from '../exit-codes';
import { Failure } from '../failure';
import { Output, writeWhole } from '../io';
import { SEVERITIES, Severity, summarize } from '../summary/findings';
import { FORMATS } from '../summary/formats';
import { Gate, overBudget } from '../summary/gate';

interface Options extends Omit<Gate, 'baseline' | 'today'> {
  readonly format: string;
  readonly output: string;
  readonly severity: Severity;
  readonly baseline?: string;
  readonly today?: string;
}

/** `summary`: the report for a CI job, and its verdict. */
export function addSummary(program: Command, output: Output): void {
  program.command('summary')
    .summary('print the findings for a CI job, and fail it if too little is traced')
    .description('Prints coverage and findings in a format that a CI system reads. Findings stand at the line that made the function, if it is below the folder the command runs in.')
    .argument('[assembly]', 'folder that `cdk synth` has written, or a report that `template` has', 'cdk.out')
    .addOption(new Option('-f, --format <format>', 'what to print').choices(Object.keys(FORMATS)).default('text'))
    .addOption(new Option('-s, --severity <severity>', 'the least that findings have to matter').choices(SEVERITIES).default('warning'))
    .option('-o, --output <file>', 'where to write it; - for standard output', '-')
    .option('--fail-on-untraced', 'exit code 1 if a function is not traced as it should be, unless the baseline has it')
    .option('--min-coverage <percent>', 'exit code 1 if less of the functions is traced as it should be; those excluded on purpose do not count', number)
    .option('--max-untraced <number>', 'exit code 1 if more functions are not traced as they should be', number)
    .addOption(new Option('--required-level <level>', 'the least that functions have to emit').choices(Object.values(TracingLevel)))
    .option('--baseline <file>', 'functions that are known to fall short; written by `baseline`')
    .option('--today <date>', 'what expiry dates of opt-outs are compared with (default: the date, by UTC)', date)
    .action((assembly: string, options: Options) => print(assembly, options, output));
}

function print(assembly: string, options: Options, output: Output): void {
  const gate: Gate = { ...options, baseline: options.baseline === undefined ? undefined : baselineIn(options.baseline), today: options.today ?? dateOf(new Date()) };
  const report = readReport(assembly);
  const sources = isReportFile(assembly) ? { locations: new Map(), validation: NOT_VALIDATED } : { locations: sourceLocations(assembly), validation: validationFindings(assembly) };
  const summary = summarize(report, sources, gate, options.severity);
  const text = FORMATS[options.format](summary);
  if (options.output === '-') {
    output.out(text);
  } else {
    writeWhole(options.output, text);
  }
  const problems = overBudget(summary, options);
  if (problems.length > 0) { throw new Failure(problems.join('; '), ExitCode.FOUND); }
}

function date(text: string): string {
  const problem = problemWithDate(text);
  if (problem !== undefined) { throw new InvalidArgumentError(`It ${problem}.`); }
  return text;
}

function number(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value) || value < 0) { throw new InvalidArgumentError('It must be a number that is not negative.'); }
  return value;
}
