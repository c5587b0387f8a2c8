import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';

/** Hears that an order is placed and queues the e-mail that confirms it. */
interface OrderPlaced {
  detail: { id: string; items: { id: string; quantity: number }[] };
}

const sqs = new SQSClient({});

export async function handler({ detail }: OrderPlaced) {
  const pieces = detail.items.reduce((sum, { quantity }) => sum + quantity, 0);
  await sqs.send(new SendMessageCommand({
    QueueUrl: process.env.EMAILS_QUEUE_URL,
    MessageBody: JSON.stringify({ order: detail.id, subject: `Your order of ${pieces} pieces is placed` }),
  }));
}
