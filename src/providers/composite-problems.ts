import type { CompositeProviderProps, CompositeRoute } from './composite-provider';
import { RUNTIMES } from '../catalog/runtimes';
import { diagnosticId } from '../core/diagnostics';
import { FunctionArchitecture, PackageType } from '../core/function-model';
import { PathGlob } from '../core/path-glob';
import type { ITracingProvider } from '../core/provider';
import { familyOf, RuntimeFamily } from '../core/runtime-family';

/** What is wrong with a composite, conflicts between its parts included. */
export function problemsWithComposite({ byPath = [], byRuntime = {}, fallback }: Partial<CompositeProviderProps>): string[] {
  const families = Object.values<string>(RuntimeFamily).filter((family) => family !== RuntimeFamily.UNKNOWN);
  return [
    ...(byPath.length === 0 && Object.keys(byRuntime).length === 0 ? ['there is nothing to choose from; give byRuntime or byPath'] : []),
    ...byPath.flatMap(({ paths, provider }, index) => [
      ...(Array.isArray(paths) && paths.length > 0 ? [] : [`byPath[${index}].paths is empty; name a pattern such as Shop/Legacy/**`]),
      ...(paths ?? []).map((path) => PathGlob.problemWith(path)).filter((problem) => problem !== undefined).map((problem) => `byPath[${index}]: ${problem}`),
      ...providerProblems(`byPath[${index}].provider`, provider),
    ]),
    ...conflicts(byPath),
    ...Object.entries(byRuntime).flatMap(([family, provider]) => [
      ...(families.includes(family) ? [] : [`byRuntime has '${family}', which is no language; use one of ${families.join(', ')}`]),
      ...providerProblems(`byRuntime.${family}`, provider),
      ...(families.includes(family) && isProvider(provider) && supportsNone(provider, family)
        ? [`byRuntime.${family} is ${provider.name}, which supports no runtime of that language; choose another provider for it`] : []),
    ]),
    ...(fallback === undefined ? [] : providerProblems('fallback', fallback)),
  ];
}

function providerProblems(prop: string, provider: unknown): string[] {
  return isProvider(provider) ? [] : [`${prop} is no provider, got a ${typeof provider}; pass one such as new XRayProvider()`];
}

function isProvider(value: unknown): value is ITracingProvider {
  return typeof (value as Partial<ITracingProvider> | undefined)?.decide === 'function';
}

/** A pattern that an earlier route has, or covers, is never reached. */
function conflicts(routes: readonly CompositeRoute[]): string[] {
  const patterns = routes.flatMap(({ paths }, route) =>
    (Array.isArray(paths) ? paths : []).filter((path) => PathGlob.problemWith(path) === undefined).map((path) => ({ path, route })));
  return patterns.flatMap(({ path, route }) => {
    const earlier = patterns.find((other) => other.route < route && (other.path === path || (!other.path.includes('?') && new PathGlob(other.path).covers(path))));
    return earlier ? [`'${path}' of byPath[${route}] is never reached, because '${earlier.path}' of byPath[${earlier.route}] comes first; put the narrower route first`] : [];
  });
}

/** Providers are pure, so they can be asked about functions that are not there. What a provider of somebody else's throws says nothing. */
function supportsNone(provider: ITracingProvider, family: string): boolean {
  const runtimes = RUNTIMES.map(({ name }) => name).filter((runtime) => familyOf(runtime) === family);
  return runtimes.every((runtime) => Object.values(FunctionArchitecture).every((architecture) => {
    try {
      const { reason, plan } = provider.decide({
        path: 'Any/Function', logicalId: 'Function', stackName: 'Any', resourceType: 'AWS::Lambda::Function', packageType: PackageType.ZIP,
        runtime, runtimeFamily: familyOf(runtime), handler: 'index.handler', architecture,
        layers: [], environment: {}, unresolvedEnvironment: [], codeSigned: false,
      });
      return [reason, ...plan?.notes ?? []].some((said) => said?.id === diagnosticId('runtimeNotSupported'));
    } catch {
      return false;
    }
  }));
}
