import { DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { KinesisClient, PutRecordCommand } from '@aws-sdk/client-kinesis';

/** Hears that an order is placed, and enters it in the books and in the stream of sales. */
interface OrderPlaced {
  detail: { id: string; items: { id: string; quantity: number }[] };
}

const dynamodb = new DynamoDBClient({});
const kinesis = new KinesisClient({});

export async function handler({ detail: { id, items } }: OrderPlaced) {
  const pieces = items.reduce((sum, { quantity }) => sum + quantity, 0);
  await dynamodb.send(new PutItemCommand({ TableName: process.env.LEDGER_TABLE, Item: { order: { S: id }, pieces: { N: String(pieces) } } }));
  await kinesis.send(new PutRecordCommand({
    StreamName: process.env.SALES_STREAM,
    PartitionKey: id,
    Data: Buffer.from(JSON.stringify({ order: id, pieces })),
  }));
}
