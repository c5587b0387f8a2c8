// Response streaming: the `awslambda` global, and the request whose body is the response.
import { describe, open } from './api.mjs';
import { InvalidStreamingOperation } from './errors.mjs';

const STREAMING = Symbol.for('aws.lambda.runtime.handler.streaming');
const HIGH_WATER_MARK = Symbol.for('aws.lambda.runtime.handler.streaming.highWaterMark');
const PRELUDE_TYPE = 'application/vnd.awslambda.http-integration-response';

export function defineGlobal() {
  globalThis.awslambda = {
    ...globalThis.awslambda,
    streamifyResponse(handler, options) {
      handler[STREAMING] = 'response';
      if (typeof options?.highWaterMark === 'number') handler[HIGH_WATER_MARK] = options.highWaterMark;
      return handler;
    },
    HttpResponseStream: {
      from(stream, prelude) {
        stream.setContentType(PRELUDE_TYPE);
        stream._onBeforeFirstWrite = (write) => {
          write(JSON.stringify(prelude));
          write(Buffer.alloc(8));
        };
        return stream;
      },
    },
  };
}

export function isStreaming(handler) {
  return handler[STREAMING] === 'response';
}

/** Runs a streaming handler; resolves when its response has been taken. */
export async function stream(id, run) {
  let finished;
  const taken = new Promise((resolve, reject) => {
    finished = { resolve, reject };
  });
  const output = open('POST', `/invocation/${id}/response`, {
    'Lambda-Runtime-Function-Response-Mode': 'streaming',
    'Trailer': 'Lambda-Runtime-Function-Error-Type, Lambda-Runtime-Function-Error-Body',
    'Content-Type': 'application/octet-stream',
    'Transfer-Encoding': 'chunked',
  }, (response) => response.resume().on('end', finished.resolve));
  output.on('error', finished.reject);
  prepare(output);
  try {
    const result = run(output);
    if (typeof result?.then !== 'function') throw new Error('Streaming does not support non-async handlers.');
    if (await result !== undefined) console.warn('Streaming handlers ignore return values.');
    if (!output.writableEnded) throw new Error('Response stream is not finished.');
  } catch (error) {
    const document = describe(error);
    console.error('Invoke Error', error);
    output.addTrailers({
      'Lambda-Runtime-Function-Error-Type': document.errorType,
      'Lambda-Runtime-Function-Error-Body': Buffer.from(JSON.stringify(document)).toString('base64'),
    });
    if (!output.writableEnded) output.end();
  }
  await taken;
}

function prepare(output) {
  const write = output.write.bind(output);
  let written = false;
  output.setContentType = (type) => {
    if (written) throw new InvalidStreamingOperation('Cannot set content-type, too late.');
    output.setHeader('Content-Type', type);
  };
  output.write = (chunk, ...rest) => {
    if (!written) output._onBeforeFirstWrite?.((part) => write(part));
    written = true;
    return write(typeof chunk === 'string' || chunk instanceof Uint8Array ? chunk : JSON.stringify(chunk), ...rest);
  };
}
