import { bothWays } from './both-ways';
import { activity, Run, Stage, startOnce } from './start';
import type { FunctionFacts } from '../assembly/function-facts';
import type { Comparison } from '../verdict';

/** Runs a function without and with tracing. What differs is run once more, since a busy machine makes differences too. */
export async function compareRuns(facts: FunctionFacts, roots: readonly string[], stage: Stage): Promise<Comparison> {
  const ways = bothWays(facts, roots);
  const run = { without: async () => startOnce(facts, ways.without, stage), with: async () => startOnce(facts, ways.with, stage) };
  let without = await run.without();
  let traced = await run.with();
  let varies = false;
  if (differ(without, traced)) {
    const again = await run.without();
    // A response with a time or a random number in it is never the same twice.
    varies = again.answer !== undefined && again.answer.status === without.answer?.status && again.answer.text !== without.answer.text;
    without = again;
    traced = await run.with();
  }
  return {
    without: without.start, with: traced.start, ...activity(facts, without, traced),
    ...(without.answer === undefined || traced.answer === undefined ? {} : {
      answers: { without: without.answer, with: traced.answer, varies, spans: traced.spans.length, invocationSpan: hasInvocationSpan(facts, traced) },
    }),
  };
}

function differ(one: Run, other: Run): boolean {
  return one.start.status !== other.start.status || one.answer?.status !== other.answer?.status || one.answer?.text !== other.answer?.text;
}

/** The span that stands for the invocation names it. Where another vendor's tracer sends to is not known: it is not asked for one. */
function hasInvocationSpan({ reported }: FunctionFacts, { spans, requestId }: Run): boolean {
  return reported?.provider !== 'opentelemetry' || spans.some(({ attributes }) => attributes['faas.invocation_id'] === requestId);
}
