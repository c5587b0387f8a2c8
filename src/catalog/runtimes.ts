import { checkFile, day, flag, listOf, matching, may, must, shaped, text } from './check-shape';
import data from './runtimes.json';
import type { Diagnostic } from '../core/diagnostic';
import { diagnostic } from '../core/diagnostics';

/** A runtime of Lambda's. */
export interface RuntimeFacts {
  readonly name: string;
  /** From this day on AWS does not mend it any more. */
  readonly deprecation: string;
  /** From this day on functions with it cannot be updated, if that day is announced. */
  readonly blockUpdate?: string;
  /** It is offered as a base image, not for zip archives. */
  readonly imageOnly?: boolean;
}

interface RuntimesFile {
  readonly date: string;
  readonly runtimes: readonly RuntimeFacts[];
}

const file = checkFile<RuntimesFile>('runtimes.json', data, {
  date: must(day),
  sources: must(listOf(text)),
  notes: must(listOf(text)),
  runtimes: must(listOf(shaped({
    name: must(matching(/^[a-z]+[\w.]*$/, 'the name of a runtime')), deprecation: must(day), blockUpdate: may(day), imageOnly: may(flag),
  }))),
});

/** Lambda's runtimes, by language and version. */
export const RUNTIMES: readonly RuntimeFacts[] = file.runtimes;

/** The day the table was last looked at; nothing here asks the clock. */
export const RUNTIMES_DATE: string = file.date;

const BY_NAME: ReadonlyMap<string, RuntimeFacts> = new Map(RUNTIMES.map((facts) => [facts.name, facts]));

/** A warning if a runtime was deprecated on the day of the table. */
export function deprecatedRuntime(runtime: string | undefined, today: string = RUNTIMES_DATE): Diagnostic | undefined {
  const facts = runtime === undefined ? undefined : BY_NAME.get(runtime);
  if (facts === undefined || facts.deprecation > today) { return undefined; }
  const blocked = facts.blockUpdate === undefined ? '' : facts.blockUpdate > today
    ? `; it refuses updates of such functions from ${facts.blockUpdate}` : `, and it refuses updates of such functions since ${facts.blockUpdate}`;
  return diagnostic('runtimeDeprecated', { runtime: facts.name, date: facts.deprecation, blocked });
}
