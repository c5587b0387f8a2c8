import { changeProducts, placeOrders } from '../../examples/shop/run/orders';
import { RunningShop, RunningShopOptions } from '../../examples/shop/run/running-shop';

/** Runs the shop, sends orders through it, and changes of products, and takes it down; everything the functions have sent has left then. */
export async function runOrders(options: RunningShopOptions, count = 1, changes = 0): Promise<RunningShop> {
  const shop = await RunningShop.start(options);
  try {
    await placeOrders(shop, count);
    await changeProducts(shop, changes);
    await shop.settled();
  } finally {
    await shop.stop();
  }
  return shop;
}
