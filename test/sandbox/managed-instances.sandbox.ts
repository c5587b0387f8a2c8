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

  test('say so in the environment', async () => {
    const sandbox = await started('plain.environment', managed);
    const { env } = (await sandbox.invoke({})).payload as { env: Record<string, string> };
    expect(env).toMatchObject({ AWS_LAMBDA_INITIALIZATION_TYPE: 'lambda-managed-instances', AWS_LAMBDA_MAX_CONCURRENCY: '8' });
  });

  test('end a late call for its caller only: the environment and the other calls live on', async () => {
    const sandbox = await started('plain.sleep', { ...managed, timeoutSeconds: 1 });
    const [late, quick] = await Promise.all([sandbox.invoke({ ms: 1_500 }), sandbox.invoke({ ms: 100 })]);
    expect(late).toMatchObject({ status: 'timeout', error: { errorType: 'Sandbox.Timedout' } });
    expect(quick).toMatchObject({ status: 'success' });
    expect(await sandbox.invoke({ ms: 1 })).toMatchObject({ status: 'success', coldStart: false });
  });

  test('let an extension register no INVOKE', async () => {
    const sandbox = await started('internal.handler', { ...managed, environment: { REGISTER: '[["a",["INVOKE"]]]', AWS_LAMBDA_NODEJS_WORKER_COUNT: '1' } });
    expect((await sandbox.invoke({})).payload).toMatchObject([{ status: 403, body: { errorType: 'Extension.InvalidEventType' } }]);
  });

  test('fail all calls under way when the process dies, and start anew', async () => {
    const sandbox = await started('plain.kill', { ...managed, timeoutSeconds: 10 });
    const both = await Promise.all([sandbox.invoke({ signal: 'SIGKILL' }), sandbox.invoke({ signal: 'SIGKILL' })]);
    for (const result of both) expect(result).toMatchObject({ status: 'crash', error: { errorType: 'Runtime.ExitError' } });
    expect(await sandbox.invoke({ signal: 0, ms: 1 })).toMatchObject({ status: 'success', coldStart: true });
  });
});
