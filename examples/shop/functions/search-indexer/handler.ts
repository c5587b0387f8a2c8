/** Hears of changed products and writes them to the search engine. */
interface ProductChanged {
  detail: { id: string; name: string };
}

export async function handler({ detail }: ProductChanged) {
  const response = await fetch(`${process.env.SEARCH_URL}/products/${encodeURIComponent(detail.id)}`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(detail),
  });
  if (!response.ok) { throw new Error(`search engine: ${response.status}`); }
}
