import { existsSync, readFileSync } from 'fs';
import { isAbsolute, join, normalize } from 'path';
import { Failure, reasonOf } from '../failure';

export type Language = 'TypeScript' | 'JavaScript' | 'Python' | 'another language';

/** What a folder says about the CDK app in it. */
export interface AppFacts {
  readonly language: Language;
  /** How the CDK starts it, from cdk.json. */
  readonly command: string;
  /** The file it starts, from the folder, where that can be told. */
  readonly entry?: string;
  /** Of aws-cdk-lib: what is installed, else what is asked for. */
  readonly cdkVersion?: string;
  readonly packageManager: 'npm' | 'yarn' | 'pnpm' | 'bun' | 'pip' | 'poetry' | 'uv' | 'pipenv';
}

/** The oldest version of aws-cdk-lib that works, as the package's peer dependency has it. */
const OLDEST = [2, 262];

const LANGUAGES: readonly (readonly [Language, RegExp])[] = [
  ['TypeScript', /(?:^|\s)"?([^\s"]+\.[mc]?ts)"?(?=\s|$)/],
  ['JavaScript', /(?:^|\s)"?([^\s"]+\.[mc]?js)"?(?=\s|$)/],
  ['Python', /(?:^|\s)"?([^\s"]+\.py)"?(?=\s|$)/],
];

const LOCKS: readonly (readonly [string, AppFacts['packageManager']])[] = [
  ['pnpm-lock.yaml', 'pnpm'], ['yarn.lock', 'yarn'], ['bun.lockb', 'bun'], ['bun.lock', 'bun'], ['package-lock.json', 'npm'],
];
const PYTHON_LOCKS: readonly (readonly [string, AppFacts['packageManager']])[] = [['uv.lock', 'uv'], ['poetry.lock', 'poetry'], ['Pipfile', 'pipenv']];

/** Looks at the app in a folder. */
export function appFacts(folder: string): AppFacts {
  const command: unknown = jsonIn(folder, 'cdk.json')?.app;
  if (typeof command !== 'string' || command.trim() === '') { throw new Failure(`${join(folder, 'cdk.json')} does not say how the app is started; its "app" is missing`); }
  const [language, entry] = LANGUAGES.map(([name, pattern]) => [name, pattern.exec(command)?.[1]] as const).find(([, file]) => file !== undefined) ?? ['another language' as const, undefined];
  const inside = entry === undefined || isAbsolute(entry) || normalize(entry).startsWith('..') ? undefined : normalize(entry).replace(/\\/g, '/');
  const cdkVersion = language === 'Python' ? pythonVersion(folder) : nodeVersion(folder);
  const tooOld = /^\D*(\d+)\.(\d+)/.exec(cdkVersion ?? '')?.slice(1).map(Number);
  if (tooOld !== undefined && (tooOld[0] < OLDEST[0] || (tooOld[0] === OLDEST[0] && tooOld[1] < OLDEST[1])) && !/^[>~^]/.test(cdkVersion!)) {
    throw new Failure(`the app uses aws-cdk-lib ${cdkVersion}, and the oldest that works is ${OLDEST.join('.')}.0; upgrade aws-cdk-lib first`);
  }
  const python = language === 'Python';
  const found = (python ? PYTHON_LOCKS : LOCKS).find(([file]) => existsSync(join(folder, file)));
  return {
    language, command, packageManager: found?.[1] ?? (python ? 'pip' : 'npm'),
    ...(inside !== undefined && existsSync(join(folder, inside)) ? { entry: inside } : {}),
    ...(cdkVersion === undefined ? {} : { cdkVersion }),
  };
}

function nodeVersion(folder: string): string | undefined {
  const installed: unknown = jsonIn(join(folder, 'node_modules', 'aws-cdk-lib'), 'package.json', true)?.version;
  const { dependencies, devDependencies } = (jsonIn(folder, 'package.json', true) ?? {}) as { [group: string]: { [name: string]: unknown } | undefined };
  const asked = dependencies?.['aws-cdk-lib'] ?? devDependencies?.['aws-cdk-lib'];
  return [installed, asked].find((version): version is string => typeof version === 'string');
}

function pythonVersion(folder: string): string | undefined {
  const file = join(folder, 'requirements.txt');
  const [, operator, version] = existsSync(file) ? /^aws-cdk-lib\s*([=~><]=?)\s*([\d.]+)/m.exec(readFileSync(file, 'utf8')) ?? [] : [];
  return version === undefined ? undefined : operator === '==' ? version : `>=${version}`;
}

function jsonIn(folder: string, file: string, optional = false): { readonly [name: string]: unknown } | undefined {
  const path = join(folder, file);
  try {
    return Object(JSON.parse(readFileSync(path, 'utf8').replace(/^\uFEFF/, ''))) as { [name: string]: unknown };
  } catch (error) {
    if (optional && (error as NodeJS.ErrnoException).code === 'ENOENT') { return undefined; }
    const reason = error instanceof SyntaxError ? 'it is not complete JSON' : reasonOf(error);
    throw new Failure(`cannot read ${path}: ${reason}${file === 'cdk.json' ? '; run it in the folder of a CDK app' : ''}`);
  }
}
