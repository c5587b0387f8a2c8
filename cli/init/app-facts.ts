import { existsSync, readFileSync } from 'fs';
import { isAbsolute, join, normalize } from 'path';
import { cdkVersionOf } from './cdk-version';
import { nearest, optionalText } from './folders';
import { Failure, reasonOf } from '../failure';

export type Language = 'TypeScript' | 'JavaScript' | 'Python' | 'Java' | 'C#' | 'Go' | 'another language';
export type PackageManager = 'npm' | 'yarn' | 'pnpm' | 'bun' | 'pip' | 'poetry' | 'uv' | 'pipenv';

/** What a folder says about the CDK app in it. */
export interface AppFacts {
  readonly language: Language;
  /** How the CDK starts it, from cdk.json. */
  readonly command: string;
  /** The file it starts, from the folder, where that can be told. */
  readonly entry?: string;
  /** Of aws-cdk-lib: what is installed, else what is asked for. */
  readonly cdkVersion?: string;
  readonly packageManager: PackageManager;
}

/** The oldest version of aws-cdk-lib that works, as the package's peer dependency has it. */
const OLDEST = [2, 262];

const LANGUAGES: readonly (readonly [Language, RegExp])[] = [
  ['TypeScript', /(?:^|\s)"?([^\s"]+\.[mc]?ts)"?(?=\s|$)/],
  ['JavaScript', /(?:^|\s)"?([^\s"]+\.[mc]?js)"?(?=\s|$)/],
  ['Python', /(?:^|\s)"?([^\s"]+\.py)"?(?=\s|$)/],
  ['Go', /(?:^|\s)"?([^\s"]+\.go)"?(?=\s|$)/],
];
/** What starts an app without naming its file. */
const COMMANDS: readonly (readonly [Language, RegExp])[] = [
  ['Java', /(?:^|[\s/])(?:mvnw?|gradlew?|java)\b/], ['C#', /(?:^|\s)dotnet\b/], ['Go', /(?:^|\s)go run\b/],
];
const PYTHON_MODULE = /\bpython[\d.]*(?:\.exe)?"?\s+-m\s+([\w.]+)/;

const LOCKS: readonly (readonly [string, PackageManager])[] = [
  ['pnpm-lock.yaml', 'pnpm'], ['yarn.lock', 'yarn'], ['bun.lockb', 'bun'], ['bun.lock', 'bun'], ['package-lock.json', 'npm'],
];
const PYTHON_LOCKS: readonly (readonly [string, PackageManager])[] = [['uv.lock', 'uv'], ['poetry.lock', 'poetry'], ['Pipfile', 'pipenv']];

/** Looks at the app in a folder. */
export function appFacts(folder: string): AppFacts {
  const command: unknown = cdkJsonIn(folder).app;
  if (typeof command !== 'string' || command.trim() === '') { throw new Failure(`${join(folder, 'cdk.json')} does not say how the app is started; its "app" is missing`); }
  const { language, entry } = startedBy(folder, command);
  const cdkVersion = cdkVersionOf(language, folder);
  const tooOld = /^\D*(\d+)\.(\d+)/.exec(cdkVersion ?? '')?.slice(1).map(Number);
  if (tooOld !== undefined && (tooOld[0] < OLDEST[0] || (tooOld[0] === OLDEST[0] && tooOld[1] < OLDEST[1])) && !/^[>~^[]/.test(cdkVersion!)) {
    throw new Failure(`the app uses aws-cdk-lib ${cdkVersion}, and the oldest that works is ${OLDEST.join('.')}.0; upgrade aws-cdk-lib first`);
  }
  return {
    language, command, packageManager: language === 'Python' ? pythonManager(folder) : nodeManager(folder),
    ...(entry === undefined ? {} : { entry }), ...(cdkVersion === undefined ? {} : { cdkVersion }),
  };
}

/** The last file that a command names is what it starts: those before belong to a tool that is run first. */
function startedBy(folder: string, command: string): { readonly language: Language; readonly entry?: string } {
  const last = command.split(/&&|;/).at(-1)!;
  const module = PYTHON_MODULE.exec(last)?.[1].replaceAll('.', '/');
  const named = LANGUAGES.map(([language, pattern]) => ({ language, file: pattern.exec(last)?.[1] })).find(({ file }) => file !== undefined);
  const inModule = module === undefined ? undefined : { language: 'Python' as const, file: [`${module}.py`, `${module}/__main__.py`].find((file) => existsSync(join(folder, file))) };
  const { language, file } = inModule ?? named ?? { language: COMMANDS.find(([, pattern]) => pattern.test(last))?.[0] ?? 'another language' as const, file: undefined };
  if (file === undefined || isAbsolute(file) || normalize(file).startsWith('..')) { return { language }; }
  const inside = normalize(file).replace(/\\/g, '/');
  // What a compiler has written beside its source is not what its author edits.
  const source = inside.replace(/\.([mc]?)js$/, '.$1ts');
  if (source !== inside && existsSync(join(folder, source))) { return { language: 'TypeScript', entry: source }; }
  return existsSync(join(folder, inside)) ? { language, entry: inside } : { language };
}

/** By its lock, in this folder or above, where a workspace has one for all; or by what package.json says. */
function nodeManager(folder: string): PackageManager {
  const declared = LOCKS.map(([, manager]) => manager).find((manager) => packageManagerIn(folder)?.startsWith(`${manager}@`));
  return declared ?? nearest(folder, (place) => LOCKS.find(([file]) => existsSync(join(place, file)))?.[1]) ?? 'npm';
}

function packageManagerIn(folder: string): string | undefined {
  return nearest(folder, (place) => /"packageManager"\s*:\s*"([^"]+)"/.exec(optionalText(place, 'package.json') ?? '')?.[1]);
}

function pythonManager(folder: string): PackageManager {
  const locked = PYTHON_LOCKS.find(([file]) => existsSync(join(folder, file)))?.[1];
  const project = optionalText(folder, 'pyproject.toml') ?? '';
  return locked ?? (/^\[tool\.poetry\b/m.test(project) ? 'poetry' : /^\[tool\.uv\b/m.test(project) ? 'uv' : 'pip');
}

function cdkJsonIn(folder: string): { readonly [name: string]: unknown } {
  const path = join(folder, 'cdk.json');
  try {
    return Object(JSON.parse(readFileSync(path, 'utf8').replace(/^\uFEFF/, ''))) as { [name: string]: unknown };
  } catch (error) {
    const reason = error instanceof SyntaxError ? 'it is not complete JSON' : reasonOf(error);
    throw new Failure(`cannot read ${path}: ${reason}; run it in the folder of a CDK app`);
  }
}
