// A runtime client of our own, for machines where aws-lambda-ric cannot be built: the same loading, calling and
// reporting as the managed runtimes, without their log formats and without Managed Instances.
import { format } from 'node:util';
import { nextEvent, postError, postResponse } from './api.mjs';
import { CallbackHandlerDeprecated, UnhandledPromiseRejection } from './errors.mjs';
import { loadHandler } from './handler.mjs';
import { defineGlobal, isStreaming, stream } from './streaming.mjs';

// By the runtime that we stand in for: the Node.js here may be another.
const callbacksGone = Number(/nodejs(\d+)/.exec(process.env.AWS_EXECUTION_ENV ?? '')?.[1] ?? process.versions.node.split('.')[0]) >= 24;
let requestId;
/** What to do when nothing is left on the event loop. */
let whenIdle = () => {};

patchConsole();
defineGlobal();
process.on('beforeExit', () => whenIdle());
process.on('uncaughtException', (error) => die('Uncaught Exception', error, 129));
process.on('unhandledRejection', (reason) => die('Unhandled Promise Rejection', new UnhandledPromiseRejection(reason), 128));

try {
  const handler = await loadHandler(process.env.LAMBDA_TASK_ROOT, process.env._HANDLER);
  if (callbacksGone && handler.length >= 3 && !isStreaming(handler)) {
    throw new CallbackHandlerDeprecated('ERROR: AWS Lambda has removed support for callback-based function handlers starting with Node.js 24. You need to modify this function to use a supported handler signature to use Node.js 24 or later. For more information see https://docs.aws.amazon.com/lambda/latest/dg/nodejs-handler.html.');
  }
  for (;;) await handle(handler);
} catch (error) {
  console.error('Init Error', error);
  await postError(undefined, error);
  process.exit(1);
}

async function handle(handler) {
  const { headers, event } = await nextEvent({ 'X-Tracers': tracers().join() });
  requestId = headers['lambda-runtime-aws-request-id'];
  const traceId = headers['lambda-runtime-trace-id'];
  if (traceId) process.env._X_AMZN_TRACE_ID = traceId;
  else delete process.env._X_AMZN_TRACE_ID;

  const id = requestId;
  const context = contextOf(headers);
  if (isStreaming(handler)) {
    await stream(id, (output) => handler(event, output, context));
    return;
  }
  const outcome = await settle(handler, event, context);
  try {
    if ('error' in outcome) throw outcome.error;
    await postResponse(id, outcome.result);
  } catch (error) {
    console.error('Invoke Error', error);
    await postError(id, error);
  }
}

/** A handler's outcome, by whichever of Lambda's ways it comes: a promise, the callback, the context's methods, or an empty event loop. */
function settle(handler, event, context) {
  return new Promise((resolve) => {
    let called = false;
    const callback = (error, result) => {
      if (called) return;
      called = true;
      const outcome = error === null || error === undefined ? { result } : { error };
      if (!context.callbackWaitsForEmptyEventLoop || 'error' in outcome) setImmediate(resolve, outcome);
      else whenIdle = () => resolve(outcome);
    };
    context.done = callback;
    context.succeed = (result) => callback(null, result);
    context.fail = (error) => callback(error ?? 'handled');
    whenIdle = () => resolve({ result: null });
    try {
      const returned = callbacksGone ? handler(event, context) : handler(event, context, callback);
      if (typeof returned?.then === 'function') returned.then((result) => resolve({ result }), (error) => resolve({ error }));
      else if (callbacksGone) resolve({ result: returned });
    } catch (error) {
      resolve({ error });
    }
  }).finally(() => {
    whenIdle = () => {};
  });
}

function contextOf(headers) {
  const deadline = Number(headers['lambda-runtime-deadline-ms']);
  const parsed = (name) => (headers[name] ? JSON.parse(headers[name]) : undefined);
  const { env } = process;
  return {
    callbackWaitsForEmptyEventLoop: true,
    functionVersion: env.AWS_LAMBDA_FUNCTION_VERSION,
    functionName: env.AWS_LAMBDA_FUNCTION_NAME,
    memoryLimitInMB: env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE,
    logGroupName: env.AWS_LAMBDA_LOG_GROUP_NAME,
    logStreamName: env.AWS_LAMBDA_LOG_STREAM_NAME,
    clientContext: parsed('lambda-runtime-client-context'),
    identity: parsed('lambda-runtime-cognito-identity'),
    invokedFunctionArn: headers['lambda-runtime-invoked-function-arn'],
    awsRequestId: headers['lambda-runtime-aws-request-id'],
    getRemainingTimeInMillis: () => deadline - Date.now(),
  };
}

/** Tracers that can be seen from user code, in this process: a provider of `@opentelemetry/api`, Datadog's own. */
function tracers() {
  try {
    const api = globalThis[Symbol.for('opentelemetry.js.api.1')]?.trace;
    return [...(api === undefined ? [] : ['opentelemetry']), ...(Symbol.for('dd-trace') in globalThis ? ['dd-trace'] : [])];
  } catch {
    return [];
  }
}

function die(what, error, code) {
  console.error(what, error);
  postError(requestId, error).finally(() => process.exit(code));
}

/** The managed runtimes' line format: time, request id, level, message, tab-separated. */
function patchConsole() {
  const levels = { trace: 'TRACE', debug: 'DEBUG', info: 'INFO', log: 'INFO', warn: 'WARN', error: 'ERROR' };
  for (const [method, level] of Object.entries(levels)) {
    console[method] = (...args) => {
      process.stdout.write(`${new Date().toISOString()}\t${requestId}\t${level}\t${format(...args).replaceAll('\n', '\r')}\n`);
    };
  }
}
