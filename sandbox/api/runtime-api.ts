import { IncomingMessage, ServerResponse } from 'node:http';
import { performance } from 'node:perf_hooks';
import { Condition } from '../condition';
import { limits } from '../limits';
import { InvokeError } from '../types';
import { readBody, sendAccepted, sendError } from './http-api';
import { Invocation, PostedResponse } from './invocation';

const PREFIX = '/2018-06-01/runtime/';
const STREAMING = 'streaming';

/** What the runtime posted to init/error. */
export interface InitError {
  readonly body: Buffer;
  readonly errorType: string;
}

/** The Runtime API of one generation of processes: hands out events, takes responses. */
export class RuntimeApi {
  initError?: InitError;
  /** Whether the runtime has asked for an event at least once: its init is over. */
  initialized = false;
  /** The tracers that our own runtime client sees in its process; nothing from AWS's. */
  tracers?: readonly string[];
  private waiting: ServerResponse[] = [];
  private readonly queue: Invocation[] = [];
  private readonly running = new Map<string, Invocation>();

  constructor(private readonly condition: Condition, private readonly concurrent: boolean) {}

  /** Whether the runtime waits for an event. */
  get ready(): boolean {
    return this.waiting.length > 0;
  }

  deliver(invocation: Invocation): void {
    this.queue.push(invocation);
    this.handOut();
  }

  /** Forgets an invocation that will not be answered. */
  drop(invocation: Invocation): void {
    this.running.delete(invocation.requestId);
    if (this.queue.includes(invocation)) this.queue.splice(this.queue.indexOf(invocation), 1);
  }

  readonly route = (request: IncomingMessage, response: ServerResponse, path: string): boolean => {
    if (path === '/2018-06-01/ping' && request.method === 'GET') {
      response.end('pong');
      return true;
    }
    if (!path.startsWith(PREFIX)) return false;
    const route = path.slice(PREFIX.length);
    if (route === 'invocation/next' && request.method === 'GET') {
      const told = request.headers['x-tracers'];
      if (typeof told === 'string') this.tracers = told.split(',').filter((name) => name !== '');
      this.next(response);
      return true;
    }
    if (request.method !== 'POST') return false;
    if (route === 'init/error') {
      void this.takeInitError(request, response);
      return true;
    }
    const [, id, kind] = /^invocation\/([^/]+)\/(response|error)$/.exec(route) ?? [];
    if (id === undefined) return false;
    void this.takeResponse(request, response, id, kind as 'response' | 'error');
    return true;
  };

  private next(response: ServerResponse): void {
    const busy = !this.concurrent && ([...this.running.values()].some((invocation) => !invocation.response) || this.ready);
    if (busy) {
      refuseTransition(response, this.ready ? 'Ready' : 'Running', 'Ready');
      return;
    }
    // An answered invocation ends with the next request for an event.
    for (const [id, invocation] of this.running) if (invocation.response) this.running.delete(id);
    this.initialized = true;
    this.waiting.push(response);
    response.on('close', () => {
      this.waiting = this.waiting.filter((other) => other !== response);
    });
    this.handOut();
    this.condition.changed();
  }

  private handOut(): void {
    while (this.queue.length > 0 && this.waiting.length > 0) {
      const invocation = this.queue.shift()!;
      const response = this.waiting.shift()!;
      invocation.takenAt = performance.now();
      this.running.set(invocation.requestId, invocation);
      response.writeHead(200, { 'content-type': 'application/json', ...invocation.headers }).end(invocation.event);
    }
  }

  private async takeInitError(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { bytes } = await readBody(request, limits.payloadBytes);
    if (this.initialized || this.initError) {
      refuseTransition(response, this.initError ? 'InitError' : 'Running', 'InitError');
      return;
    }
    this.initError = { body: bytes, errorType: validErrorType(header(request, 'lambda-runtime-function-error-type')) };
    sendAccepted(response);
    this.condition.changed();
  }

  private async takeResponse(request: IncomingMessage, response: ServerResponse, id: string, kind: 'response' | 'error'): Promise<void> {
    const invocation = this.running.get(id);
    if (!invocation) {
      request.resume();
      sendError(response, 400, 'InvalidRequestID', 'Invalid request ID');
      return;
    }
    if (invocation.response) {
      request.resume();
      refuseTransition(response, 'InvocationResponse', kind === 'error' ? 'InvocationErrorResponse' : 'InvocationResponse');
      return;
    }
    const mode = header(request, 'lambda-runtime-function-response-mode');
    if (kind === 'response' && mode !== undefined && mode !== STREAMING) {
      request.resume();
      this.settle(invocation, ownError('Runtime.InvalidResponseModeHeader', ''));
      sendError(response, 400, 'InvalidFunctionResponseMode', 'Invalid function response mode');
      return;
    }

    const streamed = mode === STREAMING;
    let firstByteAt = 0;
    const body = await readBody(request, streamed ? limits.streamedBytes : limits.payloadBytes, () => firstByteAt = performance.now());
    const at = performance.now();
    if (!body.complete) {
      this.settle(invocation, ownError('Runtime.TruncatedResponse', 'Response truncated'));
      return;
    }
    if (body.tooLarge && !streamed) {
      const message = `Response payload size exceeded maximum allowed payload size (${limits.payloadBytes} bytes).`;
      this.settle(invocation, ownError('Function.ResponseSizeTooLarge', message));
      sendError(response, 413, 'RequestEntityTooLarge', `Exceeded maximum allowed payload size (${limits.payloadBytes} bytes).`);
      return;
    }
    const midStreamError = streamed ? trailerError(request.trailers) : undefined;
    this.settle(invocation, {
      kind,
      body: body.bytes,
      headers: flatHeaders(request),
      errorType: kind === 'error' ? validErrorType(header(request, 'lambda-runtime-function-error-type')) : undefined,
      midStreamError,
      streamed,
      firstByteAt: firstByteAt || at,
      at,
    });
    sendAccepted(response);
  }

  private settle(invocation: Invocation, response: PostedResponse): void {
    invocation.response = response;
    this.condition.changed();
  }
}

function ownError(errorType: string, errorMessage: string): PostedResponse {
  const at = performance.now();
  return { kind: 'error', body: Buffer.from(JSON.stringify({ errorType, errorMessage })), headers: {}, errorType, streamed: false, firstByteAt: at, at };
}

/** Lambda keeps only types of the form Runtime.X or Function.X. */
function validErrorType(errorType: string | undefined): string {
  if (errorType !== undefined && /(Runtime|Function)\.[A-Z][a-zA-Z]+/.test(errorType)) return errorType;
  return errorType?.startsWith('Function.') ? 'Function.Unknown' : 'Runtime.Unknown';
}

function trailerError(trailers: NodeJS.Dict<string>): InvokeError | undefined {
  const errorType = trailers['lambda-runtime-function-error-type'];
  if (errorType === undefined) return undefined;
  const body = Buffer.from(trailers['lambda-runtime-function-error-body'] ?? '', 'base64').toString();
  try {
    return JSON.parse(body) as InvokeError;
  } catch {
    return { errorType, errorMessage: body };
  }
}

function header(request: IncomingMessage, name: string): string | undefined {
  const value = request.headers[name];
  return Array.isArray(value) ? value.join(', ') : value;
}

function flatHeaders(request: IncomingMessage): Record<string, string> {
  return Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]));
}

function refuseTransition(response: ServerResponse, from: string, to: string): void {
  const message = `State transition from ${from} to ${to} failed for runtime. Error: State transition is not allowed`;
  sendError(response, 403, 'InvalidStateTransition', message);
}
