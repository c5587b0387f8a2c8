/** Hears of each parcel from its topic, and texts the customer. */
interface Notification {
  Records: { Sns: { Message: string } }[];
}

export async function handler({ Records: [{ Sns }] }: Notification) {
  const { order } = JSON.parse(Sns.Message);
  const response = await fetch(`${process.env.TEXTS_URL}/messages`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ text: `Order ${order} is on its way` }),
  });
  await response.arrayBuffer();
  if (!response.ok) { throw new Error(`texts: ${response.status}`); }
}
