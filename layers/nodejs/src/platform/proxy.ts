import type { Socket } from 'node:net';
import { builtin } from './builtins';
import { text } from '../settings/environment';

/** How a socket to the origin comes to be, where it is not by connecting to it. */
export type Tunnel = () => Promise<Socket>;

/** HTTPS_PROXY and NO_PROXY, as most tools read them: a tunnel to the origin through the proxy. Plain HTTP goes directly. */
export function connectProxy(origin: URL): Tunnel | undefined {
  const proxy = text('HTTPS_PROXY') ?? text('https_proxy');
  if (origin.protocol !== 'https:' || !proxy || isExcepted(origin, text('NO_PROXY') ?? text('no_proxy') ?? '')) return undefined;
  const url = parsed(proxy);
  return url && (() => tunnel(url, origin));
}

function tunnel(proxy: URL, origin: URL): Promise<Socket> {
  const { connect } = builtin<typeof import('node:net')>('node:net');
  const target = `${origin.hostname}:${origin.port || 443}`;
  const credentials = decodeURIComponent(`${proxy.username}:${proxy.password}`);
  const login = proxy.username ? `Proxy-Authorization: Basic ${Buffer.from(credentials).toString('base64')}\r\n` : '';
  return new Promise((resolve, reject) => {
    const socket = connect(Number(proxy.port) || 80, proxy.hostname);
    socket.unref();
    const fail = () => reject(new Error('the proxy could not be reached'));
    socket.once('error', fail).once('close', fail);
    socket.once('connect', () => socket.write(`CONNECT ${target} HTTP/1.1\r\nHost: ${target}\r\n${login}\r\n`));
    socket.once('data', (reply: Buffer) => {
      socket.off('error', fail).off('close', fail);
      if (/^HTTP\/1\.[01] 2\d\d/.test(reply.toString('latin1', 0, 12))) {
        resolve(socket);
      } else {
        socket.destroy();
        reject(new Error(`the proxy answered ${reply.toString('latin1', 9, 12)}`));
      }
    });
  });
}

function isExcepted(origin: URL, list: string): boolean {
  return list.split(',').map((entry) => entry.trim().toLowerCase()).filter((entry) => entry !== '').some((entry) =>
    entry === '*' || origin.hostname === entry.replace(/^\*?\./, '') || origin.hostname.endsWith(entry.startsWith('.') ? entry : `.${entry.replace(/^\*\./, '')}`));
}

function parsed(value: string): URL | undefined {
  try {
    return new URL(value.includes('://') ? value : `http://${value}`);
  } catch {
    return undefined;
  }
}
