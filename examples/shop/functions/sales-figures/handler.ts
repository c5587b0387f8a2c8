/** Reads the stream of sales, and reports each batch as one figure; where that fails, the stream goes on from there. */
interface Batch {
  Records: { kinesis: { sequenceNumber: string; data: string } }[];
}

export async function handler({ Records }: Batch) {
  const sales = Records.map(({ kinesis }) => JSON.parse(Buffer.from(kinesis.data, 'base64').toString()) as { pieces: number });
  const response = await fetch(`${process.env.FIGURES_URL}/sales`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ pieces: sales.reduce((sum, { pieces }) => sum + pieces, 0) }),
  });
  await response.arrayBuffer();
  return { batchItemFailures: response.ok ? [] : [{ itemIdentifier: Records[0].kinesis.sequenceNumber }] };
}
