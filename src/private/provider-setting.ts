import type { IConstruct } from 'constructs';
import { functionTarget } from './function-target';
import { ProviderSetting } from './settings';
import { parseGlobs } from './tracing-context';
import { ITracingProvider } from '../core/provider';

/** The options that come with a provider, checked before. */
interface ProviderOptions {
  readonly include?: readonly IConstruct[];
  readonly includePaths?: readonly string[];
  readonly exclude?: readonly IConstruct[];
  readonly excludePaths?: readonly string[];
  readonly failOnUntraced?: boolean;
}

/** What is stored for a provider on a scope. An excluded alias, version or SingletonFunction is the function it stands for. */
export function providerSetting(provider: ITracingProvider, options: ProviderOptions): ProviderSetting {
  const targets = (constructs: readonly IConstruct[] = []) => constructs.map((construct) => functionTarget(construct) ?? construct);
  const { include, includePaths } = options;
  return {
    provider,
    ...(include || includePaths ? { include: { constructs: targets(include), paths: parseGlobs(includePaths ?? [], 'includePaths') } } : {}),
    exclude: targets(options.exclude),
    excludePaths: parseGlobs(options.excludePaths ?? [], 'excludePaths'),
    failOnUntraced: options.failOnUntraced ?? false,
  };
}
