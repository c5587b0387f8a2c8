/** Takes announced parcels from a queue, each in the envelope of its topic, and asks the carrier where they are. */
interface Batch {
  Records: { messageId: string; body: string }[];
}

export async function handler(batch: Batch) {
  const batchItemFailures: { itemIdentifier: string }[] = [];
  for (const { messageId, body } of batch.Records) {
    const { parcel } = JSON.parse(JSON.parse(body).Message);
    const response = await fetch(`${process.env.CARRIER_URL}/parcels/${encodeURIComponent(parcel)}`);
    await response.arrayBuffer();
    if (!response.ok) { batchItemFailures.push({ itemIdentifier: messageId }); }
  }
  return { batchItemFailures };
}
