import type { IConstruct } from 'constructs';
import { dateOf, problemWithDate } from '../core/calendar-date';
import { PathGlob } from '../core/path-glob';

/** Context key of the off switch: `-c lambda-tracing:enabled=false`. */
export const ENABLED_KEY = 'lambda-tracing:enabled';

/** Context key of globs over construct paths: a list, or one comma-separated string as `-c` gives it. */
export const EXCLUDE_KEY = 'lambda-tracing:exclude';

/**
 * Whether tracing is on.
 *
 * @throws where the value is neither a boolean nor 'true' or 'false'
 */
export function isEnabled(scope: IConstruct): boolean {
  const value: unknown = scope.node.tryGetContext(ENABLED_KEY);
  if (value === undefined || value === true || value === 'true') { return true; }
  if (value === false || value === 'false') { return false; }
  throw new Error(`context '${ENABLED_KEY}' must be true or false, got ${JSON.stringify(value)}; set it in cdk.json or by -c ${ENABLED_KEY}=false`);
}

/** Context key of the lock: the path of another file than `lambda-tracing.lock.json`, or `false` for none. */
export const LOCK_KEY = 'lambda-tracing:lock';

/**
 * Where the lock is, if the context says so.
 *
 * @throws where the value is neither a path nor false
 */
export function lockContext(scope: IConstruct): string | false | undefined {
  const value: unknown = scope.node.tryGetContext(LOCK_KEY);
  if (value === undefined) { return undefined; }
  if (value === false || value === 'false') { return false; }
  if (typeof value === 'string' && value.trim() !== '') { return value; }
  throw new Error(`context '${LOCK_KEY}' must be the path of a lock or false, got ${JSON.stringify(value)}; for example -c ${LOCK_KEY}=infra/lambda-tracing.lock.json`);
}

/** Context key of the date that expiry dates are compared with: for tests, and builds that are to be repeated. */
export const TODAY_KEY = 'lambda-tracing:today';

/**
 * The date that expiry dates are compared with.
 *
 * @throws where the context has something else
 */
export function today(scope: IConstruct): string {
  const value: unknown = scope.node.tryGetContext(TODAY_KEY);
  if (value === undefined) { return dateOf(new Date()); }
  const problem = problemWithDate(value);
  if (problem !== undefined) { throw new Error(`context '${TODAY_KEY}' ${problem}`); }
  return value as string;
}

const parsed = new WeakMap<object, PathGlob[]>();
const parsedStrings = new Map<string, PathGlob[]>();

/**
 * The patterns that exclude constructs by path.
 *
 * @throws where one is malformed; all that is wrong is in the one message
 */
export function excludedGlobs(scope: IConstruct): readonly PathGlob[] {
  const value: unknown = scope.node.tryGetContext(EXCLUDE_KEY);
  if (value === undefined) { return []; }
  const hit = typeof value === 'string' ? parsedStrings.get(value) : typeof value === 'object' && value !== null ? parsed.get(value) : undefined;
  if (hit !== undefined) { return hit; }
  if (typeof value === 'string') {
    const globs = parseGlobs(value.split(',').map((pattern) => pattern.trim()).filter((pattern) => pattern !== ''), `context '${EXCLUDE_KEY}'`);
    parsedStrings.set(value, globs);
    return globs;
  }
  if (!Array.isArray(value)) {
    throw new Error(`context '${EXCLUDE_KEY}' must be a list of path patterns or one comma-separated string, got ${JSON.stringify(value)}; for example "Shop/Legacy/**"`);
  }
  const globs = parseGlobs(value, `context '${EXCLUDE_KEY}'`);
  parsed.set(value, globs);
  return globs;
}

/** Patterns from strings; `where` is named in the error. */
export function parseGlobs(patterns: readonly unknown[], where: string): PathGlob[] {
  const problems = patterns.map((pattern) => PathGlob.problemWith(pattern)).filter((problem) => problem !== undefined);
  if (problems.length > 0) {
    throw new Error(`${where}: ${problems.join('; ')}; write construct paths such as 'Shop/Legacy/**'`);
  }
  return patterns.map((pattern) => new PathGlob(pattern as string));
}
