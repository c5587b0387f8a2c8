import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';

/** Hears that an order is placed, books a parcel with the carrier, and announces it. */
interface OrderPlaced {
  detail: { id: string };
}

const sns = new SNSClient({});

export async function handler({ detail }: OrderPlaced) {
  const response = await fetch(`${process.env.CARRIER_URL}/parcels`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ order: detail.id }),
  });
  if (!response.ok) { throw new Error(`carrier: ${response.status}`); }
  const { id } = await response.json() as { id: string };
  await sns.send(new PublishCommand({ TopicArn: process.env.PARCELS_TOPIC_ARN, Message: JSON.stringify({ order: detail.id, parcel: id }) }));
}
