import { invocationSpans, withLambda } from './support/lambda';

// Lambda gives 500 ms at the end, and so does the sandbox: on a machine where threads wait that long for a core, one try cannot tell.
jest.retryTimes(5, { logErrorsBeforeRetry: true });

test('the last spans of a managed instance leave with SIGTERM', async () => {
  await withLambda({
    files: { 'index.js': 'exports.handler = async () => 1;' }, initializationType: 'lambda-managed-instances', maxConcurrency: 4, runtime: 'nodejs24.x', memoryMb: 2048,
    environment: { AWS_LAMBDA_NODEJS_WORKER_COUNT: '2' }, backend: 'otlp',
  }, async (lambda) => {
    await lambda.invoke();
    expect(lambda.backEnd.spans).toEqual([]);
    await lambda.sandbox.shutdown();
    expect(invocationSpans(lambda.backEnd.spans)).toHaveLength(1);
  });
});
