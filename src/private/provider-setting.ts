import type { IConstruct } from 'constructs';
import { functionTarget } from './function-target';
import { ProviderSetting } from './settings';
import { parseGlobs } from './tracing-context';
import { ITracingProvider } from '../core/provider';

/** The options that come with a provider, checked before. */
interface ProviderOptions {
  readonly exclude?: readonly IConstruct[];
  readonly excludePaths?: readonly string[];
  readonly failOnUntraced?: boolean;
}

/** What is stored for a provider on a scope. An excluded alias, version or SingletonFunction is the function it stands for. */
export function providerSetting(provider: ITracingProvider, options: ProviderOptions): ProviderSetting {
  return {
    provider,
    exclude: (options.exclude ?? []).map((construct) => functionTarget(construct) ?? construct),
    excludePaths: parseGlobs(options.excludePaths ?? [], 'excludePaths'),
    failOnUntraced: options.failOnUntraced ?? false,
  };
}
