import { LAYER_EXTENSION_ID, LAYER_EXTENSION_NAME, LAYER_EXTENSION_SOCKET } from '../../../../src/contract/layer-environment';
import { HttpConnection } from '../platform/http-connection';
import { clearTimeout, setTimeout } from '../platform/timers';

const TIMEOUT = 1000;

export interface Registration {
  readonly id: string;
  /** Where the answer to the request for the first event comes, if that has been sent. */
  readonly socket?: number;
}

/** What the exec wrapper has registered. */
export function givenRegistration(): Registration | undefined {
  const id = process.env[LAYER_EXTENSION_ID];
  const socket = Number(process.env[LAYER_EXTENSION_SOCKET]);
  delete process.env[LAYER_EXTENSION_ID];
  delete process.env[LAYER_EXTENSION_SOCKET];
  return id ? { id, socket: socket > 2 ? socket : undefined } : undefined;
}

/**
 * Our internal extension: the exec wrapper has registered it, or we do now.
 *
 * Undefined where registration is refused, as beside nine other extensions: spans then leave after the response as far as the
 * environment lives, and with the next invocation.
 */
export async function registration(events: readonly string[] = ['INVOKE']): Promise<Registration | undefined> {
  const given = givenRegistration();
  if (given) return given;
  const api = process.env.AWS_LAMBDA_RUNTIME_API;
  if (!api) return undefined;
  const connection = new HttpConnection(`http://${api}`);
  // Init awaits this, and nothing else may keep the event loop alive yet.
  const alive = setTimeout(() => undefined, TIMEOUT * 2);
  try {
    const reply = await connection.send({
      method: 'POST',
      path: '/2020-01-01/extension/register',
      headers: { 'lambda-extension-name': LAYER_EXTENSION_NAME, 'content-type': 'application/json' },
      body: Buffer.from(JSON.stringify({ events })),
      timeout: TIMEOUT,
    });
    const id = reply.headers.get('lambda-extension-identifier');
    return id ? { id } : undefined;
  } catch {
    return undefined;
  } finally {
    clearTimeout(alive);
    connection.close();
  }
}
