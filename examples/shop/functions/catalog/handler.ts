import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';

/** GET /products, GET and PUT /products/{id}. */
interface Request {
  body?: string;
  pathParameters?: { id?: string };
  requestContext: { http: { method: string } };
}

const PRODUCTS = [
  { id: 'mug', name: 'Mug', cents: 1200 },
  { id: 'lamp', name: 'Desk lamp', cents: 4900 },
  { id: 'chair', name: 'Chair', cents: 13900 },
];

const events = new EventBridgeClient({});

export async function handler({ body, pathParameters, requestContext: { http } }: Request) {
  const id = pathParameters?.id;
  if (id === undefined) { return reply(200, PRODUCTS); }
  const product = PRODUCTS.find((candidate) => candidate.id === id);
  if (product === undefined) { return reply(404, { message: `no product '${id}'` }); }
  return reply(200, http.method === 'PUT' ? await change(product, body) : product);
}

/** What hears of it, such as the search, keeps it; the list here is the assortment's. */
async function change(product: (typeof PRODUCTS)[number], body = '{}') {
  const { name = product.name, cents = product.cents } = JSON.parse(body);
  const changed = { ...product, name, cents };
  const { FailedEntryCount } = await events.send(new PutEventsCommand({
    Entries: [{ EventBusName: process.env.BUS_NAME, Source: 'shop.products', DetailType: 'ProductChanged', Detail: JSON.stringify(changed) }],
  }));
  if (FailedEntryCount) { throw new Error('the event was not taken'); }
  return changed;
}

function reply(statusCode: number, body: unknown) {
  return { statusCode, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
}
