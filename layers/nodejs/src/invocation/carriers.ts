import { part, string, type Part } from './event';
import type { Carrier } from './trigger';

/** A record larger than this is not opened to look for a context in it. */
const LARGEST = 262144;

/** An object whose members are what is looked for. */
export function memberCarrier(members: unknown): Carrier {
  const all = part(members);
  return (name) => string(all?.[name]);
}

/** Whether a carrier of last resort, such as the event itself, has a context at all. */
export function carries(carrier: Carrier): boolean {
  return carrier('traceparent') !== undefined;
}

/** Attributes of a message: `{ traceparent: { stringValue: '…' } }` of SQS, `Value` of SNS. */
export function attributeCarrier(attributes: unknown, key: 'stringValue' | 'Value'): Carrier {
  const all = part(attributes);
  return (name) => string(part(all?.[name])?.[key]);
}

/** A message's attributes, else those of the notification, event or result it carries, else the header SQS keeps for X-Ray. */
export function sqsCarrier(record: Part): Carrier {
  const own = attributeCarrier(record.messageAttributes, 'stringValue');
  const body = opened(string(record.body));
  const carried = [attributeCarrier(body?.MessageAttributes, 'Value'), memberCarrier(body?.detail), memberCarrier(body?.requestPayload)].find(carries);
  return (name) => own(name) ?? carried?.(name) ?? (name === 'x-amzn-trace-id' ? string(part(record.attributes)?.AWSTraceHeader) : undefined);
}

/** Kinesis carries no header on: a producer that wants to connect puts `traceparent` beside the data. Pipes have the data one level up. */
export function kinesisCarrier(record: Part): Carrier {
  const data = string(part(record.kinesis)?.data) ?? string(record.data);
  return memberCarrier(data && data.length <= LARGEST ? opened(Buffer.from(data, 'base64').toString('utf8')) : undefined);
}

/** Headers of Kafka are `[{ name: [bytes] }]`. */
export function kafkaCarrier(record: Part | undefined): Carrier {
  const headers = Array.isArray(record?.headers) ? record.headers.map(part) : [];
  return (name) => bytesText(headers.find((header) => header && name in header)?.[name]);
}

/** Headers of RabbitMQ are `{ name: { bytes: [] } }`, properties of ActiveMQ plain strings. */
export function brokerCarrier(message: Part | undefined): Carrier {
  const all = part(part(message?.basicProperties)?.headers) ?? part(message?.properties);
  return (name) => string(all?.[name]) ?? bytesText(part(all?.[name])?.bytes);
}

/** JSON that may have a context in it; everything else stays closed. */
export function opened(text: string | undefined): Part | undefined {
  if (!text?.startsWith('{') || text.length > LARGEST || !text.includes('"traceparent"')) return undefined;
  return part(parsed(text));
}

export function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function bytesText(bytes: unknown): string | undefined {
  return Array.isArray(bytes) && bytes.length <= LARGEST && bytes.every(Number.isInteger) ? Buffer.from(bytes as number[]).toString('utf8') : undefined;
}
