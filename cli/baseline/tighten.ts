import type { Baseline } from '../../src/contract/baseline';
import type { TracingReport } from '../../src/contract/report';
import { isBelow, TracingLevel } from '../../src/core/tracing-level';

type Entries = Baseline['functions'];

/** A baseline made anew, and what about it is new. */
export interface Tightened {
  readonly entries: Entries;
  /** Functions that fall short and that the former baseline does not have, or has at a better level. */
  readonly fresh: readonly string[];
  /** Entries that went, or say more. */
  readonly tightened: readonly string[];
}

/** The functions of a report that fall short, by the level they are at. */
export function shortFunctions({ functions }: TracingReport, requiredLevel: TracingLevel | undefined): Entries {
  const short = functions.filter(({ status, level }) =>
    status === 'skipped' || status === 'uncovered' || (status === 'traced' && requiredLevel !== undefined && isBelow(level, requiredLevel)));
  return Object.fromEntries(short.map(({ path, level }) => [path, level as Entries[string]]));
}

/** What is left of a baseline: entries may go and rise. New ones come in only where that is wanted. */
export function tighten(former: Entries, now: Entries, acceptNew: boolean): Tightened {
  const known = (path: string) => Object.hasOwn(former, path) && !isBelow(now[path], former[path]);
  const fresh = Object.keys(now).filter((path) => !known(path));
  const entries = Object.fromEntries(Object.entries(now).flatMap(([path, level]): [string, Entries[string]][] => {
    if (acceptNew || known(path)) { return [[path, level]]; }
    return Object.hasOwn(former, path) ? [[path, former[path]]] : [];
  }));
  const tightened = Object.keys(former).filter((path) => !Object.hasOwn(now, path) || isBelow(former[path], now[path]));
  return { entries, fresh, tightened };
}
