import { App } from 'aws-cdk-lib';
import { app, reportOf, Synthesis, synthesize } from './app';
import { ReportedFunction, TracingReport } from '../../src/contract/report';

/** One app, synthesized without us and with us. */
export interface Comparison {
  readonly without: Synthesis;
  readonly traced: Synthesis;
  readonly root: App;
}

/** Builds the same app twice; the second time it is traced as well. */
export function withAndWithout(build: (root: App) => void, trace: (root: App) => void, context: { [key: string]: unknown } = {}): Comparison {
  const bare = app(context);
  build(bare);
  const root = app(context);
  build(root);
  trace(root);
  return { without: synthesize(bare), traced: synthesize(root), root };
}

/** Every template is, byte for byte, what it is without us. */
export function expectUntouched({ without, traced }: Comparison): void {
  expect(traced.error).toBeUndefined();
  expect(Object.keys(without.texts)).not.toEqual([]);
  expect(traced.texts).toEqual(without.texts);
}

/** What the report says of the one function whose path begins so. */
export function reportedIn(root: App, path = ''): ReportedFunction {
  const found = reportOf(root).functions.filter((entry) => entry.path.startsWith(path));
  if (found.length !== 1) { throw new Error(`expected one function ${path} in the report, found ${found.length}`); }
  return found[0];
}

/** Ids in the report for the one function whose path begins so, without the package's name. */
export function reportedIds(root: App, path = ''): string[] {
  return reportedIn(root, path).diagnostics.map(({ id }) => id.replace('cdk-lambda-tracing:', ''));
}

/** Path and status of every function. */
export function statuses({ functions }: TracingReport): { [path: string]: string } {
  return Object.fromEntries(functions.map(({ path, status, provider }) => [path, provider === undefined ? status : `${status} by ${provider}`]));
}
