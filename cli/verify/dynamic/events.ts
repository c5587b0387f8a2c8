import { readdirSync, readFileSync } from 'fs';
import { join } from 'path';
import { ExitCode } from '../../exit-codes';
import { Failure, reasonOf } from '../../failure';
import type { FunctionFacts } from '../assembly/function-facts';

/**
 * The events to invoke functions with, by path of the function: `events/Orders1A2B3C4D.json` by logical id, or
 * `events/Shop/Orders.json` by the construct's path, without the `/Resource` at its end. A file that names no function is an error:
 * it would be left out in silence.
 */
export function readEvents(folder: string, functions: readonly FunctionFacts[]): ReadonlyMap<string, string> {
  const byName = new Map<string, FunctionFacts[]>();
  for (const facts of functions) {
    for (const name of new Set([facts.logicalId, facts.path, facts.path.replace(/\/Resource$/, '')])) { byName.set(name, [...byName.get(name) ?? [], facts]); }
  }
  const events = new Map<string, string>();
  for (const name of namesIn(folder, '')) {
    const file = join(folder, `${name}.json`);
    const [facts, another] = byName.get(name) ?? [];
    if (facts === undefined) { throw new Failure(`${file} names no function of the assembly: call it by a logical id, or by a construct path`, ExitCode.USAGE); }
    if (another !== undefined) { throw new Failure(`${file} names ${facts.path} and ${another.path}: call it by the construct path of one`, ExitCode.USAGE); }
    events.set(facts.path, eventIn(file));
  }
  if (events.size === 0) { throw new Failure(`${folder} holds no events: no file with the ending .json`, ExitCode.USAGE); }
  return events;
}

function namesIn(folder: string, below: string): string[] {
  try {
    return readdirSync(join(folder, below), { withFileTypes: true }).flatMap((entry) => {
      const path = below === '' ? entry.name : `${below}/${entry.name}`;
      if (entry.isDirectory()) { return namesIn(folder, path); }
      return entry.name.endsWith('.json') ? [path.replace(/\.json$/, '')] : [];
    });
  } catch (problem) {
    throw new Failure(`cannot read ${folder}: ${reasonOf(problem)}`);
  }
}

function eventIn(file: string): string {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (problem) {
    throw new Failure(`cannot read ${file}: ${reasonOf(problem)}`);
  }
  try {
    JSON.parse(text);
    return text;
  } catch {
    throw new Failure(`${file} is no JSON`);
  }
}
