import type { FunctionFacts } from './assembly/function-facts';
import type { Finding } from './finding';

/** What came out about one function. */
export type Verdict =
  /** It starts, and answers where it was invoked, with tracing as without, and the tracer is active. */
  | 'proven'
  /** Tracing breaks it, or does not work. */
  | 'broken'
  /** It has the same fault without tracing: nothing is proven, and nothing is ours. */
  | 'fails anyway'
  /** Nothing was found in the files; it was not run. */
  | 'static only'
  /** It is not traced: there is nothing to prove. */
  | 'not traced';

export const VERDICTS: readonly Verdict[] = ['proven', 'broken', 'fails anyway', 'static only', 'not traced'];

/** One start of a function. */
export interface Start {
  readonly status: string;
  /** Type and message of the error, without values of its environment. */
  readonly error?: string;
  readonly ms: number;
  readonly cpuMs: number;
  readonly rssBytes: number;
}

/** One answer of a function. */
export interface Answer {
  readonly status: string;
  /** Response or error, as JSON. */
  readonly text: string;
  readonly ms: number;
}

/** The same function, both ways. */
export interface Comparison {
  readonly without: Start;
  readonly with: Start;
  /** Whether the tracer was seen to have started; why not, if not. */
  readonly active: boolean;
  readonly inactive?: string;
  readonly answers?: { readonly without: Answer; readonly with: Answer; readonly varies: boolean; readonly spans: number; readonly invocationSpan: boolean };
}

/** All about one function. */
export interface Verified {
  readonly facts: FunctionFacts;
  readonly verdict: Verdict;
  /** In a sentence, why it is no better. */
  readonly why?: string;
  readonly findings: readonly Finding[];
  readonly comparison?: Comparison;
}

/** What to say of a function from what the files show, and from how it ran if it did. */
export function verdictOf(facts: FunctionFacts, findings: readonly Finding[], ran: Comparison | { readonly notRun: string }): Verified {
  const errors = findings.filter(({ severity }) => severity === 'error');
  const ours = errors.filter((finding) => finding.ours);
  if (ours.length > 0) { return { facts, verdict: 'broken', why: ours.map(({ message }) => message).join('; '), findings, ...('with' in ran ? { comparison: ran } : {}) }; }
  if (facts.reported?.status !== 'traced') { return { facts, verdict: 'not traced', findings }; }
  if ('notRun' in ran) {
    return errors.length > 0
      ? { facts, verdict: 'fails anyway', why: errors.map(({ message }) => message).join('; '), findings }
      : { facts, verdict: 'static only', why: ran.notRun, findings };
  }
  return { facts, findings, comparison: ran, ...compared(ran) };
}

function compared({ without, with: traced, active, inactive, answers }: Comparison): Pick<Verified, 'verdict' | 'why'> {
  if (without.status !== traced.status || withoutNumbers(without.error) !== withoutNumbers(traced.error)) {
    return { verdict: 'broken', why: `without tracing it ${outcome(without)}, with tracing it ${outcome(traced)}` };
  }
  if (without.status !== 'success') { return { verdict: 'fails anyway', why: `it ${outcome(without)}, with tracing and without` }; }
  if (!active) { return { verdict: 'broken', why: inactive ?? 'the tracer did not start' }; }
  if (answers === undefined) { return { verdict: 'proven' }; }
  if (answers.without.status !== answers.with.status || (!answers.varies && answers.without.text !== answers.with.text)) {
    return { verdict: 'broken', why: `it answers otherwise with tracing (${answers.with.status}) than without (${answers.without.status})` };
  }
  if (!answers.invocationSpan) { return { verdict: 'broken', why: `it was invoked, and no span of the invocation arrived (${answers.spans} others)` }; }
  return { verdict: 'proven' };
}

function outcome({ status, error }: Start): string {
  switch (status) {
    case 'success': return 'starts';
    case 'timeout': return 'does not finish its start in time';
    default: return `fails to start${error === undefined ? '' : ` (${error})`}`;
  }
}

/** Ports, ids and times differ from run to run, and a tracer stands in the list of who required what. */
function withoutNumbers(text: string | undefined): string | undefined {
  return text?.replace(/ Require stack: .*$/s, '').replace(/[0-9a-f]{8,}|\d+/gi, '#');
}
