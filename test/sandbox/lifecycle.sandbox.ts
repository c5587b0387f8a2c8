import { setTimeout as sleep } from 'node:timers/promises';
import { started } from './started';
import { LogLine, SandboxOptions } from '../../sandbox';
import { ControlGroup } from '../../sandbox/namespace/control-group';

const written = (logs: readonly LogLine[]) => logs.filter(({ source }) => source === 'function').map(({ line }) => line);

describe.each(['ric', 'minimal'] as const)('a function that dies, with the %s client', (runtimeClient) => {
  test('by exit: the caller gets Runtime.ExitError, the next call a fresh environment', async () => {
    const sandbox = await started('plain.exit', { runtimeClient });
    const result = await sandbox.invoke({ code: 3 });
    expect(result).toMatchObject({ status: 'crash', error: { errorType: 'Runtime.ExitError' } });
    expect(result.error!.errorMessage).toBe(`RequestId: ${result.requestId} Error: Runtime exited with error: exit status 3`);
    const next = await sandbox.invoke({ code: 0 });
    expect(next).toMatchObject({ status: 'crash', coldStart: true, error: { errorMessage: expect.stringContaining('Runtime exited without providing a reason') } });
    expect(next.timings.init).toBeGreaterThan(0);
  });

  test('by a signal: the message names it', async () => {
    const sandbox = await started('plain.kill', { runtimeClient });
    expect((await sandbox.invoke({ signal: 'SIGKILL' })).error!.errorMessage).toContain('Runtime exited with error: signal: killed');
    expect((await sandbox.invoke({ signal: 'SIGSEGV' })).error!.errorMessage).toContain('signal: segmentation fault');
  });
});

// Client 4 installs no handlers of its own, so Node.js ends with status 1; client 3 posts the error first.
test.each([
  ['nodejs20.x', 'plain.uncaught', 'error', 'Error', 'from nowhere'],
  ['nodejs20.x', 'plain.unhandled', 'error', 'Runtime.UnhandledPromiseRejection', 'Error: nobody listens'],
  ['nodejs24.x', 'plain.uncaught', 'crash', 'Runtime.ExitError', expect.stringContaining('exit status 1')],
  ['nodejs24.x', 'plain.unhandled', 'crash', 'Runtime.ExitError', expect.stringContaining('exit status 1')],
] as const)('on %s, %s is a %s of type %s', async (runtime, handler, status, errorType, errorMessage) => {
  const sandbox = await started(handler, { runtime });
  expect(await sandbox.invoke({})).toMatchObject({ status, error: { errorType, errorMessage } });
});

describe('a function that takes too long', () => {
  test('is killed at its timeout, and the next call starts anew', async () => {
    const sandbox = await started('plain.sleep', { timeoutSeconds: 1 });
    const result = await sandbox.invoke({ ms: 60_000 });
    expect(result).toMatchObject({ status: 'timeout', error: { errorType: 'Sandbox.Timedout' } });
    expect(result.error!.errorMessage).toBe(`RequestId: ${result.requestId} Error: Task timed out after 1.00 seconds`);
    expect(result.timings.response).toBeGreaterThan(900);
    expect(await sandbox.invoke({ ms: 1 })).toMatchObject({ status: 'success', payload: 'slept', coldStart: true });
    expect(await sandbox.invoke({ ms: 1 })).toMatchObject({ status: 'success', coldStart: false });
  });

  test('is killed although it blocks the event loop', async () => {
    const sandbox = await started('plain.spin', { timeoutSeconds: 1 });
    expect(await sandbox.invoke({ ms: 60_000 })).toMatchObject({ status: 'timeout' });
  });
});

describe('an Init phase that fails', () => {
  const init = async (environment: Record<string, string>, options: Partial<SandboxOptions> = {}) => started('init.handler', { environment, ...options });

  test('by an error is repeated within the first invocation', async () => {
    const sandbox = await init({ FAIL_INITS: '1' });
    expect(sandbox.init).toMatchObject({ status: 'error', error: { errorType: 'Error', errorMessage: 'init 1' } });
    expect(await sandbox.invoke({})).toMatchObject({ status: 'success', payload: 2, coldStart: true });
  });

  test('twice gives the caller the error itself', async () => {
    const sandbox = await init({ FAIL_INITS: '2' });
    expect(await sandbox.invoke({})).toMatchObject({ status: 'error', error: { errorType: 'Error', errorMessage: 'init 2' } });
    expect(await sandbox.invoke({})).toMatchObject({ status: 'success', payload: 3 });
  });

  test('by exit gives the caller Runtime.ExitError', async () => {
    const sandbox = await init({ EXIT_INITS: '2' });
    expect(sandbox.init).toMatchObject({ status: 'crash' });
    expect(await sandbox.invoke({})).toMatchObject({ status: 'crash', error: { errorType: 'Runtime.ExitError', errorMessage: expect.stringContaining('exit status 7') } });
  });

  test('by taking more than 10 seconds is repeated under the function timeout', async () => {
    const sandbox = await init({ HANG_INITS: '2' }, { timeoutSeconds: 1 });
    expect(sandbox.init).toMatchObject({ status: 'timeout' });
    expect(sandbox.init.ms).toBeGreaterThan(9_900);
    expect(await sandbox.invoke({})).toMatchObject({ status: 'timeout', error: { errorMessage: expect.stringContaining('Task timed out after 1.00 seconds') } });
    expect(await sandbox.invoke({})).toMatchObject({ status: 'success', payload: 3 });
  });
});

describe('a frozen environment', () => {
  test('runs no timer and no child process', async () => {
    const sandbox = await started('plain.childTicks');
    const before = (await sandbox.invoke({ start: true })).payload as number;
    await sleep(300);
    const after = (await sandbox.invoke({})).payload as number;
    expect(before).toBeGreaterThan(0);
    // In 300 ms it would have made some forty.
    expect(after - before).toBeLessThan(15);
  });

  test('goes on running where freezing is off', async () => {
    const sandbox = await started('plain.tick', { freeze: false });
    await sandbox.invoke({ start: true });
    await sleep(300);
    expect((await sandbox.invoke({})).payload).toBeGreaterThan(5);
  });

  test('keeps its state over many freezes', async () => {
    const sandbox = await started('plain.count');
    for (let call = 1; call <= 50; call++) expect((await sandbox.invoke({})).payload).toBe(call);
  });
});

describe('Shutdown', () => {
  test('without extensions kills at once: no SIGTERM is seen', async () => {
    const sandbox = await started('signals.handler');
    await sandbox.invoke({});
    const { killed, logs } = await sandbox.shutdown();
    expect({ killed, written: written(logs) }).toEqual({ killed: false, written: [] });
  });

  test('ends every process that the function has started', async () => {
    const sandbox = await started('plain.childTicks');
    await sandbox.invoke({ start: true });
    await sandbox.shutdown();
    await expect(sandbox.invoke({})).rejects.toThrow('shut down');
  });
});

const group = ControlGroup.create({});
group?.remove();

const limited = () => {
  test('memory: a function that takes more is killed', async () => {
    const sandbox = await started('plain.eat', { memoryMb: 128, enforceMemory: true, timeoutSeconds: 30 });
    expect(await sandbox.invoke({})).toMatchObject({ status: 'crash', error: { errorType: 'Runtime.ExitError', errorMessage: expect.stringContaining('signal: killed') } });
  });

  test('CPU: a quota slows a busy function by its share', async () => {
    const sandbox = await started('plain.spin', { cpuQuota: 0.1, timeoutSeconds: 30 });
    const { cpu, timings } = await sandbox.invoke({ ms: 1_000 });
    expect(cpu.invoke.ms).toBeLessThan(timings.response * 0.3);
  });
};

const refused = () => {
  test.each([{ cpuQuota: 0.1 }, { enforceMemory: true }])('%o is refused with the reason', async (options) => {
    await expect(started('plain.echo', options)).rejects.toThrow('needs a writable cgroup');
  });
};

if (group) describe('limits on request', limited);
else describe('limits on request, where no cgroup can be made', refused);

describe('measurements', () => {
  test('CPU time counts the work of the whole tree and not the waiting', async () => {
    const sandbox = await started('plain.spin', { timeoutSeconds: 30 });
    const idle = (await (await started('plain.sleep', { timeoutSeconds: 30 })).invoke({ ms: 400 })).cpu.response.ms;
    const busy = (await sandbox.invoke({ ms: 400 })).cpu.response.ms;
    expect(busy).toBeGreaterThan(idle + 50);
    expect(sandbox.init.cpu.ms).toBeGreaterThan(0);
    expect(sandbox.init.rss).toBeGreaterThan(10e6);
  });
});
