import type { IConstruct } from 'constructs';
import { AutoOptions, SourceReading } from './options';
import { readContext, readEnvironment, readFile } from './sources';

/**
 * What is set for an app: the environment's word before that of the context, and that before the file's, each option by
 * itself. Props belong to the provider they stand beside: those of a source that wins less do not reach another provider.
 */
export function readConfiguration(root: IConstruct, folder = process.cwd(), environment: NodeJS.ProcessEnv = process.env): SourceReading {
  // From the one that wins least.
  const readings = [readFile(folder, environment), readContext(root.node.getAllContext()), readEnvironment(environment)];
  let options: AutoOptions = {};
  for (const reading of readings) {
    const { props, ...others } = options;
    const another = reading.options.provider !== undefined && reading.options.provider !== options.provider;
    options = { ...(another ? others : options), ...reading.options };
  }
  return { options, problems: readings.flatMap(({ problems }) => problems) };
}

/** Whether having no tracing is an error; answered as well as it can be where other options are wrong. */
export function isRequired(root: IConstruct): boolean {
  return readConfiguration(root).options.required ?? false;
}
