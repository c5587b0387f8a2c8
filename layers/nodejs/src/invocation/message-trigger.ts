import { lastPiece, part, present, string, type Part } from './event';
import type { Carrier, Trigger } from './trigger';

/** Contexts are looked for in so many messages of a batch: as many as a span may have links. */
const MOST = 128;
/** A record larger than this is not opened to look for a context in it. */
const LARGEST = 262144;

/** SQS, SNS, Kinesis, EventBridge, Kafka and MQ. Message bodies are never recorded. */
export function messageTrigger(event: Part): Trigger | undefined {
  const records = Array.isArray(event.Records) ? event.Records.map(part).filter((record) => record !== undefined) : [];
  const source = records[0]?.eventSource ?? records[0]?.EventSource;
  if (source === 'aws:sqs') {
    const queue = lastPiece(records[0].eventSourceARN, ':');
    return batch('aws_sqs', queue, records.map((record) => string(record.messageId)), records.slice(0, MOST).map(sqsCarrier));
  }
  if (source === 'aws:sns') {
    const messages = records.map((record) => part(record.Sns) ?? {});
    return batch('aws.sns', lastPiece(messages[0].TopicArn, ':'), messages.map((message) => string(message.MessageId)),
      messages.slice(0, MOST).map((message) => attributeCarrier(message.MessageAttributes, 'Value')));
  }
  if (source === 'aws:kinesis') {
    return batch('aws.kinesis', lastPiece(records[0].eventSourceARN, '/'), records.map((record) => string(record.eventID)),
      records.slice(0, MOST).map(kinesisCarrier));
  }
  return brokerTrigger(event) ?? eventBridgeTrigger(event);
}

function brokerTrigger(event: Part): Trigger | undefined {
  const source = string(event.eventSource);
  if (source === 'aws:kafka' || source === 'SelfManagedKafka') {
    const records = Object.values(part(event.records) ?? {}).flat().map(part);
    return batch('kafka', string(records[0]?.topic), records.map(() => undefined), records.slice(0, MOST).map(kafkaCarrier));
  }
  if (source === 'aws:rmq' || source === 'aws:mq') {
    const queues = part(event.rmqMessagesByQueue);
    const messages = queues ? Object.values(queues).flat() : Array.isArray(event.messages) ? event.messages : [];
    const queue = queues && Object.keys(queues)[0]?.split('::')[0];
    return batch(source === 'aws:rmq' ? 'rabbitmq' : 'activemq', queue, messages.map(() => undefined), []);
  }
  return undefined;
}

function eventBridgeTrigger(event: Part): Trigger | undefined {
  if (!string(event['detail-type']) || !string(event.source) || event['detail-type'] === 'Scheduled Event') return undefined;
  const detail = part(event.detail);
  const carrier: Carrier = (name) => string(detail?.[name]);
  return { ...batch('aws.eventbridge', undefined, [string(event.id)], []), ...(detail?.traceparent ? { messages: [carrier] } : {}) };
}

function batch(system: string, destination: string | undefined, ids: readonly (string | undefined)[], messages: Carrier[]): Trigger {
  return {
    type: 'pubsub',
    messages,
    attributes: present({
      'messaging.system': system,
      'messaging.operation.type': 'process',
      'messaging.operation.name': 'process',
      'messaging.destination.name': destination,
      'messaging.batch.message_count': ids.length > 1 ? ids.length : undefined,
      'messaging.message.id': ids.length === 1 ? ids[0] : undefined,
    }),
  };
}

/** A message's attributes, else those of the SNS notification it carries, else the header SQS keeps for X-Ray. */
function sqsCarrier(record: Part): Carrier {
  const own = attributeCarrier(record.messageAttributes, 'stringValue');
  const body = string(record.body);
  const carried = body?.startsWith('{') && body.length < LARGEST && body.includes('"traceparent"') ? parsed(body) : undefined;
  const outer = attributeCarrier(carried?.MessageAttributes, 'Value');
  return (name) => own(name) ?? outer(name) ?? (name === 'x-amzn-trace-id' ? string(part(record.attributes)?.AWSTraceHeader) : undefined);
}

function attributeCarrier(attributes: unknown, key: 'stringValue' | 'Value'): Carrier {
  const all = part(attributes);
  return (name) => string(part(all?.[name])?.[key]);
}

/** Kinesis carries no header on: a producer that wants to connect puts `traceparent` beside the data. */
function kinesisCarrier(record: Part): Carrier {
  const data = string(part(record.kinesis)?.data);
  if (!data || data.length > LARGEST) return () => undefined;
  const text = Buffer.from(data, 'base64').toString('utf8');
  const body = text.startsWith('{') && text.includes('"traceparent"') ? parsed(text) : undefined;
  return (name) => string(body?.[name]);
}

/** Kafka headers are `[{ name: [bytes] }]`. */
function kafkaCarrier(record: Part | undefined): Carrier {
  const headers = Array.isArray(record?.headers) ? record.headers.map(part) : [];
  return (name) => {
    const bytes = headers.find((header) => header && name in header)?.[name];
    return Array.isArray(bytes) ? Buffer.from(bytes as number[]).toString('utf8') : undefined;
  };
}

function parsed(text: string): Part | undefined {
  try {
    return part(JSON.parse(text));
  } catch {
    return undefined;
  }
}
