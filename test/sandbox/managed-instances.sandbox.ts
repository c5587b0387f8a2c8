import { started } from './started';

const managed = { runtime: 'nodejs24.x', initializationType: 'lambda-managed-instances', maxConcurrency: 8 } as const;

describe('Managed Instances', () => {
  test('run invocations in parallel, in one environment', async () => {
    const sandbox = await started('plain.sleep', { ...managed, timeoutSeconds: 30 });
    const before = Date.now();
    const results = await Promise.all(Array.from({ length: 8 }, async () => sandbox.invoke({ ms: 500 })));
    expect(results.map(({ payload }) => payload)).toEqual(Array(8).fill('slept'));
    expect(Date.now() - before).toBeLessThan(8 * 500);
  });

  test('say so in the environment, and leave the trace id out of it', async () => {
    const sandbox = await started('plain.environment', managed);
    const { env } = (await sandbox.invoke({})).payload as { env: Record<string, string> };
    expect(env).toMatchObject({ AWS_LAMBDA_INITIALIZATION_TYPE: 'lambda-managed-instances', AWS_LAMBDA_MAX_CONCURRENCY: '8' });
  });

  test('do not enforce the timeout', async () => {
    const sandbox = await started('plain.sleep', { ...managed, timeoutSeconds: 1 });
    expect(await sandbox.invoke({ ms: 1_500 })).toMatchObject({ status: 'success' });
  });

  test('let an extension register no INVOKE', async () => {
    const sandbox = await started('internal.handler', { ...managed, environment: { REGISTER: '[["a",["INVOKE"]]]', AWS_LAMBDA_NODEJS_WORKER_COUNT: '1' } });
    expect((await sandbox.invoke({})).payload).toMatchObject([{ status: 403, body: { errorType: 'Extension.InvalidEventType' } }]);
  });

  test('fail all calls under way when the environment dies', async () => {
    const sandbox = await started('plain.exit', managed);
    const both = await Promise.all([sandbox.invoke({ code: 1 }), sandbox.invoke({ code: 1 })]);
    for (const result of both) expect(result.status).not.toBe('success');
  });
});
