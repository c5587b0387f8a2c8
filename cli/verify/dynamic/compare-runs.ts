import { bothWays } from './both-ways';
import { medianStart } from './median-start';
import { activity, Run, Stage, startOnce } from './start';
import type { FunctionFacts } from '../assembly/function-facts';
import type { Comparison, Start } from '../verdict';

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
  const starts = await moreStarts([without.start, traced.start], facts, ways, stage);
  return {
    ...starts, ...activity(facts, without, traced),
    ...(without.answer === undefined || traced.answer === undefined ? {} : {
      answers: { without: without.answer, with: traced.answer, varies, spans: traced.spans.length, invocationSpan: hasInvocationSpan(facts, traced) },
    }),
  };
}

/** The medians of several starts each, in turns; one that failed stands for all. */
async function moreStarts(first: readonly [Start, Start], facts: FunctionFacts, { without, with: traced }: ReturnType<typeof bothWays>, stage: Stage): Promise<Pick<Comparison, 'without' | 'with'>> {
  const all: [Start[], Start[]] = [[first[0]], [first[1]]];
  while (all[0].length < stage.starts && all.flat().every(({ status }) => status === 'success')) {
    all[0].push((await startOnce(facts, without, { ...stage, event: undefined })).start);
    all[1].push((await startOnce(facts, traced, { ...stage, event: undefined })).start);
  }
  return { without: medianStart(all[0]), with: medianStart(all[1]) };
}

function differ(one: Run, other: Run): boolean {
  return one.start.status !== other.start.status || one.answer?.status !== other.answer?.status || one.answer?.text !== other.answer?.text;
}

/** The span that stands for the invocation names it. Where another vendor's tracer sends to is not known: it is not asked for one. */
function hasInvocationSpan({ reported }: FunctionFacts, { spans, requestId }: Run): boolean {
  return reported?.provider !== 'opentelemetry' || spans.some(({ attributes }) => attributes['faas.invocation_id'] === requestId);
}
