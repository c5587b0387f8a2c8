/** The file of functions whose tracing is known to fall short, kept in the app's repository. */
export const BASELINE_FILE = 'lambda-tracing.baseline.json';

/** The version of the shape below. A change that an old reader would misread raises it. */
export const BASELINE_VERSION = 1;

/** What a function is known to emit that falls short: nothing, or one span per invocation. */
export type BaselineLevel = 'NONE' | 'INVOCATION';

/** The whole file. */
export interface Baseline {
  readonly version: number;
  /** By path of the function's resource, sorted. */
  readonly functions: { readonly [path: string]: BaselineLevel };
}
