import { LAYER_EXTENSION_ID, LAYER_EXTENSION_NAME } from '../../../../src/contract/layer-environment';
import { HttpConnection } from '../platform/http-connection';
import { clearTimeout, setTimeout } from '../platform/timers';

const TIMEOUT = 1000;

/**
 * The identifier of our internal extension: the exec wrapper has registered it, or we do now.
 *
 * Undefined where registration is refused, as beside nine other extensions: spans then leave after the response as far as the
 * environment lives, and with the next invocation.
 */
export async function extensionId(events: readonly string[] = ['INVOKE']): Promise<string | undefined> {
  const given = process.env[LAYER_EXTENSION_ID];
  delete process.env[LAYER_EXTENSION_ID];
  if (given) return given;
  const api = process.env.AWS_LAMBDA_RUNTIME_API;
  if (!api) return undefined;
  const connection = new HttpConnection(new URL(`http://${api}`));
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
    return reply.headers['lambda-extension-identifier'];
  } catch {
    return undefined;
  } finally {
    clearTimeout(alive);
    connection.close();
  }
}
