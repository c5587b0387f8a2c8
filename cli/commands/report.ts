import { statSync } from 'fs';
import { basename, dirname, resolve } from 'path';
import type { Command } from 'commander';
import { readReport } from '../assembly/read-report';
import { sourceLocations } from '../assembly/source-locations';
import { Templates } from '../assembly/templates';
import { Failure, reasonOf } from '../failure';
import { Output, writeWhole } from '../io';
import { page } from '../report/page';
import { pageData } from '../report/page-data';

const DEFAULT_FILE = 'lambda-tracing-report.html';

interface Options {
  readonly output: string;
  readonly title?: string;
}

/** `report`: the page about an assembly. */
export function addReport(program: Command, output: Output): void {
  program.command('report')
    .summary('write an HTML page about every function of a cloud assembly')
    .description('Writes one self-contained HTML page: coverage by stack, runtime, provider and level, and for each function what was added, '
      + 'its CloudFormation before and after, and why it was left alone. Values of environment variables are not shown.')
    .argument('[assembly]', 'folder that `cdk synth` has written', 'cdk.out')
    .option('-o, --output <file>', 'where to write the page; - for standard output', DEFAULT_FILE)
    .option('-t, --title <text>', 'title of the page (default: the name of the app\'s folder)')
    .action((assembly: string, options: Options) => writeReport(assembly, options, output));
}

function writeReport(assembly: string, { output: file, title }: Options, output: Output): void {
  const report = readReport(requireFolder(assembly));
  const heading = title ?? `Lambda tracing: ${basename(dirname(resolve(assembly)))}`;
  const html = page(pageData({ title: heading, report, templates: new Templates(assembly), locations: sourceLocations(assembly) }));
  if (file === '-') {
    output.out(html);
    return;
  }
  writeWhole(file, html);
  const { functions, traced } = report.totals;
  output.out(`${file}: ${functions} functions, ${traced} traced, ${Math.ceil(Buffer.byteLength(html) / 1024)} KB\n`);
}

function requireFolder(assembly: string): string {
  try {
    if (statSync(assembly).isDirectory()) { return assembly; }
  } catch (error) {
    throw new Failure(`cannot read ${assembly}: ${reasonOf(error)}; pass the folder that \`cdk synth\` has written`);
  }
  throw new Failure(`${assembly} is not a folder; pass the one that \`cdk synth\` has written`);
}
