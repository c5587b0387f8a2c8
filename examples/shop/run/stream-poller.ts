import { AwsApi } from './aws-api';
import { Carried } from './carried';
import { Fleet } from './fleet';
import { Poller, RETRY_MS } from './poller';
import { EventSource } from './wiring';

/**
 * Lambda's poller of one shard of a stream: in order, and a batch that fails is tried again, from the record that failed on where the
 * function says which. A stream carries no trace header: Lambda makes one up for each batch.
 */
export class StreamPoller extends Poller {
  /** A poller for each shard. */
  public static async of(source: EventSource, world: StreamPoller['world']): Promise<StreamPoller[]> {
    const [service, stream] = source.type === 'kinesis'
      ? ['kinesis', { StreamName: source.arn.split('/').pop()! }] as const
      : ['streams', { StreamArn: source.arn }] as const;
    const { StreamDescription: { Shards } } = await world.api.call(service, 'DescribeStream', stream);
    return Promise.all(Shards.map(async ({ ShardId }: any) => {
      const { ShardIterator } = await world.api.call(service, 'GetShardIterator', { ...stream, ShardId, ShardIteratorType: 'TRIM_HORIZON' });
      return new StreamPoller(source, service, ShardId, ShardIterator, world);
    }));
  }

  private batches: { records: any[]; attempts: number }[] = [];
  /** Batches that were given up. */
  public readonly givenUp: any[][] = [];

  private constructor(
    private readonly source: EventSource,
    private readonly service: 'kinesis' | 'streams',
    private readonly shard: string,
    private iterator: string,
    private readonly world: { readonly api: AwsApi; readonly fleet: Fleet; readonly carried: Carried },
  ) {
    super([source.arn.split('/')[1]]);
  }

  protected async poll(): Promise<boolean> {
    if (this.batches.length === 0) { await this.read(); }
    const batch = this.batches.shift();
    if (batch === undefined) { return false; }
    const { fleet, carried } = this.world;
    const { status, payload } = await fleet.invoke(this.source.fn, {
      kind: this.source.type === 'kinesis' ? 'kinesis' : 'dynamodb', event: { Records: batch.records }, size: batch.records.length,
      // A stream carries only what is in its records.
      senders: await Promise.all(batch.records.map(async ({ kinesis }) => (kinesis === undefined ? undefined : (await carried.with(kinesis.sequenceNumber)).sender))),
    });
    const remaining = status === 'success' ? this.remaining(payload, batch.records) : batch.records;
    if (remaining.length > 0) {
      this.again({ records: remaining, attempts: remaining.length < batch.records.length ? 0 : batch.attempts + 1 });
      this.later(RETRY_MS, async () => { /* the shard waits so long */ });
      return false;
    }
    return true;
  }

  private async read(): Promise<void> {
    const { Records, NextShardIterator } = await this.world.api.call(this.service, 'GetRecords', { ShardIterator: this.iterator, Limit: this.source.batchSize });
    this.iterator = NextShardIterator ?? this.iterator;
    if (Records.length > 0) { this.batches.push({ records: Records.map((record: any) => this.record(record)), attempts: 0 }); }
  }

  private again(batch: { records: any[]; attempts: number }): void {
    if (this.source.retries >= 0 && batch.attempts > this.source.retries) {
      this.givenUp.push(batch.records);
    } else if (this.source.bisects && batch.records.length > 1) {
      const middle = Math.floor(batch.records.length / 2);
      this.batches.unshift({ ...batch, records: batch.records.slice(0, middle) }, { ...batch, records: batch.records.slice(middle) });
    } else {
      this.batches.unshift(batch);
    }
  }

  /** From the first record that the function says has failed. */
  private remaining(payload: any, records: any[]): any[] {
    const failures = this.source.reportsFailures ? payload?.batchItemFailures ?? [] : [];
    if (failures.length === 0) { return []; }
    const numbers = records.map(({ kinesis, dynamodb }) => kinesis?.sequenceNumber ?? dynamodb?.SequenceNumber);
    return records.slice(Math.max(0, Math.min(...failures.map(({ itemIdentifier }: any) => numbers.indexOf(itemIdentifier)))));
  }

  private record(record: any): any {
    const from = { eventSourceARN: this.source.arn, awsRegion: this.source.arn.split(':')[3] };
    if (this.service === 'streams') { return { ...record, ...from }; }
    const { SequenceNumber, PartitionKey, Data, ApproximateArrivalTimestamp } = record;
    return {
      kinesis: { kinesisSchemaVersion: '1.0', partitionKey: PartitionKey, sequenceNumber: SequenceNumber, data: Data, approximateArrivalTimestamp: ApproximateArrivalTimestamp },
      eventSource: 'aws:kinesis', eventVersion: '1.0', eventID: `${this.shard}:${SequenceNumber}`, eventName: 'aws:kinesis:record',
      invokeIdentityArn: `arn:aws:iam::${this.source.arn.split(':')[4]}:role/${this.source.fn.role}`, ...from,
    };
  }
}
