import { AwsApi } from './aws-api';
import { Carried, Sent } from './carried';
import { Fleet } from './fleet';
import { Poller, RETRY_MS } from './poller';
import { Weather } from './weather';
import { EventSource } from './wiring';

/**
 * Lambda's poller of a queue: batches, partial failures, and messages that come more than once. Each batch is a call of its own for
 * X-Ray, so Lambda makes up a header; what was carried on stands in each message's attributes.
 */
export class QueuePoller extends Poller {
  constructor(
    private readonly source: EventSource,
    private readonly queueUrl: string,
    private readonly topics: readonly string[],
    private readonly world: { readonly api: AwsApi; readonly fleet: Fleet; readonly carried: Carried; readonly weather: Weather },
  ) {
    super([queueUrl, ...topics]);
  }

  protected async poll(): Promise<boolean> {
    const { api, fleet, carried, weather } = this.world;
    const { Messages = [] } = await api.call('sqs', 'ReceiveMessage', {
      QueueUrl: this.queueUrl, MaxNumberOfMessages: Math.min(this.source.batchSize, 10), AttributeNames: ['All'], MessageAttributeNames: ['All'],
    });
    if (Messages.length === 0) { return false; }
    const sent: Sent[] = await Promise.all(Messages.map(({ MessageId, Body, Attributes }: any) => {
      if (Attributes?.AWSTraceHeader !== undefined) { return carried.with(MessageId); }
      return this.topics.length > 0 ? carried.withContent(Body) : {};
    }));
    const Records = Messages.map((message: any, index: number) => this.record(message, sent[index].header));
    const senders = sent.map(({ sender }) => sender);
    const { status, payload } = await fleet.invoke(this.source.fn, { kind: 'queue', event: { Records }, senders, size: Records.length });
    const failed = status === 'success' ? this.failed(payload, Messages) : Messages;
    const again = Messages.filter((message: any) => failed.includes(message) || weather.happens('duplicate'));
    const done = Messages.filter((message: any) => !again.includes(message));
    if (done.length > 0) {
      await api.call('sqs', 'DeleteMessageBatch', { QueueUrl: this.queueUrl, Entries: done.map(({ ReceiptHandle }: any, index: number) => ({ Id: String(index), ReceiptHandle })) });
    }
    if (again.length > 0) {
      const Entries = again.map(({ ReceiptHandle }: any, index: number) => ({ Id: String(index), ReceiptHandle, VisibilityTimeout: 0 }));
      this.later(RETRY_MS, async () => { await api.call('sqs', 'ChangeMessageVisibilityBatch', { QueueUrl: this.queueUrl, Entries }); });
    }
    return true;
  }

  /** What the function's answer says of the messages; an answer that is none, or names a message that is not there, fails them all. */
  private failed(payload: any, messages: any[]): any[] {
    if (!this.source.reportsFailures || payload === null || payload === undefined) { return []; }
    const failures = payload.batchItemFailures ?? [];
    if (!Array.isArray(failures)) { return messages; }
    const named = failures.map(({ itemIdentifier }: any) => messages.find(({ MessageId }) => MessageId === itemIdentifier));
    return named.includes(undefined) ? messages : named;
  }

  private record({ MessageId, ReceiptHandle, Body, Attributes, MessageAttributes = {}, MD5OfBody }: any, header: string | undefined): any {
    return {
      messageId: MessageId, receiptHandle: ReceiptHandle, body: Body, md5OfBody: MD5OfBody,
      attributes: { ...Attributes, ...(header === undefined ? {} : { AWSTraceHeader: header }) },
      messageAttributes: Object.fromEntries(Object.entries<any>(MessageAttributes).map(([name, { StringValue, BinaryValue, DataType }]) =>
        [name, { stringValue: StringValue, binaryValue: BinaryValue, stringListValues: [], binaryListValues: [], dataType: DataType }])),
      eventSource: 'aws:sqs', eventSourceARN: this.source.arn, awsRegion: this.source.arn.split(':')[3],
    };
  }
}
