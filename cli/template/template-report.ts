import type { TemplateFunction } from './function-scan';
import { optOutIn } from './mark';
import { EXEC_WRAPPER_VARIABLE } from '../../src/contract/lambda-environment';
import { REPORT_VERSION, ReportedChanges, ReportedDiagnostic, ReportedFunction, ReportedStatus, TracingReport } from '../../src/contract/report';
import { Diagnostic, DiagnosticSeverity } from '../../src/core/diagnostic';
import { diagnostic, diagnosticId, isExclusion } from '../../src/core/diagnostics';
import { FunctionModel } from '../../src/core/function-model';
import { FunctionChange } from '../../src/core/merge';
import { ITracingProvider } from '../../src/core/provider';
import { changedVariables, reportedBefore } from '../../src/core/reported-before';
import { TracingLayer } from '../../src/core/tracing-layer';
import { TextSource } from '../text/text-source';

/** What a message of the table advises in the CDK's words, in those of this command. */
const FIXES: ReadonlyMap<string, string> = new Map(([
  ['regionUnknown', 'pass --region to have it checked'],
  ['unreadable', 'write it out, or trace the function by hand'],
  ['handlerNotRedefinable', 'let esbuild write an ES module (Format: esm), or move to a runtime or provider without that limit'],
  ['layerNotLocked', 'run `npx cdk-lambda-tracing layers update` on the report that --report writes, and commit the lock'],
] as const).map(([name, fix]) => [diagnosticId(name), fix]));

interface Context {
  readonly stack: string;
  readonly provider: ITracingProvider;
  readonly region?: string;
}

interface Outcome {
  readonly reason?: Diagnostic;
  readonly change?: FunctionChange;
  readonly notes?: readonly Diagnostic[];
}

/** What is said of a function. */
export function entryOf(
  fn: TemplateFunction, model: FunctionModel | undefined, { stack, provider, region }: Context, { reason, change, notes = [] }: Outcome,
): ReportedFunction {
  const excluded = reason !== undefined && isExclusion(reason.id);
  const optOut = optOutIn(fn);
  return {
    path: fn.logicalId,
    logicalId: fn.logicalId,
    stack,
    runtime: model?.packageType === 'Image' ? 'container image' : model?.runtime ?? 'unknown',
    status: change !== undefined ? 'traced' : excluded ? 'excluded' : 'skipped',
    ...(excluded ? {} : { provider: provider.name }),
    level: change?.level ?? 'NONE',
    ...(change === undefined ? {} : { changes: { ...changesOf(change, region), ...reportedBefore(model!, change) } }),
    ...(excluded && optOut !== undefined ? { optOut: { scope: fn.logicalId, ...optOut } } : {}),
    diagnostics: [...(reason === undefined ? [] : [reason]), ...notes].map(reported),
  };
}

function changesOf(change: FunctionChange, region: string | undefined): ReportedChanges {
  const { [EXEC_WRAPPER_VARIABLE]: execWrapper } = change.environment;
  const text = (layer: TracingLayer) => (layer.assetPath !== undefined ? `${layer.assetName} (deployed with the app)` : layer.arnIn(region ?? '') ?? `${nameOf(layer)} (by region)`);
  const chosen = change.layers.filter(({ versionChosen }) => versionChosen);
  return {
    layers: change.layers.map(text),
    ...(chosen.length === 0 ? {} : { chosenLayers: chosen.map(text) }),
    ...(change.handler === undefined ? {} : { handler: change.handler }),
    ...(execWrapper === undefined ? {} : { execWrapper }),
    environment: changedVariables(change),
    activeTracing: change.activeTracing,
    permissions: [...new Set(change.permissions.flatMap(({ actions }) => actions))].sort(),
  };
}

function nameOf({ arnByRegion }: TracingLayer): string {
  return Object.values(arnByRegion ?? {})[0]?.split(':layer:')[1]?.split(':')[0] ?? 'layer';
}

export function reported({ id, severity, message, fix }: Diagnostic): ReportedDiagnostic {
  return { id, severity: severity ?? DiagnosticSeverity.WARNING, message, ...(fix === undefined ? {} : { fix: FIXES.get(id) ?? fix }) };
}

/** Loops that CloudFormation unrolls may make functions, and hide them. */
export function loopsIn({ data }: TextSource): TracingReport['diagnostics'] {
  return Object.keys(data.Resources as object).filter((id) => id.startsWith('Fn::ForEach::'))
    .map((path) => ({ path, ...reported(diagnostic('templateLoop', { loop: path })) }));
}

export function reportOf(functions: readonly ReportedFunction[], diagnostics: TracingReport['diagnostics']): TracingReport {
  const count = (status: ReportedStatus) => functions.filter((entry) => entry.status === status).length;
  const at = (level: string) => functions.filter((entry) => entry.level === level).length;
  return {
    version: REPORT_VERSION,
    totals: {
      functions: functions.length, traced: count('traced'), excluded: count('excluded'), skipped: count('skipped'), uncovered: count('uncovered'),
      byLevel: { CODE: at('CODE'), INVOCATION: at('INVOCATION'), NONE: at('NONE') },
    },
    functions,
    diagnostics,
  };
}
