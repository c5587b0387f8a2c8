// Requests to the Runtime API: the next event, responses, errors.
import { Agent, request } from 'node:http';

const [hostname, port] = process.env.AWS_LAMBDA_RUNTIME_API.split(':');
const agent = new Agent({ keepAlive: true, maxSockets: 1 });
const ROOT = '/2018-06-01/runtime';

export function open(method, path, headers, onResponse) {
  return request({ hostname, port, agent, method, path: ROOT + path, headers }, onResponse);
}

function send(method, path, body, headers = {}) {
  return new Promise((resolve, reject) => {
    const length = body === undefined ? {} : { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(body) };
    const call = open(method, path, { ...length, ...headers }, (response) => {
      const chunks = [];
      response.on('data', (chunk) => chunks.push(chunk));
      response.on('end', () => resolve({ status: response.statusCode, headers: response.headers, body: Buffer.concat(chunks).toString() }));
      response.on('error', reject);
    });
    call.on('error', reject);
    call.end(body);
  });
}

export async function nextEvent(told) {
  const { headers, body } = await send('GET', '/invocation/next', undefined, told);
  return { headers, event: JSON.parse(body) };
}

export async function postResponse(id, result) {
  let body;
  try {
    body = JSON.stringify(result === undefined ? null : result);
  } catch {
    throw new Error('Unable to stringify response body');
  }
  await send('POST', `/invocation/${id}/response`, body);
}

export async function postError(id, error) {
  const document = describe(error);
  const path = id === undefined ? '/init/error' : `/invocation/${id}/error`;
  await send('POST', path, JSON.stringify(document), { 'Lambda-Runtime-Function-Error-Type': headerSafe(document.errorType) });
}

/** The error document of the managed runtimes. */
export function describe(error) {
  try {
    if (error instanceof Error) return { errorType: error.name, errorMessage: error.message, trace: error.stack.split('\n') };
    return { errorType: typeof error, errorMessage: String(error), trace: [] };
  } catch {
    return {
      errorType: 'handled',
      errorMessage: 'callback called with Error argument, but there was a problem while retrieving one or more of its message, name, and stack',
      trace: [],
    };
  }
}

function headerSafe(text) {
  return String(text).replace(/[^\x20-\x7e]/g, '?');
}
