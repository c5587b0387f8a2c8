import { modelOf } from './model-of';
import { layerName } from '../../src/catalog/layer-arn';
import type { Decision } from '../../src/core/decision';
import type { Diagnostic } from '../../src/core/diagnostic';
import { FunctionArchitecture } from '../../src/core/function-model';
import type { ITracingProvider } from '../../src/core/provider';

/** A served region, a new one that few serve, one that is not known, China and GovCloud. */
export const REGIONS = ['eu-west-1', 'ap-southeast-6', undefined, 'cn-north-1', 'us-gov-west-1'] as const;

/** What a provider does with a runtime, as the columns of cells.txt have it: how the tracer is started, then a word for each region. */
export function cellsOf(provider: ITracingProvider, runtime: string, architecture: FunctionArchitecture): string[] {
  const decisions = REGIONS.map((region) => provider.decide(modelOf(runtime, { region, architecture })));
  return [startedBy(decisions), ...decisions.map((decision) => outcome(decision, runtime))];
}

function startedBy(decisions: readonly Decision[]): string {
  const plan = decisions.find((decision) => decision.plan)?.plan;
  if (!plan) { return '-'; }
  return [
    plan.level,
    ...(plan.execWrapper ? [`wrapper ${plan.execWrapper}`] : []),
    ...(plan.handlerRedirect ? [`handler ${plan.handlerRedirect.handler}`] : []),
    ...Object.entries(plan.appendedEnvironment ?? {}).map(([name, value]) => `${name}+=${value}`),
    ...(plan.environment?.CORECLR_PROFILER ? [`profiler ${plan.environment.CORECLR_PROFILER}`] : []),
    ...(plan.activeTracing ? ['active tracing'] : []),
  ].join(', ');
}

/** Account, name and version of each layer; the number of regions of a mapping; the name of a reason, also where Lambda's own tracing is all there is. */
function outcome({ plan, reason }: Decision, runtime: string): string {
  if (!plan) { return reason!.id.split(':')[1]; }
  const layers = (plan.layers ?? []).map(({ arn, arnByRegion }) =>
    arn ? arn.split(':').filter((_, index) => index === 4 || index > 5).join(':') : arnByRegion ? `${Object.keys(arnByRegion).length} regions` : 'own layer');
  const digits = layerName({ name: '{digits}' } as never, runtime);
  return layers.map((layer) => layer.replace(new RegExp(`(Node|Python)${digits}(?=-|:)`), '$1{digits}')).join(' + ') || why(plan.notes) || 'no layer';
}

/** Why a vendor has no tracer for a function that Lambda's own tracing is left to. */
function why(notes: readonly Diagnostic[] = []): string | undefined {
  const names = notes.map(({ id }) => id.split(':')[1]);
  return names.includes('codeLevelUnavailable') ? names.find((name) => name === 'runtimeNotSupported' || name === 'architectureNotSupported') : undefined;
}
