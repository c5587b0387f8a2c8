import { ApiAnswer } from './aws-api';
import { AwsRequest } from './aws-front';

/**
 * The trace header of what moto takes and passes on without it: by id of the event or notification. EventBridge and SNS carry it to
 * the functions and queues behind them.
 */
export class Carried {
  private readonly headers = new Map<string, string>();

  public note({ service, operation, input, traceHeader }: AwsRequest, { status, body }: ApiAnswer): void {
    if (traceHeader === undefined || status !== 200) { return; }
    if (service === 'events' && operation === 'PutEvents') {
      const { Entries } = JSON.parse(body.toString());
      Entries.forEach(({ EventId }: any, index: number) => this.headers.set(EventId, input.Entries[index].TraceHeader ?? traceHeader));
    }
    if (service === 'sns' && operation === 'Publish') {
      const [, id] = /<MessageId>([^<]+)</.exec(body.toString()) ?? [];
      this.headers.set(id, traceHeader);
    }
  }

  /** Of an event of EventBridge, or a notification in its envelope. */
  public headerOf(body: string): string | undefined {
    const { id, MessageId } = JSON.parse(body);
    return this.headers.get(id ?? MessageId);
  }
}
