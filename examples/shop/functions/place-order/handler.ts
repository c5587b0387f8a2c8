import { randomUUID } from 'node:crypto';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';

/** POST /orders: checks the order and puts it into the queue. */
interface Request {
  body?: string;
}

const sqs = new SQSClient({});

export async function handler(request: Request) {
  const order = parse(request.body);
  if (order === undefined) { return { statusCode: 400, body: JSON.stringify({ message: 'items must be a list of { id, quantity }' }) }; }
  const id = randomUUID();
  await sqs.send(new SendMessageCommand({
    QueueUrl: process.env.ORDERS_QUEUE_URL,
    MessageBody: JSON.stringify({ id, ...order }),
  }));
  return { statusCode: 202, body: JSON.stringify({ id }) };
}

function parse(body: string | undefined): { items: { id: string; quantity: number }[] } | undefined {
  try {
    const { items } = JSON.parse(body ?? '');
    const good = Array.isArray(items) && items.length > 0 && items.every(({ id, quantity }) => typeof id === 'string' && quantity > 0);
    return good ? { items } : undefined;
  } catch {
    return undefined;
  }
}
