import { availableParallelism } from 'os';
import { Command, InvalidArgumentError, Option } from 'commander';
import { ExitCode } from '../exit-codes';
import { Failure } from '../failure';
import { Output, writeWhole } from '../io';
import { jsonResult } from '../verify/output/json';
import { junitResult } from '../verify/output/junit';
import { headline, textResult } from '../verify/output/table';
import { verifyAssembly, VerifyResult } from '../verify/verify-assembly';

const FORMATS: { readonly [name: string]: (result: VerifyResult) => string } = {
  text: ({ functions, remarks }) => textResult(functions, remarks),
  json: ({ functions, remarks }) => jsonResult(functions, remarks),
  junit: ({ functions }) => junitResult(functions),
};

interface Options {
  readonly format: string;
  readonly output: string;
  readonly invoke?: string;
  readonly layer: readonly string[];
  readonly node: readonly string[];
  readonly awsSdk?: string;
  readonly jobs: number;
  readonly starts: number;
  readonly static: boolean;
  readonly strict: boolean;
}

/** `verify`: proof before deployment that every function starts, and answers, with tracing as without. */
export function addVerify(program: Command, output: Output): void {
  program.command('verify')
    .summary('prove before deployment that functions run with tracing as without')
    .description('Looks at every function of the assembly: layers, wrapper, handler, sizes, limits, permissions. Then starts each Node.js function in a local Lambda '
      + 'environment without network, with tracing and without, and compares. Other runtimes are looked at only.')
    .argument('[assembly]', 'folder that `cdk synth` has written', 'cdk.out')
    .addOption(new Option('-f, --format <format>', 'what to print').choices(Object.keys(FORMATS)).default('text'))
    .option('-o, --output <file>', 'where to write it; - for standard output', '-')
    .option('--invoke <folder>', 'invoke functions too, with events from files that are called by logical id or construct path')
    .option('--layer <name=path>', 'a published layer, as a folder or zip file; can be given several times', listed, [])
    .option('--node <version=path>', 'the Node.js to run a runtime on, such as 22=/usr/bin/node; can be given several times', listed, [])
    .option('--aws-sdk <folder>', 'node_modules with the AWS SDK that functions take from Lambda\'s runtime (default: the nearest that has it, to this folder or to the assembly)')
    .option('-j, --jobs <number>', 'functions at a time', positive, availableParallelism())
    .option('--starts <number>', 'times to start each function, with tracing and without: the table has the medians, and each start has to go well', positive, 1)
    .option('--static', 'look at the files only, run nothing', false)
    .option('--strict', 'exit code 1 also if a traced function is not proven', false)
    .action(async (assembly: string, options: Options) => verify(assembly, options, output));
}

async function verify(assembly: string, options: Options, output: Output): Promise<void> {
  const result = await verifyAssembly(assembly, {
    static: options.static, jobs: options.jobs, starts: options.starts, nodes: options.node, layers: options.layer, events: options.invoke, awsSdk: options.awsSdk,
  }, output);
  const text = FORMATS[options.format](result);
  if (options.output === '-') { output.out(text); } else { writeWhole(options.output, text); }
  const { functions, sandboxMissing } = result;
  const bad = functions.filter(({ verdict }) => verdict === 'broken' || (options.strict && (verdict === 'fails anyway' || verdict === 'static only')));
  if (bad.length > 0) { throw new Failure(options.output === '-' ? `${bad.length} of ${functions.length} functions are not as they should be` : headline(functions), ExitCode.FOUND); }
  if (sandboxMissing !== undefined) { throw new Failure(`nothing was found in the files, and nothing was run: ${sandboxMissing}`); }
}

function listed(value: string, before: readonly string[]): readonly string[] {
  return [...before, value];
}

function positive(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1) { throw new InvalidArgumentError('It must be a whole number from 1 on.'); }
  return value;
}
