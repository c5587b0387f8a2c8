import { Invocation, PostedResponse } from './api/invocation';
import { Failure, parseError } from './execution-environment';
import { InvokeError, InvokeResponse } from './types';

const PRELUDE_TYPE = 'application/vnd.awslambda.http-integration-response';
const PRELUDE_END = Buffer.alloc(8);

/** What the caller of Invoke gets: what the runtime posted, or what Lambda says where it posted nothing. */
export function invokeResponse(invocation: Invocation, failure: Failure | undefined, timeoutSeconds: number): InvokeResponse {
  const { response } = invocation;
  if (!response) return failedResponse(invocation.requestId, failure!, timeoutSeconds);
  if (response.kind === 'error') {
    const error = parseError(response.body) ?? { errorType: response.errorType ?? '', errorMessage: response.body.toString() };
    return { status: 'error', body: response.body, error, responseHeaders: response.headers };
  }
  const base = { body: response.body, responseHeaders: response.headers };
  if (!response.streamed) return { status: 'success', payload: parse(response.body), ...base };
  return streamedResponse(invocation, response, base);
}

function streamedResponse(invocation: Invocation, response: PostedResponse, base: Pick<InvokeResponse, 'body' | 'responseHeaders'>): InvokeResponse {
  const contentType = response.headers['content-type'] ?? 'application/octet-stream';
  const end = contentType === PRELUDE_TYPE ? response.body.indexOf(PRELUDE_END) : -1;
  const body = end < 0 ? response.body : response.body.subarray(end + PRELUDE_END.length);
  const error = response.midStreamError;
  return {
    status: error ? 'error' : 'success',
    ...(error ? { error } : { payload: parse(body) }),
    ...base,
    streaming: {
      contentType,
      firstByteMs: response.firstByteAt - invocation.startedAt,
      ...(end < 0 ? {} : { prelude: parse(response.body.subarray(0, end)) }),
      payload: body,
      ...(error ? { midStreamError: error } : {}),
    },
  };
}

function failedResponse(requestId: string, failure: Failure, timeoutSeconds: number): InvokeResponse {
  const error = (failure.document && parseError(failure.document)) ?? madeUpError(requestId, failure, timeoutSeconds);
  return { status: failure.kind, error, body: failure.document ?? Buffer.from(JSON.stringify(error)), responseHeaders: {} };
}

function madeUpError(requestId: string, failure: Failure, timeoutSeconds: number): InvokeError {
  const message = failure.kind === 'timeout' ? `Task timed out after ${timeoutSeconds.toFixed(2)} seconds` : failure.message;
  return { errorType: failure.errorType, errorMessage: `RequestId: ${requestId} Error: ${message}` };
}

function parse(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString());
  } catch {
    return body.toString();
  }
}
