import { createRequire } from 'node:module';
import type { Handler } from './handler';
import { builtin } from '../platform/builtins';
import { beforeExit, waitsForEmptyLoop } from '../platform/runtime-client';

const { existsSync, readFileSync } = builtin<typeof import('node:fs')>('node:fs');
const path = builtin<typeof import('node:path')>('node:path');

let known: NodeJS.Require | undefined;

/** What is said about a module that is missing names the file that required it, so we require as the runtime's own file. */
function runtimeRequire(): NodeJS.Require {
  return known ??= createRequire(runtimeFile());
}

/** Loads the user's handler as the runtime client in charge would; what its modules throw goes through untouched. */
export async function loadUserHandler(root: string, handler: string): Promise<Handler> {
  const name = handler.slice(handler.lastIndexOf('/') + 1);
  const folder = handler.slice(0, handler.indexOf(name));
  const [, moduleName, property] = /^([^.]*)\.(.*)$/.exec(name) ?? [];
  if (property === undefined || handler.includes('..')) throw named('Runtime.MalformedHandlerName', 'Bad handler');
  const file = path.resolve(root, folder, moduleName);
  const loaded = await (waitsForEmptyLoop ? loadAsClient3(file) : loadAsClient4(file))
    ?? runtimeRequire()(runtimeRequire().resolve(moduleName, { paths: [root, path.join(root, folder)] })) as unknown;
  let found = pick(loaded, property);
  const fallback = (loaded as { default?: unknown } | undefined)?.default;
  if (!found && !waitsForEmptyLoop && fallback) found = pick(fallback, property);
  if (!found) throw named('Runtime.HandlerNotFound', `${handler} is undefined or not exported`);
  if (typeof found !== 'function') throw named('Runtime.HandlerNotFound', `${handler} is not a function`);
  return found as Handler;
}

/** Client 4 imports whatever is there. Awaited, here and below: to return a promise calls its `then`, which user code may have replaced by now. */
async function loadAsClient4(file: string): Promise<unknown> {
  for (const extension of ['', '.js', '.mjs', '.cjs']) {
    if (!existsSync(file + extension)) continue;
    try {
      return await import(file + extension);
    } catch (error) {
      asIfImportedByRuntime(error);
    }
  }
  return undefined;
}

/** What is said about a file that cannot be imported names the one that imports it. */
function asIfImportedByRuntime(error: unknown): never {
  try {
    const [ours, its] = [new URL(import.meta.url).pathname, process.argv[1] ?? ''];
    const { message, stack } = error as Error;
    if (message.includes(ours)) {
      (error as Error).message = message.replaceAll(ours, its);
      (error as Error).stack = stack?.replace(message, (error as Error).message);
    }
  } catch {
    // User code may throw anything.
  }
  throw error;
}

/** Client 3 requires, but for `.mjs` and for `.js` below a package.json of type module. */
async function loadAsClient3(file: string): Promise<unknown> {
  if (existsSync(file)) return runtimeRequire()(file);
  const imported = existsSync(`${file}.js`) ? isModule(path.dirname(file)) && `${file}.js` : existsSync(`${file}.mjs`) && `${file}.mjs`;
  if (imported) {
    const loaded: unknown = await import(imported);
    return loaded;
  }
  const required = ['.js', '.cjs'].find((extension) => existsSync(file + extension));
  return required && runtimeRequire()(file + required);
}

function isModule(folder: string): boolean {
  if (folder.endsWith('/node_modules')) return false;
  const file = path.join(folder, 'package.json');
  if (existsSync(file)) {
    try {
      return (JSON.parse(readFileSync(file, 'utf8')) as { type?: unknown } | null)?.type === 'module';
    } catch {
      return false;
    }
  }
  return folder !== '/' && isModule(path.dirname(folder));
}

function pick(from: unknown, property: string): unknown {
  return property.split('.').reduce<unknown>((nested, key) => nested && (waitsForEmptyLoop || typeof nested === 'object') ? (nested as Record<string, unknown>)[key] : undefined, from);
}

function named(name: string, message: string): Error {
  const error = new Error(message);
  error.name = name;
  return error;
}

/** Client 3's file is found by its beforeExit listener, which calls what is under the symbol: the caller is on the stack then. */
function runtimeFile(): string {
  const fallback = process.argv[1] ?? '/';
  if (!waitsForEmptyLoop) return fallback;
  const holder = globalThis as unknown as Record<symbol, unknown>;
  const former = holder[beforeExit];
  let stack = '';
  try {
    holder[beforeExit] = () => { stack = new Error().stack ?? ''; };
    (process.listeners('beforeExit')[0] as (() => void) | undefined)?.();
  } finally {
    holder[beforeExit] = former;
  }
  return /file:\/\/(\/.*?):\d+:\d+/.exec(stack.split('\n')[2] ?? '')?.[1] ?? fallback;
}
