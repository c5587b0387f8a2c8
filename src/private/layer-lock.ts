import { readFileSync } from 'fs';
import { basename, isAbsolute } from 'path';
import type { IConstruct } from 'constructs';
import { rootOf } from './ancestry';
import { lockContext } from './tracing-context';
import { LayerLock, LOCK_FILE } from '../contract/layer-lock';
import { readLayerLock } from '../core/layer-lock';

/** A lock that was looked for, by the name that messages have for it: no message holds an absolute path. */
export interface FoundLock {
  readonly file: string;
  readonly lock?: LayerLock;
  /** Why it cannot be used, if there is one that cannot. */
  readonly problem?: string;
}

/** By root: the file is read once per app. */
const FOUND = new WeakMap<IConstruct, FoundLock>();

/** The lock for the app that a construct is in: the file that the context names, else the one in the folder that the app is run in, which is that of `cdk.json`. */
export function layerLock(scope: IConstruct): FoundLock {
  const root = rootOf(scope);
  const found = FOUND.get(root) ?? lookUp(lockContext(root));
  FOUND.set(root, found);
  return found;
}

function lookUp(context: string | false | undefined): FoundLock {
  const path = context === undefined || context === false ? LOCK_FILE : context;
  const file = isAbsolute(path) ? basename(path) : path;
  if (context === false) { return { file }; }
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    const { code = 'unknown error' } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') { return context === undefined ? { file } : { file, problem: 'context lambda-tracing:lock names it, and it is not there' }; }
    return { file, problem: `it cannot be read (${code})` };
  }
  return { file, ...readLayerLock(text) };
}
