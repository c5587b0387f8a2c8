import type { Socket } from 'node:dgram';
import { encodeProtobuf } from './otlp-protobuf';
import { markDropped, type Pipeline } from './pipeline';
import { shortened } from './shortened';
import { SpanQueue } from './span-queue';
import { attempt } from '../platform/attempt';
import { builtin } from '../platform/builtins';
import { warnOnce } from '../platform/log';
import { text } from '../settings/environment';
import type { Attributes } from '../trace/attributes';
import type { Span } from '../trace/span';

const HEADER = '{"format":"json","version":1}\nT1S';
/** Protobuf bytes whose base64 and header still fit one UDP datagram. */
const LARGEST = 49104;
const BATCH = 256;

/** OTLP in datagrams to the X-Ray daemon: sent before the response is posted, at the cost of a system call, so nothing waits. */
export class XRayUdp implements Pipeline {
  private readonly queue: SpanQueue;
  private readonly socket: Socket;
  private ready = false;

  constructor(private readonly resource: Attributes, maximum: number) {
    this.queue = new SpanQueue(maximum);
    const { host, port } = daemonAddress();
    this.socket = builtin<typeof import('node:dgram')>('node:dgram').createSocket({ type: 'udp4', ...(/^[\d.]+$/.test(host) && { lookup: asItIs }) });
    // A daemon that is not there answers with an ICMP error; without active tracing that is normal.
    this.socket.on('error', () => undefined);
    // Only a connected socket sends within the call; an unconnected one looks the address up first, and the freeze comes before.
    this.socket.connect(port, host, (error?: Error) => {
      if (error) return;
      this.ready = true;
      this.socket.unref();
    });
    this.socket.unref();
  }

  public add(span: Span): void {
    this.queue.add(span);
    if (this.queue.size >= BATCH) this.send();
  }

  public started(): void {
    this.send();
  }

  public settled(): void {
    this.send();
  }

  public responded(): void { /* everything has left */ }

  public urgent(): void {
    this.send();
  }

  public async flush(): Promise<void> {
    this.send();
  }

  private send(): void {
    if (!this.ready) return;
    attempt('sending to the X-Ray daemon', () => {
      while (this.queue.size > 0) this.sendSpans(this.queue.take(BATCH));
    });
  }

  private sendSpans(spans: Span[]): void {
    const dropped = this.queue.takeDropped();
    if (dropped > 0) warnOnce('spans dropped', `${dropped} so far`);
    markDropped(spans, dropped);
    const payload = encodeProtobuf(spans, this.resource);
    if (payload.length <= LARGEST) {
      // A send buffer that is full or a daemon that is gone loses this datagram, as UDP does.
      this.socket.send(`${HEADER}${payload.toString('base64')}`, () => undefined);
    } else if (spans.length > 1) {
      const half = Math.ceil(spans.length / 2);
      this.sendSpans(spans.slice(0, half));
      this.sendSpans(spans.slice(half));
    } else if (shortened(spans[0])) {
      this.sendSpans(spans);
    } else {
      this.queue.drop(1);
    }
  }
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
