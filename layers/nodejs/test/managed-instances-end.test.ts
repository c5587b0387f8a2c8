import { invocationSpans, withLambda } from './support/lambda';

const TRIES = 5;

test('the last spans of a managed instance leave with SIGTERM', async () => {
  for (let i = 0; i < TRIES; i++) {
    const seen = await endOfOne();
    // Lambda gives 500 ms at the end, and so does the sandbox: a machine too busy for that, or for shutting down before the interval ends, has tried nothing.
    if (seen.early > 0 || seen.killed) continue;
    expect(seen.spans).toBe(1);
    return;
  }
  throw new Error(`none of ${TRIES} environments could end in time with its span unsent`);
});

async function endOfOne(): Promise<{ early: number; killed: boolean; spans: number }> {
  return withLambda({
    files: { 'index.js': 'exports.handler = async () => 1;' }, initializationType: 'lambda-managed-instances', maxConcurrency: 4, runtime: 'nodejs24.x', memoryMb: 2048,
    environment: { AWS_LAMBDA_NODEJS_WORKER_COUNT: '2' }, backend: 'otlp',
  }, async (lambda) => {
    expect(await lambda.invoke()).toMatchObject({ status: 'success', payload: 1 });
    const early = lambda.backEnd.spans.length;
    const { killed } = await lambda.sandbox.shutdown();
    return { early, killed, spans: invocationSpans(lambda.backEnd.spans).length };
  });
}
