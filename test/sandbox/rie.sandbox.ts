import { functions, started } from './started';
import { RuntimeInterfaceEmulator } from '../../sandbox/rie';

const RUNTIMES = ['nodejs20.x', 'nodejs24.x'] as const;
const UUID = /[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g;

/** The same without what is new in each call: request ids, extension ids, dates, ports, deadlines, trace ids. */
function timeless(body: string): unknown {
  const text = body.replace(UUID, 'uuid')
    .replace(/"(date|connection|keep-alive)":"[^"]*",?/g, '')
    .replace(/"content-length":"\d+"/g, '"content-length":"n"')
    .replace(/"deadlineMs":\d+/g, '"deadlineMs":0')
    // The emulator tells the first caller of the failed init; Lambda, and the sandbox, repeat it within that call.
    .replace(/init \d/g, 'init n')
    .replace(/arn:aws:lambda:[^"]*/g, 'arn');
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

const traceHeader = 'Root=1-6b02bb39-aaaaaaaaaaaaaaaaaaaaaaaa;Parent=bbbbbbbbbbbbbbbb;Sampled=1';

interface Case {
  readonly handler: string;
  readonly event?: unknown;
  readonly environment?: Record<string, string>;
}

const both = async (runtime: typeof RUNTIMES[number], { handler, event = {}, environment }: Case, calls = 2) => {
  const options = { code: functions, handler, runtime, environment, timeoutSeconds: 2 };
  const rie = await RuntimeInterfaceEmulator.start(options);
  const theirs = [];
  for (let call = 0; call < calls; call++) theirs.push(timeless((await rie.invoke(event, { traceHeader })).body));
  await rie.shutdown();
  const sandbox = await started(handler, options);
  const ours = [];
  for (let call = 0; call < calls; call++) ours.push(timeless((await sandbox.invoke(event, { traceHeader })).body.toString()));
  return { ours, theirs };
};

const compare = (runtime: typeof RUNTIMES[number]) => {
  const same: readonly Case[] = [
    { handler: 'plain.throwError' },
    { handler: 'plain.throwSync' },
    { handler: 'plain.throwString' },
    { handler: 'plain.throwCustom' },
    { handler: 'plain.circular' },
    { handler: 'plain.uncaught' },
    { handler: 'plain.unhandled' },
    { handler: 'plain.exit', event: { code: 0 } },
    { handler: 'plain.exit', event: { code: 3 } },
    { handler: 'plain.kill', event: { signal: 'SIGKILL' } },
    { handler: 'plain.kill', event: { signal: 'SIGSEGV' } },
    { handler: 'plain.absent' },
    { handler: 'plain.noFunction' },
    { handler: 'absent.handler' },
    { handler: 'broken-syntax.handler' },
    { handler: 'missing-import.handler' },
    { handler: 'plain.size', event: { size: 6 * 1024 * 1024 + 100 } },
    { handler: 'plain.echo', event: { a: [1, 'ü', null] } },
    { handler: 'plain.nothing' },
    { handler: 'plain.unicode', event: { text: '\ud83d\ude00' } },
    { handler: 'plain.callback', event: { a: 1 } },
    { handler: 'plain.count' },
    { handler: 'module.handler' },
    { handler: 'streams.parts', event: { parts: ['one', 'two'] } },
    { handler: 'streams.prelude' },
    { handler: 'streams.breaks' },
    { handler: 'init.handler', environment: { FAIL_INITS: '5' } },
  ];

  test.each(same)('$handler $event answers the same', async (one) => {
    const { ours, theirs } = await both(runtime, one);
    expect(ours).toEqual(theirs);
  });

  const registrations = [
    [['', ['INVOKE']]],
    [['a', ['RESTORE']]],
    [['a', ['SHUTDOWN']]],
    [['a', ['INVOKE']], ['a', ['INVOKE']]],
    [['a', ['INVOKE']]],
    [['a', []]],
    Array.from({ length: 11 }, (_, index) => [`e${index}`, []]),
  ];

  test.each(registrations.map((list) => [JSON.stringify(list)]))('the registrations %s are answered the same', async (list) => {
    const { ours, theirs } = await both(runtime, { handler: 'internal.registrations', environment: { REGISTER: list } }, 1);
    expect(ours).toEqual(theirs);
  });

  test('an extension is told of an invocation in the same words', async () => {
    const { ours, theirs } = await both(runtime, { handler: 'internal.firstEvent' }, 1);
    expect(ours).toEqual(theirs);
  });

  test('a registration after the init is answered the same', async () => {
    const { ours, theirs } = await both(runtime, { handler: 'internal.lateRegistration' });
    expect(ours).toEqual(theirs);
  });

  // The emulator says only this much.
  test('a timeout is one there too', async () => {
    const { ours, theirs } = await both(runtime, { handler: 'plain.sleep', event: { ms: 60_000 } }, 1);
    expect(theirs).toEqual(['Task timed out after 2.00 seconds']);
    expect(ours).toEqual([{ errorType: 'Sandbox.Timedout', errorMessage: 'RequestId: uuid Error: Task timed out after 2.00 seconds' }]);
  });
};

if (RuntimeInterfaceEmulator.available()) describe.each(RUNTIMES)("compared with AWS's Runtime Interface Emulator on %s", compare);
else test('the comparison is left out where the emulator is not installed, unless it is required', () => expect(process.env.SANDBOX_REQUIRE_RIE).not.toBe('1'));
