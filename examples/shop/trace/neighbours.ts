import { createHash } from 'crypto';
import { createServer, IncomingMessage, Server } from 'http';
import { AddressInfo } from 'net';

/** A call that a function made to one of its neighbours. */
export interface NeighbourCall {
  /** `AmazonSQS.SendMessage`, `AWSEvents.PutEvents`, or the path of an ordinary request. */
  readonly operation: string;
  readonly body: any;
  readonly headers: IncomingMessage['headers'];
}

/**
 * What stands around the functions in this demo, on loopback: SQS and EventBridge, as far as taking a message goes, and the payment
 * service. They remember what they are sent, headers included.
 */
export class Neighbours {
  public static async start(): Promise<Neighbours> {
    const neighbours = new Neighbours();
    await new Promise<void>((resolve) => neighbours.server.listen(0, '127.0.0.1', resolve));
    return neighbours;
  }

  private readonly calls: NeighbourCall[] = [];
  private readonly server: Server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const operation = String(request.headers['x-amz-target'] ?? request.url);
      const body = JSON.parse(Buffer.concat(chunks).toString() || '{}');
      this.calls.push({ operation, body, headers: request.headers });
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify(answerTo(operation, body)));
    });
  });

  public get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** The last call of an operation, which there must be. */
  public last(operation: string): NeighbourCall {
    const call = [...this.calls].reverse().find((candidate) => candidate.operation === operation);
    if (call === undefined) { throw new Error(`nobody called ${operation}; calls: ${this.calls.map((made) => made.operation).join(', ') || 'none'}`); }
    return call;
  }

  public async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }
}

function answerTo(operation: string, body: any): object {
  switch (operation) {
    case 'AmazonSQS.SendMessage': // the SDK checks the sum
      return { MessageId: '5fea7756-0ea4-451a-a703-a558b933e274', MD5OfMessageBody: createHash('md5').update(body.MessageBody).digest('hex') };
    case 'AWSEvents.PutEvents': return { FailedEntryCount: 0, Entries: [{ EventId: '11710aed-b79e-4468-a20b-bb3c0c3b4860' }] };
    default: return { id: 'charge-1' };
  }
}
