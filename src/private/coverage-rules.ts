import { readFileSync } from 'fs';
import { resolve } from 'path';
import { Stack } from 'aws-cdk-lib';
import type { CfnResource } from 'aws-cdk-lib';
import { known } from './lambda-resource';
import { parseGlobs } from './tracing-context';
import { Baseline } from '../contract/baseline';
import { parseBaseline } from '../core/baseline';
import { DiagnosticSeverity } from '../core/diagnostic';
import { PathGlob } from '../core/path-glob';
import { TracingLevel } from '../core/tracing-level';

/** What a caller can ask of an environment. */
interface EnvironmentOptions {
  readonly paths?: readonly string[];
  readonly accounts?: readonly string[];
  readonly regions?: readonly string[];
  readonly severity?: DiagnosticSeverity;
  readonly requiredLevel?: TracingLevel;
}

/** What a caller can ask of an app. */
interface CoverageOptions {
  readonly failOnUntraced?: boolean;
  readonly requiredLevel?: TracingLevel;
  readonly minCoverage?: number;
  readonly maxUntraced?: number;
  readonly baseline?: string;
  readonly environments?: readonly EnvironmentOptions[];
}

/** An environment, ready to be looked up. */
interface EnvironmentRule extends Omit<EnvironmentOptions, 'paths'> {
  readonly paths?: readonly PathGlob[];
}

/** What is asked of an app, checked and read. */
export interface CoverageRules extends Omit<CoverageOptions, 'baseline' | 'environments'> {
  readonly baseline?: Baseline['functions'];
  readonly environments: readonly EnvironmentRule[];
}

/**
 * Checks what a caller asks for, and reads the baseline.
 *
 * @throws one Error with everything that is wrong
 */
export function coverageRules({ baseline, environments, ...options }: CoverageOptions): CoverageRules {
  const problems = [
    ...levelProblems('requiredLevel', options.requiredLevel),
    ...numberProblems('minCoverage', options.minCoverage, 100),
    ...numberProblems('maxUntraced', options.maxUntraced, Infinity),
  ];
  const checked = <T>(read: () => T): T | undefined => {
    try {
      return read();
    } catch (error) {
      problems.push((error as Error).message);
      return undefined;
    }
  };
  const rules = (Array.isArray(environments) ? environments : []).map((environment: EnvironmentOptions | null, index): EnvironmentRule => {
    const where = `environments[${index}]`;
    const { paths, ...others } = environment ?? {};
    problems.push(...environmentProblems(where, others));
    return { ...others, ...(paths === undefined ? {} : { paths: checked(() => parseGlobs(listOf(paths, `${where}.paths`), `${where}.paths`)) }) };
  });
  if (environments !== undefined && !Array.isArray(environments)) { problems.push('environments must be a list'); }
  const entries = baseline === undefined ? undefined : checked(() => readBaseline(baseline));
  if (problems.length > 0) { throw new Error(`TracingCoverage: ${problems.join('; ')}`); }
  return { ...options, ...(entries === undefined ? {} : { baseline: entries }), environments: rules };
}

/** What is asked of the environment a function is in: the first that fits. */
export function environmentOf(resource: CfnResource, { environments }: CoverageRules): EnvironmentRule | undefined {
  if (environments.length === 0) { return undefined; }
  const stack = Stack.of(resource);
  const isAmong = (values: readonly string[] | undefined, value: string) => values === undefined || values.includes(known(value) ?? '');
  return environments.find(({ paths, accounts, regions }) =>
    (paths === undefined || paths.some((path) => path.covers(resource.node.path))) && isAmong(accounts, stack.account) && isAmong(regions, stack.region));
}

/** Read where it is named: what is wrong with it then stands at the caller's line. */
function readBaseline(file: unknown): Baseline['functions'] {
  if (typeof file !== 'string' || file === '') { throw new Error(`baseline must be the path of a file, got ${JSON.stringify(file)}`); }
  try {
    return parseBaseline(readFileSync(resolve(file), 'utf8'));
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const reason = code === 'ENOENT' ? 'it does not exist; write it with npx cdk-lambda-tracing baseline' : code ?? message;
    throw new Error(`baseline ${file} cannot be read: ${reason}`);
  }
}

function environmentProblems(where: string, { accounts, regions, severity, requiredLevel }: EnvironmentOptions): string[] {
  const lists = Object.entries({ accounts, regions }).filter(([, value]) => value !== undefined && !Array.isArray(value));
  return [
    ...lists.map(([name, value]) => `${where}.${name} must be a list, got ${JSON.stringify(value)}`),
    ...oneOf(`${where}.severity`, severity, Object.values(DiagnosticSeverity)),
    ...levelProblems(`${where}.requiredLevel`, requiredLevel),
  ];
}

function listOf(value: unknown, where: string): readonly unknown[] {
  if (!Array.isArray(value)) { throw new Error(`${where} must be a list of path patterns, got ${JSON.stringify(value)}`); }
  return value;
}

function levelProblems(name: string, level: unknown): string[] {
  return oneOf(name, level, Object.values(TracingLevel));
}

function oneOf(name: string, value: unknown, allowed: readonly unknown[]): string[] {
  return value === undefined || allowed.includes(value) ? [] : [`${name} must be one of ${allowed.join(', ')}, got ${JSON.stringify(value)}`];
}

function numberProblems(name: string, value: unknown, most: number): string[] {
  if (value === undefined || (typeof value === 'number' && value >= 0 && value <= most)) { return []; }
  return [`${name} must be a number ${most === Infinity ? 'that is not negative' : `from 0 to ${most}`}, got ${JSON.stringify(value)}`];
}
