import { RunningShop } from './running-shop';

const PRODUCTS = ['mug', 'lamp', 'chair'];
/** Customers at the same time. */
const CUSTOMERS = 8;

/** Somebody of the shop changes products, one after the other; each change must be taken. */
export async function changeProducts({ url, weather }: RunningShop, count: number): Promise<void> {
  for (let sent = 0; sent < count; sent++) {
    const { status } = await fetch(`${url}/products/${PRODUCTS[weather.below(PRODUCTS.length)]}`, { method: 'PUT', body: JSON.stringify({ cents: 100 + sent }) });
    if (status !== 200) { throw new Error(`a change was not taken: ${status}`); }
  }
}

/** Sends orders to the shop's API, some of them at the same time; each must be taken. */
export async function placeOrders({ url, weather }: RunningShop, count: number): Promise<void> {
  let sent = 0;
  const customer = async (): Promise<void> => {
    while (sent < count) {
      sent += 1;
      const items = [{ id: PRODUCTS[weather.below(PRODUCTS.length)], quantity: 1 + weather.below(3) }];
      const { status } = await fetch(`${url}/orders`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ items }) });
      if (status !== 202) { throw new Error(`an order was not taken: ${status}`); }
    }
  };
  await Promise.all(Array.from({ length: CUSTOMERS }, customer));
}
