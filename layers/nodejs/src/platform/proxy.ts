import type { Socket } from 'node:net';
import { builtin } from './builtins';
import { deadline } from './line';
import { text } from '../settings/environment';

/** No proxy has more to say. */
const LARGEST = 8192;

/** How a socket to the origin comes to be, where it is not by connecting to it. */
export type Tunnel = (timeout?: number) => Promise<Socket>;

/** HTTPS_PROXY and NO_PROXY, as most tools read them: a tunnel to the origin through the proxy. Plain HTTP goes directly. */
export function connectProxy(origin: URL): Tunnel | undefined {
  const proxy = text('HTTPS_PROXY') ?? text('https_proxy');
  if (origin.protocol !== 'https:' || !proxy || isExcepted(origin, text('NO_PROXY') ?? text('no_proxy') ?? '')) return undefined;
  const url = parsed(proxy);
  return url && ((timeout) => tunnel(url, origin, timeout));
}

function tunnel(proxy: URL, origin: URL, timeout: number | undefined): Promise<Socket> {
  const { connect } = builtin<typeof import('node:net')>('node:net');
  const target = `${origin.hostname}:${origin.port || 443}`;
  const credentials = decodeURIComponent(`${proxy.username}:${proxy.password}`);
  const login = proxy.username ? `Proxy-Authorization: Basic ${Buffer.from(credentials).toString('base64')}\r\n` : '';
  return new Promise((resolve, reject) => {
    const socket = connect(Number(proxy.port) || 80, proxy.hostname.replace(/^\[|\]$/g, ''));
    socket.unref();
    const timer = deadline(timeout, () => socket.destroy());
    const settle = (problem?: string) => {
      timer.stop();
      socket.removeAllListeners('data').removeAllListeners('error').removeAllListeners('close');
      if (!problem) return resolve(socket);
      socket.destroy();
      reject(Object.assign(new Error(problem), { code: 'EPROXY' }));
    };
    const fail = () => settle('the proxy could not be reached');
    let reply = '';
    socket.on('error', fail).on('close', fail).on('data', (piece: Buffer) => {
      reply += piece.toString('latin1');
      const end = reply.indexOf('\r\n\r\n') + 4;
      // The origin waits for our first word: what follows the answer is not its.
      if (end >= 4 || reply.length > LARGEST) settle(end === reply.length && /^HTTP\/1\.[01] 2/.test(reply) ? '' : `the proxy answered ${reply.slice(9, 12)}`);
    });
    socket.once('connect', () => socket.write(`CONNECT ${target} HTTP/1.1\r\nHost: ${target}\r\n${login}\r\n`));
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
