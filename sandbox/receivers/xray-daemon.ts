import { Socket, createSocket } from 'node:dgram';
import { once } from 'node:events';
import { Condition } from '../condition';
import { decodeOtlpProtobuf } from './otlp-protobuf';
import { ReceivedSpan } from './received-span';
import { ClosedNetwork } from '../namespace/closed-network';

const HEADER = Buffer.from('{"format":"json","version":1}\n');
const OTLP = 'T1S';
/** What the daemon's receive buffer holds; a bigger datagram is cut. */
const MAX_DATAGRAM = 64 * 1024;

/** Stands in for the X-Ray daemon: takes segment documents and, as newer ones do, OTLP in protobuf. */
export class XrayDaemon {
  static async start(port = 0, network?: ClosedNetwork): Promise<XrayDaemon> {
    const socket = network ? await network.udp() : createSocket('udp4');
    if (!network) {
      socket.bind(port, '127.0.0.1');
      await once(socket, 'listening');
    }
    // A burst of spans must not be lost in the receiver.
    socket.setRecvBufferSize(8 * 1024 * 1024);
    return new XrayDaemon(socket);
  }

  /** Spans that came as OTLP. */
  readonly spans: ReceivedSpan[] = [];
  /** Segment documents, parsed. */
  readonly segments: unknown[] = [];
  /** Datagrams that were neither, with the reason. */
  readonly rejected: { readonly datagram: Buffer; readonly reason: string }[] = [];
  /** Sizes of all datagrams, in bytes. */
  readonly sizes: number[] = [];
  /** For AWS_XRAY_DAEMON_ADDRESS. */
  readonly address: string;
  private readonly condition = new Condition();

  private constructor(private readonly socket: Socket) {
    this.address = `127.0.0.1:${socket.address().port}`;
    socket.on('message', (datagram) => this.take(datagram));
  }

  /** Resolves when so many spans have come, or after `ms`; the spans either way. */
  async waitForSpans(count: number, ms = 5_000): Promise<readonly ReceivedSpan[]> {
    await this.condition.until(() => this.spans.length >= count || undefined, ms);
    return this.spans;
  }

  async close(): Promise<void> {
    await new Promise<void>((resolve) => this.socket.close(resolve));
  }

  private take(datagram: Buffer): void {
    this.sizes.push(datagram.length);
    try {
      if (datagram.length > MAX_DATAGRAM) throw new Error(`${datagram.length} bytes`);
      if (!datagram.subarray(0, HEADER.length).equals(HEADER)) throw new Error('no header');
      const body = datagram.subarray(HEADER.length).toString();
      if (body.startsWith(OTLP)) for (const span of decodeOtlpProtobuf(Buffer.from(body.slice(OTLP.length), 'base64'))) this.spans.push(span);
      else this.segments.push(JSON.parse(body));
    } catch (error) {
      this.rejected.push({ datagram, reason: (error as Error).message });
    }
    this.condition.changed();
  }
}
