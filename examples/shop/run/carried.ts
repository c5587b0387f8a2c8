import { randomBytes } from 'crypto';
import { setTimeout as sleep } from 'timers/promises';
import { ApiAnswer } from './aws-api';
import { AwsRequest } from './aws-front';
import { spanOfHeader, SpanReference } from './journal';

/** What goes with a message besides its content. */
export interface Sent {
  /** Whose context it carries, in whichever way; undefined where nothing carries one. */
  readonly sender?: SpanReference;
  /** The trace header that the service hands on. */
  readonly header?: string;
}

/** moto answers who sent a message soon after it has delivered it, or never. */
const PATIENCE_MS = 60_000;

/**
 * Who sent what moto takes and passes on, by id of the message, event, notification or record. SQS, EventBridge and SNS carry the trace
 * header to the functions and queues behind them; Kinesis does not, and knows only those who put their context into their records.
 */
export class Carried {
  private readonly sent = new Map<string, Sent>();
  private ended = false;

  constructor(private readonly patienceMs = PATIENCE_MS) {}

  /** @param headerOnly whether the sender puts nothing into its messages */
  public note({ service, operation, input, traceHeader }: AwsRequest, { status, body }: ApiAnswer, headerOnly: boolean): void {
    if (status !== 200) { return; }
    const note = (id: string, own?: string) => this.sent.set(id, passedOn(own ?? traceHeader, headerOnly));
    if (service === 'sqs' && operation.startsWith('SendMessage')) {
      const { MessageId, Successful = [{ MessageId }] } = JSON.parse(body.toString());
      Successful.forEach(({ MessageId: id }: any) => note(id));
    }
    if (service === 'events' && operation === 'PutEvents') {
      const { Entries } = JSON.parse(body.toString());
      Entries.forEach(({ EventId }: any, index: number) => note(EventId, input.Entries[index].TraceHeader));
    }
    if (service === 'sns' && operation.startsWith('Publish')) {
      for (const [, id] of body.toString().matchAll(/<MessageId>([^<]+)</g)) { note(id); }
    }
    if (service === 'kinesis' && operation.startsWith('PutRecord')) {
      const answer = JSON.parse(body.toString());
      for (const { SequenceNumber } of answer.Records ?? [answer]) { this.sent.set(SequenceNumber, { sender: headerOnly ? undefined : spanOfHeader(traceHeader) }); }
    }
  }

  /** With a message of a queue, or a record of Kinesis; moto may have delivered it before it answers who sent it. */
  public async with(id: string): Promise<Sent> {
    const until = Date.now() + this.patienceMs;
    for (;;) {
      const sent = this.sent.get(id);
      if (sent !== undefined) { return sent; }
      if (this.ended) { throw new Error(`the run ended before it was known who sent ${id}`); }
      if (Date.now() >= until) { throw new Error(`nobody is known to have sent ${id}`); }
      await sleep(1);
    }
  }

  /** With an event of EventBridge, or a notification in its envelope. */
  public withContent(body: string): Promise<Sent> {
    const { id, MessageId } = JSON.parse(body);
    return this.with(id ?? MessageId);
  }

  /** Whoever still waits gets an error. */
  public end(): void {
    this.ended = true;
  }
}

/**
 * The header names its sender where it is all there is. Where the sender stands in the message it names a segment of the service, as it
 * may on AWS: whoever is found below the sender then has read the message.
 */
function passedOn(header: string | undefined, headerOnly: boolean): Sent {
  return { sender: spanOfHeader(header), header: headerOnly ? header : header?.replace(/Parent=[0-9a-f]{16}/, `Parent=${randomBytes(8).toString('hex')}`) };
}
