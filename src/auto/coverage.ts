import { Validations } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { AutoOptions } from '../configuration/options';
import { TracingCoverage } from '../tracing-coverage';

/** What TracingCoverage takes: all of it is data. */
export const COVERAGE_PROPS = ['failOnUntraced', 'requiredLevel', 'minCoverage', 'maxUntraced', 'baseline', 'environments', 'listOptOuts'];

/** Apps that have the plugin: a pipeline's Stages are synthesized one by one before the app itself is. */
const covered = new WeakSet<IConstruct>();

/** Adds the plugin that is configured, if one is. */
export function addCoverage(root: IConstruct, options: AutoOptions): void {
  const coverage = covered.has(root) ? undefined : coverageOf(options);
  covered.add(root);
  if (coverage !== undefined) { Validations.of(root).addPlugins(coverage); }
}

/**
 * The plugin as it is configured.
 *
 * @throws where something is asked for that does not exist or is out of its range, or the baseline cannot be read
 */
export function coverageOf({ coverage }: AutoOptions): TracingCoverage | undefined {
  const unknown = Object.keys(coverage ?? {}).filter((name) => !COVERAGE_PROPS.includes(name));
  if (unknown.length > 0) { throw new Error(`coverage has no ${unknown.join(', ')}; it may have ${COVERAGE_PROPS.join(', ')}`); }
  return coverage && new TracingCoverage(coverage);
}
