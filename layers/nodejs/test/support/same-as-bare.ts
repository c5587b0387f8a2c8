import { withLambda, type Lambda, type LambdaOptions } from './lambda';
import type { InvokeError, InvokeResult, LogLine, ReceivedSpan } from '../../../../sandbox';

/** What a caller, and a reader of the logs, can tell of an invocation. */
function observed(result: InvokeResult, hidden: RegExp): unknown {
  const { status, payload, error, streaming } = result;
  return {
    status,
    payload,
    error: seen(error, hidden),
    streaming: streaming && {
      contentType: streaming.contentType, prelude: streaming.prelude, payload: streaming.payload.toString(), error: seen(streaming.midStreamError, hidden),
    },
    // What a dying process still gets to write is a race.
    logs: status === 'success' ? linesOf(result.logs) : undefined,
  };
}

/** Of a stream it has `trace`, of all else `stackTrace`. */
function seen(error: InvokeError | undefined, hidden: RegExp): unknown {
  return error && {
    ...error,
    errorMessage: withoutIds(error.errorMessage),
    stackTrace: stackOf(error.stackTrace, hidden),
    trace: stackOf((error as { trace?: string[] }).trace, hidden),
  };
}

function stackOf(stack: readonly string[] | undefined, hidden: RegExp): readonly string[] | undefined {
  return stack?.filter((line) => !line.startsWith('    at ') || !hidden.test(line));
}

/** Frames under /opt are ours. */
const OURS = /\/opt\//;
/** Where the layer loads the module in the runtime's place, the frames of the runtime's loader are ours too. */
export const OURS_AND_THE_RUNTIMES = /\/opt\/|\/var\/runtime\//;

function linesOf(logs: readonly LogLine[]): string[] {
  return logs.filter(({ source }) => source === 'function').map(({ line }) => withoutIds(line)
    .replace(/,?"[^"]*\/opt\/[^"]*"/g, ''))
    // Ours begin with our name, and say what is wrong once.
    .filter((line) => !line.includes('/opt/') && !line.includes('cdk-lambda-tracing: '));
}

function withoutIds(text: string): string {
  return text.replace(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, '<id>')
    .replace(/\d{4}-\d{2}-\d{2}T[\d:.]+Z/g, '<time>').replace(/\d+(\.\d+)? ms/g, '<ms>').replace(/\(node:\d+\)/g, '(node:<pid>)');
}

/**
 * Runs the same events through the function with and without the layer, expects the same of both, and gives what the layer saw.
 * Events may depend on the back end, so they are made for each run.
 */
export async function sameAsBare(
  options: LambdaOptions, events: readonly unknown[] = [{}], spans = events.length, hidden = OURS,
): Promise<{ results: InvokeResult[]; spans: ReceivedSpan[] }> {
  const run = (lambda: Lambda) => inOrder(events, (event) => lambda.invoke(event));
  const bare = await withLambda({ ...options, layer: false, backend: 'none' }, async (lambda) => ({ init: lambda.sandbox.init, results: await run(lambda) }));
  return withLambda(options, async (lambda) => {
    const results = await run(lambda);
    expect(results.map((result) => observed(result, hidden))).toEqual(bare.results.map((result) => observed(result, hidden)));
    expect(lambda.sandbox.init.status).toBe(bare.init.status);
    // What dense traffic keeps back comes with the end of the environment.
    await lambda.sandbox.shutdown();
    return { results, spans: await lambda.spans(spans, spans === 0 ? 0 : 3000) };
  });
}

async function inOrder<T, R>(items: readonly T[], act: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  for (const item of items) results.push(await act(item));
  return results;
}
