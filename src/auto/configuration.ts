import type { IConstruct } from 'constructs';
import { combined, SourceReading } from '../configuration/options';
import { readContext, readEnvironment, readFile } from '../configuration/sources';

/**
 * What is set for an app: the environment's word before that of the context, and that before the file's, each option by
 * itself.
 */
export function readConfiguration(root: IConstruct, folder = process.cwd(), environment: NodeJS.ProcessEnv = process.env): SourceReading {
  // From the one that wins least.
  const readings = [readFile(folder, environment), readContext(root.node.getAllContext()), readEnvironment(environment)];
  return combined(readings);
}

/** Whether having no tracing is an error; answered as well as it can be where other options are wrong. */
export function isRequired(root: IConstruct): boolean {
  return readConfiguration(root).options.required ?? false;
}
