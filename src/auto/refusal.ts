import type { IConstruct } from 'constructs';
import { isRequired } from './configuration';
import { ENVIRONMENT_PREFIX } from '../configuration/sources';

const told = new Set<string>();

/**
 * Says why nothing is traced, once, and lets the app go on as if this package were not there.
 *
 * @throws where the user would rather have no synthesis than one without tracing
 */
export function refuse(root: IConstruct, reason: unknown): void {
  const text = reason instanceof Error ? reason.message : String(reason);
  if (isRequired(root)) { throw new Error(`cdk-lambda-tracing/auto: ${text} (and tracing is required)`); }
  nothingTraced(text);
}

/** Once per text: an app has many Stages. */
export function nothingTraced(reason: string): void {
  if (told.has(reason)) { return; }
  told.add(reason);
  process.stderr.write(`cdk-lambda-tracing/auto: ${reason}; nothing is traced (${ENVIRONMENT_PREFIX}REQUIRED=true makes this an error)\n`);
}
