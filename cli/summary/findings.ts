import { budgetDiagnostics, Gate, gateDiagnostics, saysShort, Verdict, verdictOn } from './gate';
import type { ReportedDiagnostic, ReportedFunction, ReportedOptOut, TracingReport } from '../../src/contract/report';
import { outdatedEntries, shortList } from '../../src/core/baseline';
import { Diagnostic, DiagnosticSeverity } from '../../src/core/diagnostic';
import { diagnostic } from '../../src/core/diagnostics';
import type { SourceLocation } from '../assembly/source-locations';
import { findingKey, ValidationFindings } from '../assembly/validation-report';

export type Severity = ReportedDiagnostic['severity'];

/** From the one that matters most. */
export const SEVERITIES: readonly Severity[] = ['error', 'warning', 'info'];

/** One message with its place, in the construct tree and in the code. */
export interface SummaryFinding extends ReportedDiagnostic {
  readonly path: string;
  readonly location?: SourceLocation;
}

/** A function, and how it stands. */
export interface SummaryFunction extends Pick<ReportedFunction, 'path' | 'stack'> {
  readonly verdict: Verdict;
  readonly findings: readonly SummaryFinding[];
}

/** A function that was opted out. */
export interface SummaryOptOut extends ReportedOptOut {
  readonly path: string;
}

/** What every format is made from. */
export interface Summary {
  readonly totals: TracingReport['totals'];
  /** Share of the functions that are to be traced and are, as they should be, in percent, rounded down: 100 means all. */
  readonly coverage: number;
  /** How many functions are not traced as they should be; `unaccepted` of them are not in the baseline. */
  readonly short: number;
  readonly unaccepted: number;
  readonly functions: readonly SummaryFunction[];
  /** Those that matter at least as much as was asked for, sorted by how much. */
  readonly findings: readonly SummaryFinding[];
  /** Findings about the app or a scope of it that are errors. */
  readonly failures: readonly SummaryFinding[];
  readonly optOuts: readonly SummaryOptOut[];
}

/** What is known besides the report. */
export interface SummarySources {
  readonly locations: ReadonlyMap<string, SourceLocation>;
  readonly validation: ValidationFindings;
}

/** The findings of a report that matter at least so much, by the rules of a gate. */
export function summarize({ totals, functions, diagnostics }: TracingReport, sources: SummarySources, gate: Gate, least: Severity): Summary {
  const standing = functions.map((entry) => standingOf(entry, sources, gate));
  const count = (...verdicts: Verdict[]) => standing.filter(({ verdict }) => verdicts.includes(verdict)).length;
  const numbers = { short: count('short', 'accepted'), wanted: functions.length - count('excluded') };
  const coverage = numbers.wanted === 0 ? 100 : Math.floor(((numbers.wanted - numbers.short) / numbers.wanted) * 100);

  const paths = new Set(functions.map(({ path }) => path));
  const ours = [...budgetDiagnostics({ ...numbers, coverage }, gate), ...aboutBaseline(functions, standing, gate)].map((message) => ({ path: '', ...reported(message) }));
  const elsewhere = [...sources.validation.found.values()].filter(({ path }) => !paths.has(path));
  const aboutApp = unique([...ours, ...diagnostics.map((message) => validated(message, sources)), ...elsewhere]).map((finding) => located(finding, sources));
  const all = [...standing.flatMap(({ findings }) => findings), ...aboutApp];
  return {
    totals, coverage, short: numbers.short, unaccepted: count('short'), functions: standing,
    findings: all.filter(({ severity }) => rank(severity) <= rank(least)).sort((one, other) => rank(one.severity) - rank(other.severity)),
    failures: aboutApp.filter(({ severity }) => severity === 'error'),
    optOuts: functions.flatMap(({ path, optOut }) => (optOut === undefined ? [] : [{ path, ...optOut }])),
  };
}

function standingOf(entry: ReportedFunction, sources: SummarySources, gate: Gate): SummaryFunction {
  const { path, stack, status, diagnostics } = entry;
  const own = status === 'uncovered' && diagnostics.length === 0 ? [UNCOVERED] : diagnostics;
  const elsewhere = [...sources.validation.byPath.get(path) ?? []];
  const all = unique([...own, ...gateDiagnostics(entry, gate).map(reported), ...elsewhere].map((message) => ({ ...message, path })));
  const verdict = verdictOn(entry, all, gate);
  const findings = all.map((finding, index) => {
    const known = validated(finding, sources);
    if (!saysShort(entry, finding.id, index)) { return located(known, sources); }
    if (verdict === 'accepted') { return located({ ...known, severity: 'info', message: `${known.message} (in the baseline)` }, sources); }
    return located(gate.failOnUntraced ? { ...known, severity: 'error' } : known, sources);
  });
  return { path, stack, verdict, findings };
}

/** As the validation has it: with the severity of its place, or acknowledged by somebody. */
function validated<T extends SummaryFinding>(finding: T, { validation: { found, acknowledged } }: SummarySources): T {
  const key = findingKey(finding.id, finding.path);
  if (acknowledged.has(key)) { return { ...finding, severity: 'info', message: `${finding.message} (acknowledged: ${acknowledged.get(key)})` }; }
  return { ...finding, severity: found.get(key)?.severity ?? finding.severity };
}

function located(finding: SummaryFinding, { locations }: SummarySources): SummaryFinding {
  return { ...finding, ...(locations.has(finding.path) ? { location: locations.get(finding.path) } : {}) };
}

/** What comes first stays; the app's own plugin may have found the same. */
function unique<T extends SummaryFinding>(findings: readonly T[]): T[] {
  const known = new Map<string, T>();
  findings.filter(({ id, path }) => !known.has(findingKey(id, path))).forEach((finding) => known.set(findingKey(finding.id, finding.path), finding));
  return [...known.values()];
}

function aboutBaseline(functions: readonly ReportedFunction[], standing: readonly SummaryFunction[], { baseline }: Gate): Diagnostic[] {
  if (baseline === undefined) { return []; }
  const outdated = outdatedEntries(baseline, functions.map(({ path, level }, index) => ({ path, level, short: ['short', 'accepted'].includes(standing[index].verdict) })));
  return outdated.length === 0 ? [] : [diagnostic('baselineOutdated', { count: outdated.length, paths: shortList(outdated) })];
}

function reported({ id, severity, message, fix }: Diagnostic): ReportedDiagnostic {
  return { id, severity: severity ?? DiagnosticSeverity.WARNING, message, ...(fix === undefined ? {} : { fix }) };
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

/** What is said of a function that was opted out. */
export function optOutText({ scope, reason, expires }: SummaryOptOut): string {
  return `${reason}${scope === '' ? ', at the app' : `, at ${scope}`}${expires === undefined ? '' : `, until ${expires}`}`;
}
