import { isBelow, TracingLevel } from './tracing-level';
import { Baseline, BASELINE_VERSION, BaselineLevel } from '../contract/baseline';

type Entries = Baseline['functions'];

/** What is known of a function that an entry may be about. */
export interface BaselineSubject {
  readonly path: string;
  readonly level: BaselineLevel | 'CODE';
  /** Whether its tracing falls short: it is not traced, or below the level that is required. */
  readonly short: boolean;
}

/**
 * The entries of a baseline, from its text.
 *
 * @throws where it is none, with what is wrong as the message
 */
export function parseBaseline(text: string): Entries {
  let content: unknown;
  try {
    content = JSON.parse(text.replace(/^\uFEFF/, '')) as unknown;
  } catch {
    throw new Error('it is not complete JSON');
  }
  const { version, functions } = Object(content) as Partial<Baseline>;
  if (typeof version === 'number' && version > BASELINE_VERSION) { throw new Error(`it has version ${version}, and this version of cdk-lambda-tracing knows ${BASELINE_VERSION} at most`); }
  if (version !== BASELINE_VERSION) { throw new Error('its version is missing'); }
  if (typeof functions !== 'object' || functions === null || Array.isArray(functions)) { throw new Error('its functions are missing'); }
  const bad = Object.entries(functions).find(([, level]) => level !== TracingLevel.NONE && level !== TracingLevel.INVOCATION);
  if (bad !== undefined) { throw new Error(`the level of ${bad[0]} must be NONE or INVOCATION, got ${JSON.stringify(bad[1])}`); }
  return functions;
}

/** A baseline as it is written: the same entries give the same file. */
export function baselineText(entries: Entries): string {
  const sorted = Object.entries(entries).sort(([one], [other]) => (one < other ? -1 : 1));
  // A path may be any text: as a property of its own it is never one of the prototype's.
  return `${JSON.stringify({ version: BASELINE_VERSION, functions: Object.fromEntries(sorted) }, undefined, 2)}\n`;
}

/** Whether a baseline has a function at this level or below: what gets worse is not accepted. */
export function accepts(entries: Entries, { path, level }: Pick<BaselineSubject, 'path' | 'level'>): boolean {
  return Object.hasOwn(entries, path) && !isBelow(level, entries[path]);
}

/** The paths of entries that could go, or say more: their functions are traced as they should be, better than they were, or gone. */
export function outdatedEntries(entries: Entries, subjects: readonly BaselineSubject[]): string[] {
  const needed = new Map(subjects.filter(({ short }) => short).map(({ path, level }) => [path, level]));
  return Object.entries(entries)
    .filter(([path, level]) => !needed.has(path) || isBelow(level, needed.get(path)!))
    .map(([path]) => path);
}

/** The first few of many, for a message. */
export function shortList(paths: readonly string[]): string {
  const shown = paths.slice(0, 3);
  return `${shown.join(', ')}${paths.length > shown.length ? ` and ${paths.length - shown.length} more` : ''}`;
}
