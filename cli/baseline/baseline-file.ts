import { readFileSync } from 'fs';
import type { Baseline } from '../../src/contract/baseline';
import { parseBaseline } from '../../src/core/baseline';
import { Failure, reasonOf } from '../failure';

/** The entries of a baseline that has to be there. */
export function baselineIn(file: string): Baseline['functions'] {
  const entries = baselineIfAny(file);
  if (entries === undefined) { throw new Failure(`cannot read ${file}: it does not exist; write it with cdk-lambda-tracing baseline`); }
  return entries;
}

/** The entries of a baseline; nothing where there is no such file. */
export function baselineIfAny(file: string): Baseline['functions'] | undefined {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') { return undefined; }
    throw new Failure(`cannot read ${file}: ${reasonOf(error)}`);
  }
  try {
    return parseBaseline(text);
  } catch (error) {
    throw new Failure(`${file} is not a baseline: ${(error as Error).message}`);
  }
}
