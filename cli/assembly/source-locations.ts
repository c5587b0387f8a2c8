import { readdirSync, readFileSync } from 'fs';
import { isAbsolute, join, relative, sep } from 'path';

/** A place in the user's code. */
export interface SourceLocation {
  /** From the folder the command runs in, with slashes. */
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** `new Orders (/app/stacks/orders.ts:22:20)`, or without a name. */
const FRAME = /(?:\(|^)(?:file:\/\/)?([^()]+):(\d+):(\d+)\)?$/;

/**
 * Where constructs were made, by path: the assembly has the call stack of each. Its first frame in a file below the folder
 * that is no package's is the user's line.
 */
export function sourceLocations(assembly: string, folder = process.cwd()): ReadonlyMap<string, SourceLocation> {
  const found = new Map<string, SourceLocation>();
  for (const entry of readdirSync(assembly, { withFileTypes: true })) {
    const file = join(assembly, entry.name);
    if (entry.isDirectory() && entry.name.startsWith('assembly-')) { sourceLocations(file, folder).forEach((location, path) => found.set(path, location)); }
    if (!entry.isFile() || !entry.name.endsWith('.metadata.json')) { continue; }
    for (const [path, entries] of Object.entries(metadataIn(file))) {
      const location = locationIn(entries, folder);
      if (location !== undefined) { found.set(path.replace(/^\//, ''), location); }
    }
  }
  return found;
}

function locationIn(entries: unknown, folder: string): SourceLocation | undefined {
  const stacks = (Array.isArray(entries) ? entries : []).filter((entry: { type?: unknown; data?: unknown } | null) => entry?.type === 'aws:cdk:creationStack' && Array.isArray(entry.data));
  for (const frame of stacks.flatMap(({ data }) => data as unknown[])) {
    const [, file, line, column] = FRAME.exec(String(frame)) ?? [];
    const below = file === undefined || !isAbsolute(file) ? '..' : relative(folder, file);
    if (!below.startsWith('..') && !isAbsolute(below) && !below.split(sep).includes('node_modules')) {
      return { file: below.split(sep).join('/'), line: Number(line), column: Number(column) };
    }
  }
  return undefined;
}

function metadataIn(file: string): { readonly [path: string]: unknown } {
  try {
    return Object(JSON.parse(readFileSync(file, 'utf8'))) as { [path: string]: unknown };
  } catch {
    return {}; // without it, findings have no place; the rest stands
  }
}
