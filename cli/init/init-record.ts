import { existsSync, readFileSync, rmSync } from 'fs';
import { join } from 'path';
import { Hunk, hunksBetween, linesOf } from './line-diff';
import type { FileChange } from './planned-changes';
import { Failure, reasonOf } from '../failure';
import { writeWhole } from '../io';

/** What `init` has done, for `init --undo`; part of the app's folder until then. */
export const RECORD_FILE = '.lambda-tracing-init.json';

const RECORD_VERSION = 1;

interface Recorded {
  readonly file: string;
  /** Of a file that was made: all of it. */
  readonly made?: string;
  readonly hunks?: readonly Hunk[];
}

/** Makes the changes, after it is written down how they are taken back. */
export function applyChanges(folder: string, changes: readonly FileChange[]): void {
  const files = changes.map(({ file, before, after }): Recorded => (before === undefined ? { file, made: after } : { file, hunks: hunksBetween(before, after) }));
  writeWhole(join(folder, RECORD_FILE), `${JSON.stringify({ version: RECORD_VERSION, files }, undefined, 2)}\n`);
  changes.forEach(({ file, after }) => writeWhole(join(folder, file), after));
}

/** The files as they were, where what `init` did to them is still as it left it; what others have changed since stays. */
export function takenBack(folder: string): readonly { readonly file: string; readonly before: string; readonly after: string | undefined }[] {
  const files = recordIn(folder);
  const problems: string[] = [];
  const changes = files.map((recorded) => {
    const path = join(folder, recorded.file);
    const before = existsSync(path) ? readFileSync(path, 'utf8') : undefined;
    const after = before === undefined ? null : withoutHunks(before, recorded);
    if (after === null) { problems.push(`${recorded.file} ${before === undefined ? 'is not there any more' : 'was changed since, where init had changed it'}`); }
    return { file: recorded.file, before: before ?? '', after: after ?? undefined };
  });
  if (problems.length > 0) { throw new Failure(`nothing is undone: ${problems.join('; ')}; undo it by hand, and remove ${RECORD_FILE}`); }
  return changes;
}

/** Takes everything back. */
export function undo(folder: string): void {
  for (const { file, after } of takenBack(folder)) {
    if (after === undefined) {
      rmSync(join(folder, file));
    } else {
      writeWhole(join(folder, file), after);
    }
  }
  rmSync(join(folder, RECORD_FILE));
}

/** @returns null where it cannot be done, nothing where the file was made and goes */
function withoutHunks(text: string, { made, hunks = [] }: Recorded): string | null | undefined {
  if (made !== undefined) { return text === made ? undefined : null; }
  const lines = linesOf(text);
  // From the end: what comes before keeps its place.
  for (const { to, removed, added } of [...hunks].reverse()) {
    const at = placeOf(lines, added, to);
    if (at === undefined) { return null; }
    lines.splice(at, added.length, ...removed);
  }
  return lines.join('');
}

/** Where it was, or where it has moved to, if that is plain. */
function placeOf(lines: readonly string[], added: readonly string[], expected: number): number | undefined {
  const isAt = (at: number) => added.every((line, index) => lines[at + index] === line);
  if (added.length === 0) { return expected <= lines.length ? expected : undefined; }
  if (isAt(expected)) { return expected; }
  const places = lines.map((_, at) => at).filter(isAt);
  return places.length === 1 ? places[0] : undefined;
}

function recordIn(folder: string): readonly Recorded[] {
  const path = join(folder, RECORD_FILE);
  let content: unknown;
  try {
    content = JSON.parse(readFileSync(path, 'utf8')) as unknown;
  } catch (error) {
    if (error instanceof SyntaxError) { throw new Failure(`${path} is not complete JSON; undo it by hand`); }
    throw new Failure(`there is nothing to undo: cannot read ${path}: ${reasonOf(error)}`);
  }
  const { version, files } = Object(content) as { version?: unknown; files?: unknown };
  if (version !== RECORD_VERSION || !Array.isArray(files) || !files.every(isRecorded)) { throw new Failure(`${path} is no record of this version's init; undo it by hand`); }
  return files;
}

/** The file may be anybody's: a path that leads out of the folder is none of ours. */
function isRecorded(entry: unknown): entry is Recorded {
  const { file, made, hunks } = Object(entry) as Partial<Recorded>;
  const texts = (list: unknown) => Array.isArray(list) && list.every((line) => typeof line === 'string');
  return typeof file === 'string' && !file.startsWith('/') && !/(^|[\\/])\.\.([\\/]|$)|^\w:/.test(file)
    && (typeof made === 'string' || (Array.isArray(hunks) && hunks.every((hunk: Partial<Hunk> | null) => Number.isInteger(hunk?.to) && texts(hunk?.removed) && texts(hunk?.added))));
}
