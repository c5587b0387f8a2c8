import { batch } from './batch';
import { brokerTrigger } from './broker-trigger';
import { attributeCarrier, carries, kinesisCarrier, memberCarrier, sqsCarrier } from './carriers';
import { documentAttributes } from './document-trigger';
import { lastPiece, objects, part, same, string, type Part } from './event';
import type { Trigger } from './trigger';
import type { Attributes } from '../trace/attributes';

/** SQS, SNS, Kinesis, Firehose, EventBridge and the brokers. Message bodies are never recorded. */
export function messageTrigger(event: Part, records: readonly Part[]): Trigger | undefined {
  const [first] = records;
  switch (first?.eventSource ?? first?.EventSource ?? event.eventSource) {
    case 'aws:sqs':
      return batch('aws_sqs', same(records, (record) => lastPiece(record.eventSourceARN, ':')), records, ({ messageId }) => messageId, sqsCarrier);
    case 'aws:sns': {
      const messages = records.map((record) => part(record.Sns) ?? {});
      return batch('aws.sns', same(messages, ({ TopicArn }) => lastPiece(TopicArn, ':')), messages, ({ MessageId }) => MessageId,
        ({ MessageAttributes }) => attributeCarrier(MessageAttributes, 'Value'));
    }
    case 'aws:kinesis':
      return batch('aws.kinesis', lastPiece(first.eventSourceARN, '/'), records, ({ eventID }) => eventID, kinesisCarrier);
  }
  if (string(event.deliveryStreamArn)) {
    return batch('aws.firehose', lastPiece(event.deliveryStreamArn, '/'), objects(event.records), ({ recordId }) => recordId, kinesisCarrier);
  }
  return brokerTrigger(event, records) ?? eventBridgeTrigger(event);
}

function eventBridgeTrigger(event: Part): Trigger | undefined {
  if (!string(event['detail-type']) || !string(event.source)) return undefined;
  const detail = part(event.detail);
  // The result of an asynchronous invocation has in it what was invoked, with its context.
  const carrier = [memberCarrier(detail), memberCarrier(detail?.requestPayload)].find(carries);
  const trigger = batch('aws.eventbridge', undefined, [event], ({ id }) => id, () => carrier);
  return event.source === 'aws.s3' ? { ...trigger, attributes: { ...trigger.attributes, ...objectAttributes(event, detail) } } : trigger;
}

/** S3's own events, which it puts on the default bus: `Object Created`, the key as it is. */
function objectAttributes(event: Part, detail: Part | undefined): Attributes {
  const type = string(event['detail-type']) ?? '';
  return documentAttributes(part(detail?.bucket)?.name, type.startsWith('Object Deleted') ? 'delete' : type === 'Object Created' ? 'insert' : 'edit',
    event.time, part(detail?.object)?.key);
}
