import { existsSync, readFileSync } from 'fs';
import { join } from 'path';
import type { AppFacts } from './app-facts';
import { tracedSource } from './source-lines';
import { Failure } from '../failure';
import { TextEditor } from '../text/text-editor';
import { parseData } from '../text/text-source';

/** A file as it is and as it would be. */
export interface FileChange {
  readonly file: string;
  /** Missing where it is not there. */
  readonly before?: string;
  readonly after: string;
}

/** What is to be done, and what is left to the user. */
export interface InitPlan {
  readonly way: 'code' | 'auto';
  readonly changes: readonly FileChange[];
  readonly remarks: readonly string[];
  /** The command that installs the package. */
  readonly install: string;
}

const PACKAGE = 'cdk-lambda-tracing';
const AUTO = `NODE_OPTIONS='--import ${PACKAGE}/auto'`;

const INSTALL: { readonly [manager in AppFacts['packageManager']]: string } = {
  npm: 'npm install', yarn: 'yarn install', pnpm: 'pnpm install', bun: 'bun install',
  pip: 'pip install -r requirements.txt', poetry: `poetry add ${PACKAGE}`, uv: `uv add ${PACKAGE}`, pipenv: `pipenv install ${PACKAGE}`,
};

/** What would be changed in a folder: a line of code where the app's file is understood, else the app's command in cdk.json. */
export function plannedChanges(folder: string, facts: AppFacts, version: string, wanted: 'code' | 'auto' | undefined): InitPlan {
  const read = (file: string) => (existsSync(join(folder, file)) ? readFileSync(join(folder, file), 'utf8') : undefined);
  const source = facts.entry === undefined ? undefined : read(facts.entry);
  if (source?.includes(PACKAGE) || source?.includes('cdk_lambda_tracing') || facts.command.includes(`${PACKAGE}/auto`)) {
    throw new Failure(`${source === undefined || facts.command.includes(PACKAGE) ? 'cdk.json' : facts.entry} has ${PACKAGE} already`);
  }
  const traced = wanted === 'auto' || source === undefined || facts.language === 'another language' ? undefined : tracedSource(facts.language, facts.entry!, source);
  if (traced === undefined && wanted === 'code') { throw new Failure(`${facts.entry ?? 'the app'} cannot be changed safely: there has to be one app, made in a statement of its own; use --way auto`); }
  if (traced !== undefined) {
    const dependency = facts.language === 'Python' ? requirements(read('requirements.txt'), facts, version) : [packageJson(read('package.json'), version, false)];
    return {
      way: 'code', changes: [{ file: facts.entry!, before: source, after: traced }, ...dependency],
      remarks: dependency.length > 0 ? [] : [`${PACKAGE} has to be among the app's dependencies`], install: INSTALL[facts.packageManager],
    };
  }
  const cdkJson = read('cdk.json')!;
  return {
    way: 'auto',
    changes: [{ file: 'cdk.json', before: cdkJson, after: edited('cdk.json', cdkJson, ['app'], `${AUTO} ${facts.command}`) }, packageJson(read('package.json'), version, true)],
    remarks: ['the app is started by a POSIX shell; on Windows set NODE_OPTIONS yourself (docs/auto.md)'],
    install: facts.language === 'Python' || facts.language === 'another language' ? 'npm install' : INSTALL[facts.packageManager],
  };
}

function packageJson(before: string | undefined, version: string, development: boolean): FileChange {
  const file = 'package.json';
  if (before === undefined) { return { file, after: `${JSON.stringify({ private: true, devDependencies: { [PACKAGE]: `^${version}` } }, undefined, 2)}\n` }; }
  const { dependencies } = parseData(before, file).data as { dependencies?: { [name: string]: unknown } };
  const group = !development && dependencies?.['aws-cdk-lib'] !== undefined ? 'dependencies' : 'devDependencies';
  return { file, before, after: edited(file, before, [group, PACKAGE], `^${version}`) };
}

function requirements(before: string | undefined, { packageManager }: AppFacts, version: string): FileChange[] {
  if (packageManager !== 'pip' || before === undefined) { return []; }
  const lineEnd = before.includes('\r\n') ? '\r\n' : '\n';
  return [{ file: 'requirements.txt', before, after: `${before}${before === '' || before.endsWith('\n') ? '' : lineEnd}${PACKAGE}>=${version}${lineEnd}` }];
}

function edited(file: string, text: string, path: string[], value: string): string {
  const editor = new TextEditor(parseData(text, file), file);
  editor.set(path, value);
  return editor.text();
}
