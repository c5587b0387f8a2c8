import { existsSync, openSync, readFileSync, readSync, closeSync } from 'fs';
import { dirname, join, relative } from 'path';
import { ModuleFormat } from './function-model';

/** What the staged code says about a Node.js handler. */
export interface HandlerFile {
  readonly moduleFormat?: ModuleFormat;
  readonly handlerRedefinable?: boolean;
}

/** esbuild's preamble, which holds the getter, is at the top; a license banner may come first. */
const PREAMBLE_BYTES = 8192;

/** The way esbuild's `__export` helper defines a getter, minified or not. */
const EXPORT_GETTER = /\{\s*get:\s*[\w$]+\[[\w$]+\],\s*enumerable:\s*(true|!0)\s*\}/;

const cache = new Map<string, HandlerFile>();

/** Looks at the handler's file in the folder of a function's code, as Lambda's Node.js runtime would find it. Files are read once per process: staged assets never change. */
export function handlerFileIn(root: string, handler: string): HandlerFile {
  const key = `${root}\0${handler}`;
  const hit = cache.get(key) ?? inspect(root, handler);
  cache.set(key, hit);
  return hit;
}

/** Code that is in the template. */
export function inlineHandler(source: string): HandlerFile {
  // Lambda writes it to index.js; whether that may hold an ES module depends on the runtime's version.
  return /^\s*(import|export)\s/m.test(source) ? {} : { moduleFormat: ModuleFormat.COMMONJS, handlerRedefinable: true };
}

function inspect(root: string, handler: string): HandlerFile {
  // The first dot of the last segment parts file and export.
  const [, file] = /^((?:.*\/)?[^./]*)\./.exec(handler) ?? [];
  if (file === undefined) { return {}; }
  const base = join(root, file);
  if (existsSync(`${base}.js`)) {
    return packageType(dirname(base), root) === 'module' ? { moduleFormat: ModuleFormat.ESM } : commonJs(`${base}.js`);
  }
  if (existsSync(`${base}.mjs`)) { return { moduleFormat: ModuleFormat.ESM }; }
  return existsSync(`${base}.cjs`) ? commonJs(`${base}.cjs`) : {};
}

function commonJs(file: string): HandlerFile {
  const start = Buffer.alloc(PREAMBLE_BYTES);
  const descriptor = openSync(file, 'r');
  try {
    const length = readSync(descriptor, start, 0, PREAMBLE_BYTES, 0);
    return { moduleFormat: ModuleFormat.COMMONJS, handlerRedefinable: !EXPORT_GETTER.test(start.toString('utf8', 0, length)) };
  } finally {
    closeSync(descriptor);
  }
}

/** The `type` of the nearest package.json, looked for from the handler's folder up to the code's root. */
function packageType(folder: string, root: string): string | undefined {
  for (let current = folder; !relative(root, current).startsWith('..'); current = dirname(current)) {
    const file = join(current, 'package.json');
    if (existsSync(file)) {
      try {
        return (JSON.parse(readFileSync(file, 'utf8')) as { type?: string }).type;
      } catch {
        return undefined; // Lambda's runtime ignores a broken one as well.
      }
    }
  }
  return undefined;
}
