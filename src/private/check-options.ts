import type { IConstruct } from 'constructs';
import { parseGlobs } from './tracing-context';
import { PreparedImage } from '../core/function-model';
import { RESERVED_VARIABLES, VARIABLE_NAME } from '../core/limits';
import { ITracingProvider } from '../core/provider';
import { familyOf, RuntimeFamily } from '../core/runtime-family';

/** Every option that a caller can get wrong, wherever it is passed. */
interface CheckedOptions {
  readonly provider?: ITracingProvider;
  readonly serviceName?: string;
  readonly samplingRatio?: number;
  readonly preparedImage?: PreparedImage;
  readonly environment?: { readonly [name: string]: string };
  readonly include?: readonly IConstruct[];
  readonly includePaths?: readonly string[];
  readonly exclude?: readonly IConstruct[];
  readonly excludePaths?: readonly string[];
}

/**
 * Checks what a caller has passed.
 *
 * @throws one Error with everything that is wrong
 */
export function checkOptions(caller: string, passed: CheckedOptions | null | undefined, requirements: { readonly providerRequired: boolean }): void {
  const options = passed ?? {};
  const problems = [
    ...providerProblems(options.provider, requirements.providerRequired),
    ...serviceNameProblems(options.serviceName),
    ...ratioProblems(options.samplingRatio),
    ...imageProblems(options.preparedImage),
    ...environmentProblems(options.environment),
    ...constructProblems('include', options.include),
    ...constructProblems('exclude', options.exclude),
    ...globProblems('includePaths', options.includePaths),
    ...globProblems('excludePaths', options.excludePaths),
  ];
  if (problems.length > 0) { throw new Error(`${caller}: ${problems.join('; ')}`); }
}

function providerProblems(provider: unknown, required: boolean): string[] {
  if (provider === undefined && !required) { return []; }
  const decide = (provider as ITracingProvider | undefined)?.decide;
  if (typeof decide === 'function') { return []; }
  if (typeof provider === 'function') { return [`provider must have a decide() method, got the class ${provider.name}; pass an instance of it, new ${provider.name}()`]; }
  return [`provider must have a decide() method, got ${describe(provider)}; pass for example new XRayProvider()`];
}

function ratioProblems(ratio: unknown): string[] {
  if (ratio === undefined) { return []; }
  return typeof ratio === 'number' && ratio >= 0 && ratio <= 1 ? [] : [`samplingRatio must be a number from 0 to 1, got ${describe(ratio)}`];
}

function serviceNameProblems(name: unknown): string[] {
  if (name === undefined) { return []; }
  if (typeof name !== 'string') { return [`serviceName must be a string, got ${describe(name)}`]; }
  return name.trim() === '' ? ['serviceName must not be empty; leave it out for the default'] : [];
}

function imageProblems(image: unknown): string[] {
  if (image === undefined) { return []; }
  const { provider, runtime } = (image ?? {}) as Partial<PreparedImage>;
  return [
    ...(typeof provider === 'string' && provider.trim() !== '' ? [] : [`preparedImage.provider must be the name in the comment of its Dockerfile, got ${describe(provider)}`]),
    ...(typeof runtime === 'string' && familyOf(runtime) !== RuntimeFamily.UNKNOWN ? [] : [`preparedImage.runtime must be a runtime such as nodejs22.x, got ${describe(runtime)}`]),
  ];
}

function environmentProblems(environment: unknown): string[] {
  if (environment === undefined) { return []; }
  if (typeof environment !== 'object' || environment === null || Array.isArray(environment)) { return [`environment must be an object, got ${describe(environment)}`]; }
  return Object.entries(environment).flatMap(([name, value]) => [
    ...(VARIABLE_NAME.test(name) ? [] : [`environment: '${name}' is not a name Lambda takes; use letters, digits and underscores, two at least, a letter first`]),
    ...(RESERVED_VARIABLES.has(name) ? [`environment: Lambda reserves ${name} for itself`] : []),
    ...(typeof value === 'string' ? [] : [`environment: the value of ${name} must be a string, got ${typeof value}`]),
  ]);
}

function constructProblems(name: string, constructs: unknown): string[] {
  if (constructs === undefined) { return []; }
  if (!Array.isArray(constructs)) { return [`${name} must be a list of constructs, got ${describe(constructs)}`]; }
  return constructs.flatMap((construct: IConstruct | undefined, index) => (construct?.node === undefined ? [`${name}[${index}] must be a construct, got ${describe(construct)}`] : []));
}

function globProblems(name: string, patterns: unknown): string[] {
  if (patterns === undefined) { return []; }
  if (!Array.isArray(patterns)) { return [`${name} must be a list of path patterns, got ${describe(patterns)}`]; }
  try {
    parseGlobs(patterns, name);
    return [];
  } catch (error) {
    return [(error as Error).message];
  }
}

function describe(value: unknown): string {
  return value === null || typeof value !== 'object' ? String(value) : value.constructor?.name ?? 'an object';
}
