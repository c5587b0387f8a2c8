// Finds the user's handler as the managed runtimes do.
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { HandlerNotFound, ImportModuleError, MalformedHandlerName, UserCodeSyntaxError } from './errors.mjs';

const require = createRequire(import.meta.url);

export async function loadHandler(root, name) {
  if (name.includes('..')) {
    throw new MalformedHandlerName(`'${name}' is not a valid handler name. Use absolute paths when specifying root directories in handler names.`);
  }
  const base = path.basename(name);
  const folder = name.slice(0, name.indexOf(base));
  const [, file, exported] = /^([^.]*)\.(.*)$/.exec(base) ?? [];
  if (file === undefined) throw new MalformedHandlerName('Bad handler');

  const module = await load(root, folder, file);
  const handler = find(exported, module) ?? find(exported, module?.default);
  if (handler === undefined) throw new HandlerNotFound(`${name} is undefined or not exported`);
  if (typeof handler !== 'function') throw new HandlerNotFound(`${name} is not a function`);
  return handler;
}

function find(exported, module) {
  return exported.split('.').reduce((value, key) => (value === undefined || value === null ? undefined : value[key]), module);
}

async function load(root, folder, file) {
  const full = path.resolve(root, folder, file);
  try {
    for (const extension of ['', '.js', '.mjs', '.cjs']) {
      const candidate = full + extension;
      if (!existsSync(candidate) || !/\.[mc]?js$|\/[^./]*$/.test(candidate)) continue;
      return isModule(candidate) ? await import(candidate) : require(candidate);
    }
    return require(require.resolve(file, { paths: [root, path.join(root, folder)] }));
  } catch (error) {
    if (error instanceof SyntaxError) throw withCause(UserCodeSyntaxError, error);
    if (error?.code === 'MODULE_NOT_FOUND') throw withCause(ImportModuleError, error);
    throw error;
  }
}

function isModule(file) {
  if (file.endsWith('.mjs')) return true;
  if (!file.endsWith('.js')) return false;
  for (let folder = path.dirname(file); ; folder = path.dirname(folder)) {
    const manifest = path.join(folder, 'package.json');
    if (existsSync(manifest)) return JSON.parse(readFileSync(manifest, 'utf8')).type === 'module';
    if (folder === path.dirname(folder)) return false;
  }
}

function withCause(Kind, error) {
  const wrapped = new Kind(String(error));
  wrapped.stack = `${wrapped.name}: ${error.stack}`;
  return wrapped;
}
