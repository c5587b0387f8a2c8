import type { TemplateFunction } from './function-scan';
import { optOutIn } from './mark';
import { ReportedDiagnostic, ReportedFunction, TracingReport } from '../../src/contract/report';
import { Diagnostic } from '../../src/core/diagnostic';
import { diagnostic, diagnosticId, isExclusion } from '../../src/core/diagnostics';
import { FunctionModel } from '../../src/core/function-model';
import { FunctionChange } from '../../src/core/merge';
import { ITracingProvider } from '../../src/core/provider';
import { reported } from '../../src/core/report';
import { reportedChanges } from '../../src/core/reported-changes';
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
    ...(change === undefined ? {} : { changes: reportedChanges(model!, change, (layer) => layer.arnIn(region ?? '')) }),
    ...(excluded && optOut !== undefined ? { optOut: { scope: fn.logicalId, ...optOut } } : {}),
    diagnostics: [...(reason === undefined ? [] : [reason]), ...notes].map(said),
  };
}

/** A message as the report has it, in the words of this command. */
export function said(message: Diagnostic): ReportedDiagnostic {
  const fix = FIXES.get(message.id);
  return { ...reported(message), ...(fix === undefined ? {} : { fix }) };
}

/** Loops that CloudFormation unrolls may make functions, and hide them. */
export function loopsIn({ data }: TextSource): TracingReport['diagnostics'] {
  return Object.keys(data.Resources as object).filter((id) => id.startsWith('Fn::ForEach::'))
    .map((path) => ({ path, ...said(diagnostic('templateLoop', { loop: path })) }));
}
