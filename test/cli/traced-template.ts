import { readFileSync } from 'fs';
import { join } from 'path';
import { folderWith } from './assembly';
import { run } from '../../cli/program';
import { parseTemplate } from '../../cli/template/template-source';
import type { TracingReport } from '../../src/contract/report';

const variables = { ...process.env };
const here = process.cwd();

afterEach(() => {
  process.env = { ...variables };
  process.chdir(here);
});

/** Runs the command in a folder with these files. */
export async function traced(files: { readonly [path: string]: unknown }, ...args: string[]) {
  const folder = folderWith(files);
  process.chdir(folder);
  const printed = { out: '', note: '' };
  const exitCode = await run(['template', ...args], '0', { out: (text) => { printed.out += text; }, note: (text) => { printed.note += text; } });
  const read = (file: string) => readFileSync(join(folder, file), 'utf8');
  return { exitCode, ...printed, folder, read, report: () => JSON.parse(read('lambda-tracing-report.json')) as TracingReport };
}

export const dataOf = (text: string) => parseTemplate(text, 't').data as any;

/** A SAM template with one function, whose properties and attributes are given. */
export function one(properties: string, more = ''): string {
  return `Transform: AWS::Serverless-2016-10-31\nResources:\n  Fn:\n    Type: AWS::Serverless::Function\n${more}    Properties:\n      Runtime: python3.13\n      Handler: a.b\n${properties}`;
}
