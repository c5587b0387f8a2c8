import { dirname } from 'path';
import { importsIn, missingImports } from './imports';
import { Content, fileIn, textIn } from '../assembly/content';
import { error, Finding, warning } from '../finding';

const NODE_ENDINGS = ['', '.js', '.mjs', '.cjs'];

/** What is wrong with the user's own handler: never ours, and no secret either, since it fails in production. */
export function checkHandler(runtime: string, handler: string, code: Content, layers: readonly Content[] | undefined): Finding[] {
  if (handler.startsWith('/')) { return []; }
  // The first dot of the last segment parts file and export.
  const [, file, exported] = /^((?:.*\/)?[^./]*)\.(.*)$/.exec(handler) ?? [];
  if (/^nodejs/.test(runtime)) { return file === undefined ? [error('handlerMissing', `${handler} is not the name of a handler`, false)] : checkNode(file, exported, code, layers); }
  const candidates = /^python/.test(runtime) ? pythonFiles(handler) : /^ruby/.test(runtime) && file !== undefined ? [`${file}.rb`] : [];
  const there = candidates.length === 0 || candidates.some((candidate) => [code, ...layers ?? []].some((content) => fileIn(content, candidate) !== undefined));
  return there ? [] : [error('handlerMissing', `its code has no file for the handler ${handler}`, false)];
}

function pythonFiles(handler: string): string[] {
  const module = handler.slice(0, handler.lastIndexOf('.')).replace(/\./g, '/');
  return [`${module}.py`, `${module}/__init__.py`, `${module}.pyc`];
}

function checkNode(file: string, exported: string, code: Content, layers: readonly Content[] | undefined): Finding[] {
  const path = NODE_ENDINGS.map((ending) => fileIn(code, file + ending)).find((found) => found !== undefined);
  if (path === undefined) { return [error('handlerMissing', `its code has no ${file}.js, .mjs or .cjs`, false)]; }
  const text = textIn(path);
  const asModule = path.endsWith('.mjs') || (path.endsWith('.js') && packageType(code, dirname(path)) === 'module');
  return [
    ...moduleProblems(text, asModule),
    // Names that a module hands on from another need not stand in it.
    ...(!new RegExp(`\\b${escaped(exported.split('.')[0])}\\b`).test(text) && !/require\(|export\s*\*|from\s*["']/.test(text)
      ? [warning('exportNotSeen', `${path.slice(code.root.length + 1)} does not name ${exported}`, false)] : []),
    ...missingImports(importsIn(text), path, code, layers).map((name) =>
      warning('importMissing', `${path.slice(code.root.length + 1)} imports ${name}, which is neither in its code nor in its layers; was it left out of a bundle?`, false)),
  ];
}

function moduleProblems(text: string, asModule: boolean): Finding[] {
  // A bundler's output has it at the start of a line, or after a semicolon.
  const esm = /(^|[\n;}])\s*(import\s*[\w{*"'][^\n;]*["']|export\s*(\{|default\b|const\b|async\b|function\b))/.test(text);
  if (!asModule && esm && !/\bmodule\.exports\b|\bexports\./.test(text)) {
    return [warning('moduleFormat', 'its handler is written as an ES module, and loaded as CommonJS: call the file .mjs, or put "type": "module" into its package.json', false)];
  }
  if (asModule && /\bmodule\.exports\s*=/.test(text) && !esm) {
    return [warning('moduleFormat', 'its handler is written as CommonJS, and loaded as an ES module: call the file .cjs', false)];
  }
  return asModule && text.includes('Dynamic require of') && !text.includes('createRequire')
    ? [warning('dynamicRequire', 'esbuild has left a require() in an ES module, which throws when it is reached: define require in its banner, by createRequire()', false)] : [];
}

function packageType(code: Content, folder: string): string | undefined {
  for (let at = folder; at.length >= code.root.length; at = dirname(at)) {
    const manifest = fileIn(code, `${at.slice(code.root.length + 1)}/package.json`);
    if (manifest === undefined) { continue; }
    try {
      return (JSON.parse(textIn(manifest)) as { type?: string } | null)?.type;
    } catch {
      return undefined; // Lambda's runtime ignores a broken one as well
    }
  }
  return undefined;
}

function escaped(text: string): string {
  return text.replace(/[^\w]/g, '\\$&');
}
