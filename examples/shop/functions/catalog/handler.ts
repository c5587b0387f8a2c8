/** GET /products and GET /products/{id}. */
interface Request {
  pathParameters?: { id?: string };
}

const PRODUCTS = [
  { id: 'mug', name: 'Mug', cents: 1200 },
  { id: 'lamp', name: 'Desk lamp', cents: 4900 },
  { id: 'chair', name: 'Chair', cents: 13900 },
];

export async function handler(request: Request) {
  const id = request.pathParameters?.id;
  if (id === undefined) { return reply(200, PRODUCTS); }
  const product = PRODUCTS.find((candidate) => candidate.id === id);
  return product ? reply(200, product) : reply(404, { message: `no product '${id}'` });
}

function reply(statusCode: number, body: unknown) {
  return { statusCode, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
}
