import type { ReportedDiagnostic, TracingReport } from '../../src/contract/report';
import type { SourceLocation } from '../assembly/source-locations';

export type Severity = ReportedDiagnostic['severity'];

/** From the one that matters most. */
export const SEVERITIES: readonly Severity[] = ['error', 'warning', 'info'];

/** One message with its place, in the construct tree and in the code. */
export interface SummaryFinding extends ReportedDiagnostic {
  readonly path: string;
  readonly location?: SourceLocation;
}

/** What every format is made from. */
export interface Summary {
  readonly totals: TracingReport['totals'];
  /** Share of the functions that are to be traced, in percent, rounded down: 100 means all. */
  readonly coverage: number;
  readonly functions: TracingReport['functions'];
  readonly findings: readonly SummaryFinding[];
}

/** The findings of a report that matter at least so much, sorted by how much. */
export function summarize({ totals, functions, diagnostics }: TracingReport, locations: ReadonlyMap<string, SourceLocation>, least: Severity): Summary {
  const all = [
    ...functions.flatMap(({ path, status, diagnostics: own }) => (status === 'uncovered' && own.length === 0 ? [{ path, ...UNCOVERED }] : own.map((diagnostic) => ({ path, ...diagnostic })))),
    ...diagnostics,
  ];
  const findings = all
    .filter(({ severity }) => rank(severity) <= rank(least))
    .map((finding): SummaryFinding => ({ ...finding, ...(locations.has(finding.path) ? { location: locations.get(finding.path) } : {}) }))
    .sort((one, other) => rank(one.severity) - rank(other.severity));
  const wanted = totals.functions - totals.excluded;
  return { totals, functions, findings, coverage: wanted === 0 ? 100 : Math.floor((totals.traced / wanted) * 100) };
}

/** Functions that nobody had anything to say about. */
const UNCOVERED: ReportedDiagnostic = {
  id: 'cdk-lambda-tracing:untraced', severity: 'warning', message: 'no provider is attached to its scope', fix: 'add one with LambdaTracing.of(scope).add(provider)',
};

function rank(severity: Severity): number {
  const at = SEVERITIES.indexOf(severity);
  return at < 0 ? SEVERITIES.length : at;
}

/** One sentence about the numbers. */
export function headline({ totals: { functions, traced, excluded, skipped, uncovered }, coverage }: Summary): string {
  return `${functions} functions: ${traced} traced, ${excluded} excluded, ${skipped} skipped, ${uncovered} uncovered; coverage ${coverage} %`;
}
