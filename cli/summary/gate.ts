import type { Baseline } from '../../src/contract/baseline';
import type { ReportedFunction } from '../../src/contract/report';
import { accepts } from '../../src/core/baseline';
import { Diagnostic, DiagnosticSeverity } from '../../src/core/diagnostic';
import { diagnostic, diagnosticId, OPTED_OUT } from '../../src/core/diagnostics';
import { isBelow, TracingLevel } from '../../src/core/tracing-level';

/** What the command line asks of an app. */
export interface Gate {
  readonly requiredLevel?: TracingLevel;
  readonly baseline?: Baseline['functions'];
  /** What expiry dates are compared with. */
  readonly today: string;
  readonly failOnUntraced?: boolean;
  readonly minCoverage?: number;
  readonly maxUntraced?: number;
}

/** What the gate says of one function. */
export type Verdict =
  /** Traced as it should be. */
  | 'traced'
  /** Left alone on purpose. */
  | 'excluded'
  /** Not traced as it should be, as the baseline has it. */
  | 'accepted'
  /** Not traced as it should be. */
  | 'short';

/** Messages that mean that a traced function is not traced as it should be. */
const SHORT: ReadonlySet<string> = new Set(['drifted', 'levelBelowRequired', 'optOutExpired'].map((name) => diagnosticId(name as 'drifted')));

/** No baseline has these: somebody has changed something, or let a date pass. */
const NEVER_ACCEPTED: ReadonlySet<string> = new Set(['drifted', 'optOutExpired'].map((name) => diagnosticId(name as 'drifted')));

/** What the gate finds at a function that the report does not know of. */
export function gateDiagnostics({ status, level, optOut }: ReportedFunction, { requiredLevel, today }: Gate): Diagnostic[] {
  const expired = optOut?.expires !== undefined && today > optOut.expires;
  return [
    ...(status === 'traced' && requiredLevel !== undefined && isBelow(level, requiredLevel) ? [diagnostic('levelBelowRequired', { level, required: requiredLevel })] : []),
    ...(expired ? [diagnostic('optOutExpired', { scope: optOut.scope || 'the app', expires: optOut.expires!, reason: optOut.reason })] : []),
  ];
}

/** How a function stands, by everything that was found at it. */
export function verdictOn({ path, status, level }: ReportedFunction, findings: readonly { readonly id: string }[], { baseline }: Gate): Verdict {
  const untraced = status === 'skipped' || status === 'uncovered';
  if (!untraced && !findings.some(({ id }) => SHORT.has(id))) { return status === 'excluded' ? 'excluded' : 'traced'; }
  const acceptable = !findings.some(({ id }) => NEVER_ACCEPTED.has(id));
  return acceptable && baseline !== undefined && accepts(baseline, { path, level }) ? 'accepted' : 'short';
}

/** Whether a message is about what makes a function fall short, and not a remark beside it. */
export function saysShort({ status }: ReportedFunction, id: string, index: number): boolean {
  // The first message about a function that is not traced is the reason.
  return SHORT.has(id) || ((status === 'skipped' || status === 'uncovered') && index === 0 && id !== OPTED_OUT);
}

/** What is over the budgets, as findings about the app. */
export function budgetDiagnostics(numbers: { readonly short: number; readonly wanted: number; readonly coverage: number }, { minCoverage, maxUntraced }: Gate): Diagnostic[] {
  const { short, wanted, coverage } = numbers;
  return [
    ...(minCoverage !== undefined && coverage < minCoverage ? [diagnostic('coverageTooLow', { coverage, wanted, minimum: minCoverage })] : []),
    ...(maxUntraced !== undefined && short > maxUntraced ? [diagnostic('tooManyUntraced', { count: short, limit: maxUntraced })] : []),
  ].map((message) => ({ ...message, severity: DiagnosticSeverity.ERROR }));
}

/** What fails a job, in words. */
export function overBudget(
  { coverage, short, unaccepted }: { readonly coverage: number; readonly short: number; readonly unaccepted: number },
  { failOnUntraced, minCoverage, maxUntraced }: Pick<Gate, 'failOnUntraced' | 'minCoverage' | 'maxUntraced'>,
): string[] {
  return [
    ...(failOnUntraced && unaccepted > 0 ? [`${unaccepted} functions are not traced as they should be`] : []),
    ...(minCoverage !== undefined && coverage < minCoverage ? [`coverage is ${coverage} %, less than ${minCoverage} %`] : []),
    ...(maxUntraced !== undefined && short > maxUntraced ? [`${short} functions are not traced as they should be, more than ${maxUntraced}`] : []),
  ];
}
