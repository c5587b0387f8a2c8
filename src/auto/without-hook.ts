import { createRequire } from 'module';
import { problemWithVersion } from './framework-version';
import { nothingTraced } from './refusal';
import { ENVIRONMENT_PREFIX, readEnvironment } from '../configuration/sources';

/**
 * Versions of aws-cdk-lib too old to have the hook are noticed when the process ends.
 *
 * @param file App's file in that copy, which is loaded where somebody has asked for App
 */
export function sayIfTooOld(file: string): void {
  const { options } = readEnvironment(process.env);
  const { version } = createRequire(file)('../../package.json') as { version: string };
  const problem = problemWithVersion(version);
  if (problem === undefined || options.enabled === false) { return; }
  nothingTraced(problem);
  if (options.required) {
    process.stderr.write(`cdk-lambda-tracing/auto: ${ENVIRONMENT_PREFIX}REQUIRED is set: exit code 1\n`);
    process.exitCode = 1;
  }
}
