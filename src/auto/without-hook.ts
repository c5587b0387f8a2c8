import { createRequire } from 'module';
import { problemWithVersion } from './framework-version';
import { nothingTraced } from './refusal';
import { combined } from '../configuration/options';
import { readContext, readEnvironment, readFile } from '../configuration/sources';

/**
 * Versions of aws-cdk-lib too old to have the hook are noticed when the process ends.
 *
 * @param file App's file in that copy, which is loaded where somebody has asked for App
 */
export function sayIfTooOld(file: string): void {
  const { options } = combined([readFile(process.cwd(), process.env), readContext(contextOfCommand()), readEnvironment(process.env)]);
  const { version } = createRequire(file)('../../package.json') as { version: string };
  const problem = problemWithVersion(version);
  if (problem === undefined || options.enabled === false) { return; }
  nothingTraced(problem);
  if (options.required) {
    process.stderr.write('cdk-lambda-tracing/auto: tracing is required: exit code 1\n');
    process.exitCode = 1;
  }
}

/** The app itself is out of reach; the `cdk` command passes the context of `cdk.json` in a variable. */
function contextOfCommand(): { readonly [key: string]: unknown } {
  try {
    return Object(JSON.parse(process.env.CDK_CONTEXT_JSON ?? '{}')) as { [key: string]: unknown };
  } catch {
    return {};
  }
}
