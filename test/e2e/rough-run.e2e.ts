import { runOrders } from './one-order';
import { FlakyBackEnd } from '../../examples/shop/run/flaky-back-end';
import { checkSpans } from '../../examples/shop/run/span-check';
import { synthesizeShop } from '../../examples/shop/run/synthesis';
import { ROUGH } from '../../examples/shop/run/weather';

/** SHOP_ORDERS=2000 for the figure in docs/end-to-end.md; SHOP_SEED for other faults. */
const ORDERS = Number(process.env.SHOP_ORDERS ?? 200);
const SEED = Number(process.env.SHOP_SEED ?? 1);

test(`${ORDERS} orders with retries, partial failures, duplicates, cold starts and a flaky back end: every span arrives in its place`, async () => {
  const climate = { ...ROUGH, seed: SEED };
  const backEnd = await new FlakyBackEnd(climate).listen();
  const started = Date.now();
  const shop = await runOrders({ assembly: synthesizeShop('otlp'), tracesUrl: backEnd.url, climate }, ORDERS, Math.ceil(ORDERS / 10));
  await backEnd.close();
  const { invocations, calls } = shop.journal;
  const { expected, arrived, again, problems } = checkSpans(shop.journal, backEnd.spans);
  const requests = invocations.map(({ requestId }) => requestId);
  const batches = invocations.filter(({ size }) => size > 1);
  const refused = calls.filter(({ status }) => status === 503);
  process.stdout.write(`${ORDERS} orders and ${Math.ceil(ORDERS / 10)} changes of products, seed ${SEED}, ${((Date.now() - started) / 1000).toFixed(0)} s: ${invocations.length} invocations (${batches.length} of batches, `
    + `${requests.length - new Set(requests).size} retries of events) in ${shop.fleet.environments} environments, ${calls.length} requests (${refused.length} refused); `
    + `${arrived} of ${expected} spans arrived, ${again} came again, ${problems.length} problems\n`);

  expect(problems.slice(0, 10)).toEqual([]);
  expect(arrived).toBe(expected);
  // It was as rough as it should be: without these the run says little.
  expect(refused.length).toBeGreaterThan(0);
  expect(batches.length).toBeGreaterThan(0);
  expect(requests.length).toBeGreaterThan(new Set(requests).size);
  expect(shop.fleet.environments).toBeGreaterThan(9);
  expect(again).toBeGreaterThan(0);
}, 3_600_000);
