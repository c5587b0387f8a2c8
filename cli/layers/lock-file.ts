import { readFileSync } from 'fs';
import type { LayerLock } from '../../src/contract/layer-lock';
import { readLayerLock } from '../../src/core/layer-lock';
import { Failure, reasonOf } from '../failure';

/** The lock in a file; nothing where there is none. */
export function lockIn(file: string): LayerLock | undefined {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') { return undefined; }
    throw new Failure(`cannot read ${file}: ${reasonOf(error)}`);
  }
  const { lock, problem } = readLayerLock(text);
  if (lock === undefined) { throw new Failure(`cannot use ${file}: ${problem}`); }
  return lock;
}
