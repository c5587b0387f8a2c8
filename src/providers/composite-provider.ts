import { problemsWithComposite } from './composite-problems';
import { Decision } from '../core/decision';
import type { Diagnostic } from '../core/diagnostic';
import { diagnostic, diagnosticId, DiagnosticKind, DIAGNOSTICS } from '../core/diagnostics';
import { FunctionArchitecture, FunctionModel, PackageType } from '../core/function-model';
import type { InstrumentationPlan } from '../core/instrumentation-plan';
import { PathGlob } from '../core/path-glob';
import { refuseIfWrong } from '../core/props-error';
import { ITracingProvider, TracingProvider } from '../core/provider';
import { familyOf } from '../core/runtime-family';

/** Functions by their place in the construct tree, and whose provider they get. */
export interface CompositeRoute {
  /** Patterns of construct paths, such as `Shop/Legacy/**`; `*` does not cross `/`. A pattern covers everything below what it matches. */
  readonly paths: string[];

  /** Their provider. */
  readonly provider: ITracingProvider;
}

/** Options for several providers in one app. */
export interface CompositeProviderProps {
  /**
   * Providers by path. The first route that matches a function has it, whatever its runtime.
   * @default - none
   */
  readonly byPath?: CompositeRoute[];

  /**
   * Providers by language: `nodejs`, `python`, `java`, `dotnet`, `ruby`, `custom` (executables).
   * @default - none
   */
  readonly byRuntime?: { [family: string]: ITracingProvider };

  /**
   * Provider of functions that nothing else matches, and of those that their own provider cannot trace: the reason stays
   * as a note.
   *
   * @default - such functions are skipped
   */
  readonly fallback?: ITracingProvider;
}

/**
 * Several providers in one app: by path, else by language, else a fallback.
 *
 * @example
 * LambdaTracing.of(app).add(new CompositeProvider({
 *   byRuntime: { nodejs: new OpenTelemetryProvider(), java: new AwsDistroProvider() },
 *   fallback: new XRayProvider(),
 * }));
 */
export class CompositeProvider extends TracingProvider {
  public readonly name = 'composite';

  private readonly routes: ReadonlyArray<{ readonly globs: readonly PathGlob[]; readonly provider: ITracingProvider }>;
  private readonly byRuntime: { readonly [family: string]: ITracingProvider };
  private readonly fallback?: ITracingProvider;

  constructor(props: CompositeProviderProps) {
    super();
    refuseIfWrong('CompositeProvider', problemsWithComposite(props ?? {}));
    this.routes = (props.byPath ?? []).map(({ paths, provider }) => ({ provider, globs: paths.map((path) => new PathGlob(path)) }));
    this.byRuntime = { ...props.byRuntime };
    this.fallback = props.fallback;
  }

  public decide(model: FunctionModel): Decision {
    const chosen = this.providerFor(model);
    const decision = chosen ? decisionOf(chosen, model) : Decision.skip(this.noneFits(model));
    if (!this.fallback || (decision.plan && !byPlatformAlone(decision.plan))) { return decision; }
    const second = decisionOf(this.fallback, model);
    if (decision.plan && (!second.plan || byPlatformAlone(second.plan))) { return decision; }
    const why = chosen ? reasonsIn(decision) : [];
    return second.plan && why.length > 0 ? Decision.instrument({ ...second.plan, notes: [...second.plan.notes ?? [], ...why] }).madeBy(second.provider!) : second;
  }

  public dockerfile(runtime: string, architecture?: FunctionArchitecture): string[] {
    const chosen = this.byRuntime[familyOf(runtime)] ?? this.fallback;
    return (chosen as Partial<TracingProvider> | undefined)?.dockerfile?.(runtime, architecture) ?? [];
  }

  private providerFor({ path, runtimeFamily }: FunctionModel): ITracingProvider | undefined {
    const route = this.routes.find(({ globs }) => globs.some((glob) => glob.covers(path)));
    return route?.provider ?? (runtimeFamily !== undefined && Object.hasOwn(this.byRuntime, runtimeFamily) ? this.byRuntime[runtimeFamily] : undefined);
  }

  private noneFits({ path, runtime, packageType }: FunctionModel): Diagnostic {
    const kind = packageType === PackageType.IMAGE ? 'a container image' : runtime ?? 'a runtime that is not known at synthesis';
    return diagnostic('noProviderFits', { provider: this.name, what: `${kind} at ${path}` });
  }
}

/** Under its own name: the report says who has decided. */
function decisionOf(provider: ITracingProvider, model: FunctionModel): Decision {
  const { plan, reason, provider: by = provider.name } = provider.decide(model);
  return (plan ? Decision.instrument(plan) : Decision.skip(reason!)).madeBy(by); // of this copy of the package, whatever the provider's
}

/** Whether a provider has no tracer for a function and leaves it to Lambda's own. */
function byPlatformAlone({ notes = [] }: InstrumentationPlan): boolean {
  return notes.some(({ id }) => id === diagnosticId('codeLevelUnavailable'));
}

/** Why a provider has no tracer for a function. */
function reasonsIn({ plan, reason }: Decision): Diagnostic[] {
  if (reason) { return [reason]; }
  const kinds = DIAGNOSTICS as { readonly [name: string]: { readonly kind: DiagnosticKind } };
  return (plan!.notes ?? []).filter(({ id }) => kinds[id.split(':')[1]]?.kind === DiagnosticKind.SKIP || id === diagnosticId('extensionOnly'));
}
