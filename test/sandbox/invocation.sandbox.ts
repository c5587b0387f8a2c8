import { started } from './started';
import { InvokeResult, limits } from '../../sandbox';

const CLIENTS = [
  ['nodejs20.x', 'ric'], ['nodejs22.x', 'ric'], ['nodejs24.x', 'ric'],
  ['nodejs20.x', 'minimal'], ['nodejs24.x', 'minimal'],
] as const;

describe.each(CLIENTS)('an invocation on %s with the %s client', (runtime, runtimeClient) => {
  const invoke = async (handler: string, event: unknown = {}, options = {}): Promise<InvokeResult> => {
    const sandbox = await started(handler, { runtime, runtimeClient, ...options });
    return sandbox.invoke(event);
  };

  test.each([
    ['plain.throwError', 'TypeError', 'no good'],
    ['plain.throwSync', 'RangeError', 'at once'],
    ['plain.throwString', 'string', 'only text'],
    ['plain.throwCustom', 'OrderMissing', 'order 7'],
    ['plain.circular', 'Error', 'Unable to stringify response body'],
  ])('reports the error of %s', async (handler, errorType, errorMessage) => {
    const result = await invoke(handler);
    // The newest client has a name of its own for what cannot be serialised.
    const type = handler === 'plain.circular' ? expect.stringMatching(/Error/) : errorType;
    expect(result).toMatchObject({ status: 'error', error: { errorType: type, errorMessage } });
  });

  test.each([
    ['broken-syntax.handler', 'Runtime.UserCodeSyntaxError'],
    ['missing-import.handler', 'Runtime.ImportModuleError'],
    ['plain.absent', 'Runtime.HandlerNotFound'],
    ['plain.noFunction', 'Runtime.HandlerNotFound'],
    ['absent.handler', 'Runtime.ImportModuleError'],
    ['../plain.echo', 'Runtime.MalformedHandlerName'],
  ])('reports that %s cannot be loaded', async (handler, errorType) => {
    expect(await invoke(handler)).toMatchObject({ status: 'error', error: { errorType } });
  });

  test.each([
    ['plain.echo', { a: [1, 'ü'] }, { a: [1, 'ü'] }],
    ['plain.nothing', {}, null],
    ['plain.unicode', { text: '\ud83d\ude00' }, '\ud83d\ude00 ☃ \u0000'],
    ['plain.nested.deep.handler', {}, 'found'],
    ['module.handler', {}, 'awaited'],
  ])('returns what %s returns', async (handler, event, payload) => {
    expect(await invoke(handler, event)).toMatchObject({ status: 'success', payload });
  });

  test('streams', async () => {
    const result = await invoke('streams.parts', { parts: ['one ', 'two ', 'three'] });
    expect(result).toMatchObject({ status: 'success', payload: 'one two three', streaming: { contentType: 'text/plain' } });
    expect(result.streaming!.firstByteMs).toBeLessThan(result.timings.response);
  });

  test('streams an HTTP response with its head', async () => {
    const result = await invoke('streams.prelude');
    expect(result.streaming).toMatchObject({ prelude: { statusCode: 201, headers: { 'x-made': 'here' } }, payload: Buffer.from('body') });
  });

  test('reports a stream that breaks off', async () => {
    const result = await invoke('streams.breaks');
    expect(result).toMatchObject({ status: 'error', error: { errorType: 'SyntaxError', errorMessage: 'half way' } });
    expect(result.streaming!.payload.toString()).toBe('so far');
  });

  test('gives the context that Lambda gives', async () => {
    const sandbox = await started('plain.context', { runtime, runtimeClient, functionName: 'orders', memoryMb: 256, timeoutSeconds: 30 });
    const traceHeader = 'Root=1-6b02bb39-aaaaaaaaaaaaaaaaaaaaaaaa;Parent=bbbbbbbbbbbbbbbb;Sampled=1';
    const { payload, requestId } = await sandbox.invoke({}, {
      traceHeader,
      clientContext: { custom: { k: 'v' } },
      identity: { cognitoIdentityId: 'me', cognitoIdentityPoolId: 'pool' },
    });
    expect(payload).toMatchObject({
      awsRequestId: requestId,
      traceId: traceHeader,
      functionName: 'orders',
      functionVersion: '$LATEST',
      memoryLimitInMB: '256',
      invokedFunctionArn: 'arn:aws:lambda:us-east-1:123456789012:function:orders',
      logGroupName: '/aws/lambda/orders',
      clientContext: { custom: { k: 'v' } },
      identity: { cognitoIdentityId: 'me', cognitoIdentityPoolId: 'pool' },
    });
    const { remaining } = payload as { remaining: number };
    expect(remaining).toBeGreaterThan(20_000);
    expect(remaining).toBeLessThanOrEqual(30_000);
  });

  test('collects what the function writes', async () => {
    const { logs } = await invoke('plain.log', { text: 'second' });
    const lines = logs.filter(({ source }) => source === 'function').map(({ line }) => line);
    expect(lines).toEqual([expect.stringMatching(/\tINFO\tfirst$/), expect.stringMatching(/\tERROR\tsecond$/)]);
    expect(logs.filter(({ source }) => source === 'platform').map(({ line }) => line.split(' ')[0])).toEqual(['START', 'END', 'REPORT']);
  });
});

describe('limits of an invocation', () => {
  test('a response above 6 MB is the error that Lambda makes of it, and the next call works', async () => {
    const sandbox = await started('plain.size', { timeoutSeconds: 20 });
    expect(await sandbox.invoke({ size: limits.payloadBytes })).toMatchObject({ status: 'error', error: { errorType: 'Function.ResponseSizeTooLarge' } });
    expect(await sandbox.invoke({ size: limits.payloadBytes - 100 })).toMatchObject({ status: 'success' });
  });

  test('an event above 6 MB never reaches the function', async () => {
    const sandbox = await started('plain.count');
    await expect(sandbox.invoke('x'.repeat(limits.payloadBytes))).rejects.toThrow('RequestTooLargeException');
    expect((await sandbox.invoke({})).payload).toBe(1);
  });
});

test('one environment has one invocation at a time', async () => {
  const sandbox = await started('plain.sleep');
  const first = sandbox.invoke({ ms: 100 });
  await expect(sandbox.invoke({ ms: 1 })).rejects.toThrow('under way');
  expect(await first).toMatchObject({ status: 'success' });
  expect(await sandbox.invoke({ ms: 1 })).toMatchObject({ status: 'success' });
});

describe('callback handlers', () => {
  test.each([['nodejs20.x', 'ric'], ['nodejs20.x', 'minimal'], ['nodejs22.x', 'ric3']] as const)('work on %s with %s', async (runtime, runtimeClient) => {
    for (const [handler, expected] of [
      ['plain.callback', { status: 'success', payload: { called: { a: 1 } } }],
      ['plain.callbackError', { status: 'error', error: { errorType: 'Error', errorMessage: 'by callback' } }],
      ['plain.callbackWaits', { status: 'success', payload: 'early' }],
      ['plain.returnsNothing', { status: 'success', payload: null }],
    ] as const) {
      const sandbox = await started(handler, { runtime, runtimeClient });
      expect(await sandbox.invoke({ a: 1 })).toMatchObject(expected);
    }
  });

  test.each(['ric', 'minimal'] as const)('are refused on nodejs24.x with %s, as on Lambda', async (runtimeClient) => {
    const sandbox = await started('plain.callback', { runtime: 'nodejs24.x', runtimeClient });
    expect(sandbox.init.status).toBe('error');
    expect((await sandbox.invoke({})).error!.errorMessage).toContain('removed support for callback-based function handlers');
  });
});
