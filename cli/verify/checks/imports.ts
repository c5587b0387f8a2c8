import { statSync } from 'fs';
import { builtinModules } from 'module';
import { dirname, join } from 'path';
import type { Content } from '../assembly/content';

const BUILTIN: ReadonlySet<string> = new Set(builtinModules);

/** Bundlers and compilers write the name as a plain string. */
const IMPORT = /(?:\brequire\(|\bfrom|\bimport|\bimport\()\s*["']([@\w][^"'\s\\]*)["']/g;

/** What a text imports by the name of a package: names of the packages, without those of Node.js. */
export function importsIn(text: string): string[] {
  const names = [...text.matchAll(IMPORT)].map(([, name]) => name).filter((name) => !name.startsWith('node:'));
  return [...new Set(names.map((name) => name.split('/').slice(0, name.startsWith('@') ? 2 : 1).join('/')))].filter((name) => !BUILTIN.has(name));
}

/** What Lambda's runtime brings along. */
export function isOfRuntime(name: string): boolean {
  return /^(@aws-sdk|@smithy|@aws-crypto|@aws)\//.test(name);
}

/** The packages that the file would not find. One that is in a try block may be left out on purpose. */
export function missingImports(names: readonly string[], file: string, code: Content, layers: readonly Content[] | undefined): string[] {
  if (layers === undefined) { return []; }
  const folders = [
    ...parents(dirname(file), code.root).map((folder) => join(folder, 'node_modules')),
    ...layers.flatMap(({ root }) => [join(root, 'nodejs/node_modules'), ...['18', '20', '22', '24'].map((version) => join(root, `nodejs/node${version}/node_modules`))]),
    code.root, // NODE_PATH ends with it
  ];
  return names.filter((name) => !isOfRuntime(name) && !folders.some((folder) => statSync(join(folder, name), { throwIfNoEntry: false }) !== undefined));
}

function parents(folder: string, root: string): string[] {
  return folder.length <= root.length ? [root] : [folder, ...parents(dirname(folder), root)];
}
