import { ITracingProvider } from '../core/provider';
import * as exported from '../providers/all-providers';

export type ProviderClass = new (props?: unknown) => ITracingProvider;

/**
 * The provider of a name, by the name of its class: `instana` is InstanaProvider, `aws-distro` AwsDistroProvider. Hyphens and
 * capitals do not matter.
 *
 * @throws where there is none
 */
export function namedProvider(name: string): ProviderClass {
  const wanted = plain(name);
  const found = [...providers()].find(([known]) => plain(known) === wanted);
  if (found === undefined) { throw new Error(`there is no provider '${name}'; use one of ${providerNames().join(', ')}`); }
  return found[1];
}

/** The names of all providers, sorted. */
export function providerNames(): string[] {
  return [...providers().keys()].sort();
}

function providers(): Map<string, ProviderClass> {
  return new Map(Object.entries(exported).map(([name, value]) => [
    name.replace(/Provider$/, '').replace('OpenTelemetry', 'Opentelemetry').replace(/([a-z0-9])([A-Z])/g, '$1-$2').toLowerCase(),
    value as unknown as ProviderClass,
  ]));
}

function plain(name: string): string {
  return name.replace(/[-_\s]/g, '').toLowerCase();
}
