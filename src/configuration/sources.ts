import { readFileSync } from 'fs';
import { resolve } from 'path';
import { FoundValue, OPTION_NAMES, readOptions, SourceReading } from './options';
import { LAYER_EXTENSION_ID, LAYER_HOLD_LIMIT, LAYER_ORIGINAL_HANDLER, LAYER_SECRET_HEADERS } from '../contract/layer-environment';

/** The file in the app's folder. */
export const CONFIGURATION_FILE = 'lambda-tracing.json';

/** `LAMBDA_TRACING_INCLUDE_PATHS` is the variable of `includePaths`. */
export const ENVIRONMENT_PREFIX = 'LAMBDA_TRACING_';

/** `lambda-tracing:includePaths` is the context key of `includePaths`. */
export const CONTEXT_PREFIX = 'lambda-tracing:';

/** The path of the file, where it is not the usual one. */
const FILE_VARIABLE = `${ENVIRONMENT_PREFIX}CONFIG`;

/** Context keys that the library reads by itself, with tracing by code as well. */
const LIBRARY_KEYS: ReadonlySet<string> = new Set(['enabled', 'exclude', 'lock', 'today']);

/** Variables of our layers: no options, and a process inside Lambda has them. */
const LAYER_VARIABLES: ReadonlySet<string> = new Set([LAYER_EXTENSION_ID, LAYER_HOLD_LIMIT, LAYER_ORIGINAL_HANDLER, LAYER_SECRET_HEADERS]);

type Environment = { readonly [name: string]: string | undefined };

/** What `lambda-tracing.json` says, if it is there. */
export function readFile(folder: string, environment: Environment): SourceReading {
  const named = environment[FILE_VARIABLE];
  const file = named ?? CONFIGURATION_FILE;
  let text: string;
  try {
    text = readFileSync(resolve(folder, file), 'utf8');
  } catch (error) {
    const missing = (error as NodeJS.ErrnoException).code === 'ENOENT';
    if (missing && named === undefined) { return { options: {}, problems: [] }; }
    return { options: {}, problems: [`${file} cannot be read: ${missing ? `it does not exist; ${FILE_VARIABLE} names it` : (error as NodeJS.ErrnoException).code}`] };
  }
  let content: unknown;
  try {
    content = JSON.parse(text.replace(/^\uFEFF/, '')) as unknown;
  } catch (error) {
    const position = Number(/position (\d+)/.exec((error as Error).message)?.[1] ?? text.length);
    return { options: {}, problems: [`${file} is not valid JSON, at line ${text.slice(0, position).split('\n').length}`] };
  }
  if (typeof content !== 'object' || content === null || Array.isArray(content)) { return { options: {}, problems: [`${file} must hold a JSON object`] }; }
  const found = Object.entries(content).filter(([name]) => name !== '$schema').map(([name, value]): FoundValue => ({ name, value, where: `${file}: '${name}'` }));
  return readOptions(found, false);
}

/** What the app's context says: `cdk.json`, `-c`, or the app itself. */
export function readContext(context: { readonly [key: string]: unknown }): SourceReading {
  const found = Object.entries(context)
    .filter(([key]) => key.startsWith(CONTEXT_PREFIX) && !LIBRARY_KEYS.has(key.slice(CONTEXT_PREFIX.length)))
    .map(([key, value]): FoundValue => ({ name: key.slice(CONTEXT_PREFIX.length), value, where: `context '${key}'` }));
  return readOptions(found, true);
}

/** What the environment says. */
export function readEnvironment(environment: Environment): SourceReading {
  const names = new Map(OPTION_NAMES.map((name) => [variableOf(name), name]));
  const found = Object.entries(environment)
    .filter(([variable]) => variable.startsWith(ENVIRONMENT_PREFIX) && variable !== FILE_VARIABLE && !LAYER_VARIABLES.has(variable))
    .map(([variable, value]): FoundValue => ({ name: names.get(variable) ?? variable, value, where: `variable ${variable}` }));
  return readOptions(found, true);
}

function variableOf(option: string): string {
  return ENVIRONMENT_PREFIX + option.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase();
}
