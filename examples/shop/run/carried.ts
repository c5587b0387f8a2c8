import { setTimeout as sleep } from 'timers/promises';
import { ApiAnswer } from './aws-api';
import { AwsRequest } from './aws-front';
import { spanOfHeader, SpanReference } from './journal';

/**
 * The trace header of what moto takes and passes on without it: by id of the event or notification. EventBridge and SNS carry it to
 * the functions and queues behind them; Kinesis does not, and knows only those who put their context into their records.
 */
export class Carried {
  private readonly headers = new Map<string, string | undefined>();
  private readonly writers = new Map<string, SpanReference | undefined>();

  public note({ service, operation, input, traceHeader }: AwsRequest, { status, body }: ApiAnswer, headerOnly: boolean): void {
    if (status !== 200) { return; }
    if (service === 'events' && operation === 'PutEvents') {
      const { Entries } = JSON.parse(body.toString());
      Entries.forEach(({ EventId }: any, index: number) => this.headers.set(EventId, input.Entries[index].TraceHeader ?? traceHeader));
    }
    if (service === 'sns' && operation.startsWith('Publish')) {
      for (const [, id] of body.toString().matchAll(/<MessageId>([^<]+)</g)) { this.headers.set(id, traceHeader); }
    }
    if (service === 'kinesis' && operation.startsWith('PutRecord')) {
      const answer = JSON.parse(body.toString());
      for (const { SequenceNumber } of answer.Records ?? [answer]) { this.writers.set(SequenceNumber, headerOnly ? undefined : spanOfHeader(traceHeader)); }
    }
  }

  /** Of an event of EventBridge, or a notification in its envelope. */
  public headerOf(body: string): Promise<string | undefined> {
    const { id, MessageId } = JSON.parse(body);
    return noted(this.headers, id ?? MessageId);
  }

  /** Whose context has to be in a record of Kinesis. */
  public writerOf(sequenceNumber: string): Promise<SpanReference | undefined> {
    return noted(this.writers, sequenceNumber);
  }
}

/** moto may have delivered a message before it answers who sent it. */
async function noted<T>(known: ReadonlyMap<string, T>, id: string): Promise<T | undefined> {
  while (!known.has(id)) { await sleep(1); }
  return known.get(id);
}
