import { readdirSync, readFileSync } from 'fs';
import { isAbsolute, join, relative, sep } from 'path';
import { SourceMaps } from './source-map';

/** A place in the user's code. */
export interface SourceLocation {
  /** From the folder the command runs in, with slashes. */
  readonly file: string;
  readonly line: number;
  /** Missing where the language does not say. */
  readonly column?: number;
}

/** `new Orders (/app/stacks/orders.ts:22:20)`, or without a name; of Python without a column. */
const FRAME = /(?:\(|^)(?:file:\/\/)?([^()]+?):(\d+)(?::(\d+))?\)?$/;

/** Folders of packages, of Node.js and of Python. */
const PACKAGES = ['node_modules', 'site-packages'];

/**
 * Where constructs were made, by path: the assembly has the call stack of each. Its first frame in a file below the folder
 * that is no package's is the user's line.
 */
export function sourceLocations(assembly: string, folder = process.cwd(), maps = new SourceMaps(folder)): ReadonlyMap<string, SourceLocation> {
  const found = new Map<string, SourceLocation>();
  for (const entry of readdirSync(assembly, { withFileTypes: true })) {
    const file = join(assembly, entry.name);
    if (entry.isDirectory() && entry.name.startsWith('assembly-')) { sourceLocations(file, folder, maps).forEach((location, path) => found.set(path, location)); }
    if (!entry.isFile() || !entry.name.endsWith('.metadata.json')) { continue; }
    for (const [path, entries] of Object.entries(metadataIn(file))) {
      const location = locationIn(entries, folder, maps);
      if (location !== undefined) { found.set(path.replace(/^\//, ''), location); }
    }
  }
  return found;
}

function locationIn(entries: unknown, folder: string, maps: SourceMaps): SourceLocation | undefined {
  const stacks = (Array.isArray(entries) ? entries : []).filter((entry: { type?: unknown; data?: unknown } | null) => entry?.type === 'aws:cdk:creationStack' && Array.isArray(entry.data));
  for (const frame of stacks.flatMap(({ data }) => data as unknown[])) {
    const [, file, line, column] = FRAME.exec(String(frame)) ?? [];
    if (file === undefined || !isAbsolute(file) || below(folder, file) === undefined) { continue; }
    const place = maps.original({ file, line: Number(line), ...(column === undefined ? {} : { column: Number(column) }) });
    const path = below(folder, place.file);
    if (path !== undefined) { return { ...place, file: path }; }
  }
  return undefined;
}

/** The path from the folder, with slashes; nothing for what is outside of it or a package's. */
function below(folder: string, file: string): string | undefined {
  const parts = relative(folder, file).split(sep);
  return parts[0] === '..' || isAbsolute(relative(folder, file)) || PACKAGES.some((name) => parts.includes(name)) ? undefined : parts.join('/');
}

function metadataIn(file: string): { readonly [path: string]: unknown } {
  try {
    return Object(JSON.parse(readFileSync(file, 'utf8'))) as { [path: string]: unknown };
  } catch {
    return {}; // without it, findings have no place; the rest stands
  }
}
