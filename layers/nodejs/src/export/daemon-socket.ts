import { LAYER_DAEMON_SOCKET } from '../../../../src/contract/layer-environment';
import { builtin } from '../platform/builtins';
import { text } from '../settings/environment';

/** A connected UDP socket to the X-Ray daemon. */
export interface DaemonSocket {
  /** Whether `send` hands a datagram to the system within the call: the freeze may come right after. */
  readonly ready: boolean;
  send(datagram: string): void;
}

export function daemonSocket(): DaemonSocket {
  return inheritedSocket() ?? openedSocket();
}

/**
 * The socket the exec wrapper has opened, written to as a file.
 *
 * node:dgram loads node:cluster and node:child_process to bind: 4 of the 10 ms of CPU that this layer added to a cold start, and 0.6 MB.
 * Node.js marks what it inherits as not for its children.
 */
function inheritedSocket(): DaemonSocket | undefined {
  const descriptor = Number(text(LAYER_DAEMON_SOCKET));
  delete process.env[LAYER_DAEMON_SOCKET];
  const { fstatSync, writeSync } = builtin<typeof import('node:fs')>('node:fs');
  if (!(descriptor > 2) || !isSocket()) return undefined;
  return { ready: true, send: (datagram) => write(datagram) || write(datagram) };

  /** The answer to a datagram that nobody took is told to the next one, which has not left then. */
  function write(datagram: string): boolean {
    try {
      return writeSync(descriptor, datagram) > 0;
    } catch {
      return false;
    }
  }

  function isSocket(): boolean {
    try {
      return fstatSync(descriptor).isSocket();
    } catch {
      return false;
    }
  }
}

/** Where the handler is redirected and another wrapper, or none, has started the runtime. */
function openedSocket(): DaemonSocket {
  const { host, port } = daemonAddress();
  const socket = builtin<typeof import('node:dgram')>('node:dgram').createSocket({ type: 'udp4', ...(/^[\d.]+$/.test(host) && { lookup: asItIs }) });
  // A send buffer that is full or a daemon that is gone loses the datagram, as UDP does.
  const opened = { ready: false, send: (datagram: string) => socket.send(datagram, () => undefined) };
  // A daemon that is not there answers with an ICMP error; without active tracing that is normal.
  socket.on('error', () => undefined);
  // Only a connected socket sends within the call; an unconnected one looks the address up first, and the freeze comes before.
  socket.connect(port, host, (error?: Error) => {
    if (error) return;
    opened.ready = true;
    socket.unref();
  });
  socket.unref();
  return opened;
}

type Found = (error: null, address: string, family: number) => void;

/** Resolves an address that is one already, without the resolver of Node.js, which would have to be loaded. */
function asItIs(host: string, _options: unknown, found: Found): void {
  process.nextTick(found, null, host, 4);
}

/** `host:port`, or `tcp:host:port udp:host:port`. */
function daemonAddress(): { host: string; port: number } {
  const value = text('AWS_XRAY_DAEMON_ADDRESS') ?? '';
  const match = /(?:^|\s)udp:([^\s:]+):(\d+)/.exec(value) ?? /^([^\s:]+):(\d+)$/.exec(value);
  return match ? { host: match[1], port: Number(match[2]) } : { host: '169.254.79.129', port: 2000 };
}
