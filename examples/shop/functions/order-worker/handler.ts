import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';

/** Takes orders from the queue, has them paid, and tells the rest of the shop. */
interface Batch {
  Records: { messageId: string; body: string }[];
}

const events = new EventBridgeClient({});

export async function handler(batch: Batch) {
  const batchItemFailures: { itemIdentifier: string }[] = [];
  for (const { messageId, body } of batch.Records) {
    try {
      await place(JSON.parse(body));
    } catch (error) {
      console.error('order failed', messageId, error);
      batchItemFailures.push({ itemIdentifier: messageId });
    }
  }
  return { batchItemFailures };
}

async function place(order: { id: string }) {
  const payment = await fetch(`${process.env.PAYMENTS_URL}/charges`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ order: order.id }),
  });
  if (!payment.ok) { throw new Error(`payment refused: ${payment.status}`); }
  const { FailedEntryCount } = await events.send(new PutEventsCommand({
    Entries: [{ EventBusName: process.env.BUS_NAME, Source: 'shop.orders', DetailType: 'OrderPlaced', Detail: JSON.stringify(order) }],
  }));
  if (FailedEntryCount) { throw new Error('the event was not taken'); }
}
