import { chmodSync, copyFileSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { started } from './started';
import { LogLine } from '../../sandbox';

interface Answer {
  readonly status?: number;
  readonly eventType?: string;
  readonly body?: Record<string, string>;
}

const linesOf = (logs: readonly LogLine[], extension: string) => logs.filter((line) => line.extension === extension).map(({ line }) => line);

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(path.join(tmpdir(), 'sandbox-test-'));
  chmodSync(directory, 0o755);
});
afterEach(() => rmSync(directory, { recursive: true }));

/** A layer with the recording extension under each of these names. */
function layerOf(...names: readonly string[]): string {
  mkdirSync(path.join(directory, 'extensions'));
  for (const name of names) {
    const file = path.join(directory, 'extensions', name);
    copyFileSync(path.join(__dirname, 'fixtures', 'extensions', 'recorder.js'), file);
    chmodSync(file, 0o755);
  }
  return directory;
}

describe('an internal extension', () => {
  const withRegistrations = async (...attempts: unknown[]): Promise<Answer[]> => {
    const sandbox = await started('internal.registrations', { environment: { REGISTER: JSON.stringify(attempts) } });
    return (await sandbox.invoke({})).payload as Answer[];
  };

  test.each([
    ['an empty name', [['', ['INVOKE']]], 'Extension.InvalidExtensionName'],
    ['an unknown event', [['a', ['RESTORE']]], 'Extension.InvalidEventType'],
    ['SHUTDOWN, which only a process of its own gets', [['a', ['SHUTDOWN']]], 'Extension.InvalidEventType'],
    ['a name for the second time', [['a', ['INVOKE']], ['a', ['INVOKE']]], 'Extension.InvalidExtensionState'],
  ])('is turned away with %s', async (_what, attempts, errorType) => {
    const answers = await withRegistrations(...attempts);
    const refused = answers.find((answer) => answer.status === 403);
    expect(refused).toMatchObject({ body: { errorType } });
  });

  test('is turned away when it is the eleventh', async () => {
    const answers = await withRegistrations(...Array.from({ length: 11 }, (_, index) => [`e${index}`, []]));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(10);
    expect(answers[10]).toMatchObject({ status: 403, body: { errorType: 'Extension.TooManyExtensions' } });
  });

  test('is turned away after the Init phase', async () => {
    const sandbox = await started('internal.lateRegistration');
    expect((await sandbox.invoke({})).payload).toMatchObject({ status: 403, body: { errorType: 'Extension.RegistrationClosed' } });
  });

  test('is told the function and, on request, the account', async () => {
    const [answer] = await withRegistrations(['a', ['INVOKE'], { 'Lambda-Extension-Accept-Feature': 'accountId' }]);
    expect(answer).toMatchObject({
      status: 200,
      body: { accountId: '123456789012', functionName: 'function', functionVersion: '$LATEST', handler: 'internal.registrations' },
    });
  });

  test('gets each invocation', async () => {
    const sandbox = await started('internal.handler');
    await sandbox.invoke({});
    const traceHeader = 'Root=1-6b02bb39-aaaaaaaaaaaaaaaaaaaaaaaa;Parent=bbbbbbbbbbbbbbbb;Sampled=1';
    const { requestId } = await sandbox.invoke({}, { traceHeader });
    const events = ((await sandbox.invoke({})).payload as Answer[]).filter((answer) => answer.eventType === 'INVOKE');
    expect(events[1]).toMatchObject({
      requestId,
      deadlineMs: expect.any(Number),
      invokedFunctionArn: expect.stringContaining(':function:function'),
      tracing: { type: 'X-Amzn-Trace-Id', value: traceHeader },
    });
  });

  test('holds the environment and not the response', async () => {
    const sandbox = await started('internal.handler', { environment: { HOLD_MS: '300' } });
    let answered = 0;
    const { timings } = await sandbox.invoke({}, { onResponse: () => answered = Date.now() });
    expect(timings.hold).toBeGreaterThan(250);
    expect(timings.response).toBeLessThan(timings.hold);
    expect(Date.now() - answered).toBeGreaterThan(250);
  });

  test('that never asks for the first event stops the init', async () => {
    const sandbox = await started('internal.handler', { environment: { FIRST_NEXT: 'never' } });
    expect(sandbox.init.status).toBe('timeout');
  });

  // process.exit waits for the runtime client's thread, which waits for the next event: with AWS's clients it does not end the process in the hold.
  test.each([
    ['ric', 'forget', 'timeout'],
    ['ric', 'exit', 'timeout'],
    ['ric', 'kill', 'crash'],
    ['minimal', 'exit', 'crash'],
  ] as const)('with %s that fails in the hold (%s) does not take the answer back, and the next call starts anew', async (runtimeClient, how, holdEnd) => {
    const sandbox = await started('internal.handler', { runtimeClient, timeoutSeconds: 2, environment: { HOLD_MS: '200', IN_HOLD: how } });
    expect(await sandbox.invoke({})).toMatchObject({ status: 'success', holdEnd });
    expect(await sandbox.invoke({})).toMatchObject({ status: 'success', coldStart: true });
  });

  describe('brings the function a SIGTERM', () => {
    const shutDown = async (runtimeClient: 'ric' | 'minimal', onSigterm: string) => {
      const layer = path.join(directory, 'preload');
      mkdirSync(layer);
      copyFileSync(path.join(__dirname, 'fixtures', 'functions', 'internal.mjs'), path.join(layer, 'internal.mjs'));
      const sandbox = await started('signals.handler', {
        runtimeClient,
        layers: [layer],
        environment: { NODE_OPTIONS: '--import /opt/internal.mjs', ON_SIGTERM: onSigterm },
      });
      await sandbox.invoke({});
      const result = await sandbox.shutdown();
      expect(result.logs.map(({ line }) => line)).toContain('got SIGTERM');
      return result;
    };

    test.each([['ric', 'raise'], ['minimal', 'raise'], ['minimal', 'exit']] as const)('with %s, one that answers by %s ends at once', async (runtimeClient, how) => {
      expect(await shutDown(runtimeClient, how)).toMatchObject({ killed: false });
    });

    test.each([['ric', 'exit'], ['ric', 'stay'], ['minimal', 'stay']] as const)('with %s, one that answers by %s is killed after 500 ms', async (runtimeClient, how) => {
      const { killed, ms } = await shutDown(runtimeClient, how);
      expect(killed).toBe(true);
      expect(ms).toBeGreaterThan(450);
    });
  });
});

describe('an external extension', () => {
  test('runs from /opt/extensions, before the runtime, with the environment of an extension', async () => {
    const sandbox = await started('plain.echo', { layers: [layerOf('recorder')], environment: { MINE: 'yes' } });
    const [registered] = linesOf(sandbox.init.logs, 'recorder');
    const names = JSON.parse(registered.replace('registered ', '')) as string[];
    expect(names).toEqual(expect.arrayContaining(['MINE', 'AWS_LAMBDA_RUNTIME_API', 'AWS_ACCESS_KEY_ID', 'AWS_LAMBDA_FUNCTION_NAME']));
    for (const name of ['_HANDLER', 'AWS_EXECUTION_ENV', 'LAMBDA_TASK_ROOT', 'AWS_XRAY_CONTEXT_MISSING', '_AWS_XRAY_DAEMON_PORT']) expect(names).not.toContain(name);
  });

  test('gets invocations and, at the end, SHUTDOWN with its reason', async () => {
    const sandbox = await started('plain.echo', { layers: [layerOf('recorder')] });
    const { requestId, logs } = await sandbox.invoke({});
    expect(linesOf(logs, 'recorder').join()).toContain(requestId);
    const end = await sandbox.shutdown();
    const [line] = linesOf(end.logs, 'recorder');
    expect(JSON.parse(line.replace('event ', ''))).toMatchObject({ eventType: 'SHUTDOWN', shutdownReason: 'spindown' });
    expect(end.killed).toBe(false);
  });

  test.each([
    ['plain.sleep', { ms: 60_000 }, 'timeout'],
    ['plain.exit', { code: 1 }, 'failure'],
  ])('hears why the environment is reset: %s', async (handler, event, reason) => {
    const sandbox = await started(handler, { layers: [layerOf('recorder')], timeoutSeconds: 1 });
    const { logs } = await sandbox.invoke(event);
    expect(linesOf(logs, 'recorder').join()).toContain(`"shutdownReason":"${reason}"`);
  });

  test('is killed after 2 seconds where it does not end', async () => {
    const sandbox = await started('plain.echo', { layers: [layerOf('recorder')], environment: { EXTENSION_SHUTDOWN: 'hang' } });
    await sandbox.invoke({});
    const { killed, ms } = await sandbox.shutdown();
    expect(killed).toBe(true);
    expect(ms).toBeGreaterThan(1_900);
  });

  test.each([
    [{ EXTENSION_EXITS: 'before-register' }, 'Extension.Crash'],
    [{ EXTENSION_INIT_ERROR: 'Extension.NoConfig' }, 'Extension.InitError'],
  ])('that fails in its init (%o) fails the init', async (environment, errorType) => {
    const sandbox = await started('plain.echo', { layers: [layerOf('recorder')], environment });
    expect(sandbox.init).toMatchObject({ status: 'crash', error: { errorType } });
    expect(await sandbox.invoke({})).toMatchObject({ status: 'crash', error: { errorType } });
  });

  test('that dies during an invocation resets the environment', async () => {
    const sandbox = await started('plain.sleep', { layers: [layerOf('recorder')], environment: { EXTENSION_EXITS: 'on-invoke' } });
    expect(await sandbox.invoke({ ms: 500 })).toMatchObject({ status: 'crash', error: { errorType: 'Extension.Crash' } });
  });

  test('is not waited for when it did not ask for invocations', async () => {
    const sandbox = await started('plain.echo', { layers: [layerOf('recorder')], environment: { EXTENSION_EVENTS: '["SHUTDOWN"]', EXTENSION_MS: '60000' } });
    const { timings, logs } = await sandbox.invoke({});
    expect(timings.hold).toBeLessThan(30_000); // of the 60,000 that it takes
    expect(linesOf(logs, 'recorder')).toEqual([]);
  });

  test('is one of at most ten', async () => {
    const sandbox = await started('plain.echo', { layers: [layerOf(...Array.from({ length: 11 }, (_, index) => `e${index}`))] });
    expect(sandbox.init).toMatchObject({ status: 'error', error: { errorType: 'Extension.TooManyExtensions' } });
  });

  test('stands beside nine others and an internal one is refused', async () => {
    const layers = [layerOf(...Array.from({ length: 10 }, (_, index) => `e${index}`))];
    const sandbox = await started('internal.registrations', { layers });
    expect(sandbox.init.status).toBe('success');
    expect((await sandbox.invoke({})).payload).toMatchObject([{ status: 403, body: { errorType: 'Extension.TooManyExtensions' } }]);
  });
});

describe('the Telemetry API', () => {
  const events = (logs: readonly LogLine[]) => linesOf(logs, 'recorder')
    .filter((line) => line.startsWith('telemetry '))
    .map((line) => JSON.parse(line.slice('telemetry '.length)) as { type: string; record: Record<string, unknown> });

  test.each([
    [{ schemaVersion: '1999-01-01' }],
    [{ types: [] }],
    [{ types: ['everything'] }],
    [{ buffering: { timeoutMs: 1 } }],
    [{ buffering: { maxItems: 10 } }],
    [{ destination: { protocol: 'HTTP', URI: 'http://elsewhere:80' } }],
  ])('refuses the subscription %j', async (subscription) => {
    const sandbox = await started('plain.echo', { layers: [layerOf('recorder')], environment: { SUBSCRIPTION: JSON.stringify(subscription) } });
    expect(linesOf(sandbox.init.logs, 'recorder').find((line) => line.startsWith('subscribed'))).toContain('subscribed 400 {"errorMessage"');
  });

  test('delivers the platform events of init and invocation, and what the function writes', async () => {
    const collected: LogLine[] = [];
    const sandbox = await started('plain.log', {
      layers: [layerOf('recorder')],
      environment: { SUBSCRIPTION: '{}', EXTENSION_MS: '100' },
      onLog: (line) => collected.push(line),
    });
    const { requestId } = await sandbox.invoke({ text: 'second' });
    await sandbox.invoke({ text: 'third' });
    const seen = events(collected);
    expect(seen.map(({ type }) => type)).toEqual(expect.arrayContaining([
      'platform.initStart', 'platform.telemetrySubscription', 'platform.initRuntimeDone', 'platform.initReport', 'platform.extension',
      'platform.start', 'function', 'platform.runtimeDone', 'platform.report',
    ]));
    const of = (type: string) => seen.find((event) => event.type === type)!.record;
    expect(of('platform.start')).toMatchObject({ requestId, version: '$LATEST' });
    expect(of('platform.runtimeDone')).toMatchObject({ requestId, status: 'success', metrics: { producedBytes: '"logged"'.length } });
    expect(of('platform.report')).toMatchObject({ requestId, status: 'success', metrics: { memorySizeMB: 128 } });
    expect(seen.filter(({ type }) => type === 'function').map(({ record }) => record)).toEqual(expect.arrayContaining([expect.stringContaining('second')]));
  });

  test('delivers before the extension asks for the next event, so that it may wait for runtimeDone', async () => {
    const sandbox = await started('plain.echo', { layers: [layerOf('recorder')], environment: { SUBSCRIPTION: '{"types":["platform"]}', EXTENSION_MS: '500' } });
    const { logs } = await sandbox.invoke({});
    expect(events(logs).map(({ type }) => type)).toContain('platform.runtimeDone');
  });
});
