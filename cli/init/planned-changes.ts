import { existsSync, readFileSync } from 'fs';
import { join, relative } from 'path';
import type { AppFacts } from './app-facts';
import { nearest, optionalText } from './folders';
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
/** What stands in the variable already stays. By `--require`: ts-node itself may start the app, and an `--import` puts it out of action on Node.js 20 and 22. */
const AUTO = `NODE_OPTIONS="$NODE_OPTIONS --require ${PACKAGE}/auto"`;

const INSTALL: { readonly [manager in AppFacts['packageManager']]: string } = {
  npm: 'npm install', yarn: 'yarn install', pnpm: 'pnpm install', bun: 'bun install',
  pip: 'pip install -r requirements.txt', poetry: `poetry add ${PACKAGE}`, uv: `uv add ${PACKAGE}`, pipenv: `pipenv install ${PACKAGE}`,
};

/** Where the dependency is written by its manager. */
const ADD: { readonly [manager in AppFacts['packageManager']]: string } = {
  ...INSTALL, npm: `npm install ${PACKAGE}`, yarn: `yarn add ${PACKAGE}`, pnpm: `pnpm add ${PACKAGE}`, bun: `bun add ${PACKAGE}`, pip: `pip install ${PACKAGE}`,
};

/** What would be changed in a folder: a line of code where the app's file is understood, else the app's command in cdk.json. */
export function plannedChanges(folder: string, facts: AppFacts, version: string, wanted: 'code' | 'auto' | undefined): InitPlan {
  const read = (file: string) => (existsSync(join(folder, file)) ? readFileSync(join(folder, file), 'utf8') : undefined);
  const { language, entry } = facts;
  const source = entry === undefined ? undefined : read(entry);
  if (source?.includes(PACKAGE) || source?.includes('cdk_lambda_tracing') || facts.command.includes(`${PACKAGE}/auto`)) {
    throw new Failure(`${source === undefined || facts.command.includes(PACKAGE) ? 'cdk.json' : entry} has ${PACKAGE} already`);
  }
  const traced = wanted === 'auto' || source === undefined ? undefined : tracedSource(language, entry!, source);
  if (traced === undefined && wanted === 'code') {
    throw new Failure(source === undefined ? `init writes code in TypeScript, JavaScript and Python, and the file of this app (${language}) is not known; use --way auto`
      : `${entry} cannot be changed safely: there has to be one app, made in a statement of its own, in a file that no compiler writes; use --way auto`);
  }
  const dependency = dependencyOf(folder, facts, version, traced === undefined);
  if (traced !== undefined) { return { way: 'code', ...dependency, changes: [{ file: entry!, before: source, after: traced }, ...dependency.changes] }; }
  return {
    way: 'auto', ...dependency, changes: [{ file: 'cdk.json', before: read('cdk.json')!, after: edited('cdk.json', read('cdk.json')!, ['app'], byCommand(facts)) }, ...dependency.changes],
    remarks: [...dependency.remarks, 'the app is started by a POSIX shell; on Windows set NODE_OPTIONS yourself (docs/auto.md)'],
  };
}

function byCommand({ command }: AppFacts): string {
  if (/\bNODE_OPTIONS\b/.test(command)) { throw new Failure(`the command in cdk.json sets NODE_OPTIONS itself: add --require ${PACKAGE}/auto to it, and ${PACKAGE} to the dependencies`); }
  // Before the first of several commands a variable reaches only that one.
  return /[;&|\n]/.test(command) ? `export ${AUTO}; ${command}` : `${AUTO} ${command}`;
}

/** Where the package is asked for; what is outside of the folder is left to the user. */
function dependencyOf(folder: string, { language, packageManager }: AppFacts, version: string, auto: boolean): Omit<InitPlan, 'way'> {
  const nodeApp = language === 'TypeScript' || language === 'JavaScript';
  if (language === 'Python' && !auto) {
    const before = packageManager === 'pip' ? optionalText(folder, 'requirements.txt') : undefined;
    return before === undefined ? left(packageManager) : { changes: requirements(before, version), remarks: [], install: INSTALL.pip };
  }
  const before = optionalText(folder, 'package.json');
  const above = before !== undefined || !nodeApp ? undefined : nearest(join(folder, '..'), (place) => (existsSync(join(place, 'package.json')) ? join(place, 'package.json') : undefined));
  if (above !== undefined) { return left(packageManager, `: those of ${relative(folder, above).replace(/\\/g, '/')}`); }
  return { changes: packageJson(before, version, auto), remarks: [], install: nodeApp ? INSTALL[packageManager] : INSTALL.npm };
}

function left(packageManager: AppFacts['packageManager'], where = ''): Omit<InitPlan, 'way'> {
  return { changes: [], remarks: [`${PACKAGE} has to be among the app's dependencies${where}`], install: ADD[packageManager] };
}

/** Who has installed the package already, to run this, has it in a group of their choice. */
function packageJson(before: string | undefined, version: string, development: boolean): FileChange[] {
  const file = 'package.json';
  if (before === undefined) { return [{ file, after: `${JSON.stringify({ private: true, devDependencies: { [PACKAGE]: `^${version}` } }, undefined, 2)}\n` }]; }
  const { dependencies, devDependencies } = parseData(before, file).data as { [group: string]: { [name: string]: unknown } | undefined };
  if (dependencies?.[PACKAGE] !== undefined || devDependencies?.[PACKAGE] !== undefined) { return []; }
  const group = !development && dependencies?.['aws-cdk-lib'] !== undefined ? 'dependencies' : 'devDependencies';
  return [{ file, before, after: edited(file, before, [group, PACKAGE], `^${version}`) }];
}

function requirements(before: string, version: string): FileChange[] {
  if (/^cdk[-_.]lambda[-_.]tracing\b/mi.test(before)) { return []; }
  const lineEnd = before.includes('\r\n') ? '\r\n' : '\n';
  return [{ file: 'requirements.txt', before, after: `${before}${before === '' || before.endsWith('\n') ? '' : lineEnd}${PACKAGE}>=${version}${lineEnd}` }];
}

function edited(file: string, text: string, path: string[], value: string): string {
  const editor = new TextEditor(parseData(text, file), file);
  editor.set(path, value);
  return editor.text();
}
