import { setTimeout as sleep } from 'timers/promises';
import { collector } from './back-ends/collector';
import { jaeger } from './back-ends/jaeger';
import { RealBackEnd } from './back-ends/real-back-end';
import { Relay } from './back-ends/relay';
import { zipkin } from './back-ends/zipkin';
import { runOrders } from './one-order';
import { checkSpans } from '../../examples/shop/run/span-check';
import { synthesizeShop } from '../../examples/shop/run/synthesis';
import type { ReceivedSpan } from '../../sandbox';

const ORDERS = 3;

/** By id, so that two lists can be compared. */
function inOrder(spans: readonly ReceivedSpan[]): ReceivedSpan[] {
  return [...new Map(spans.map((span) => [span.spanId, span])).values()].sort((one, other) => (one.spanId < other.spanId ? -1 : 1));
}

/** What a back end has of some traces; it may take its time to show it. */
async function readBack(backEnd: RealBackEnd, traces: readonly string[], count: number): Promise<ReceivedSpan[]> {
  for (let attempt = 0; ; attempt++) {
    const spans = inOrder((await Promise.all(traces.map((traceId) => backEnd.read(traceId)))).flat());
    if (spans.length >= count || attempt === 50) { return spans; }
    await sleep(200);
  }
}

describe.each([
  ['Zipkin', zipkin], ['the OpenTelemetry Collector', collector], ['Jaeger', jaeger],
])('%s', (name, start) => {
  test(`has ${ORDERS} orders through the shop, each span as it was sent, in its place`, async () => {
    const backEnd = await start();
    const relay = await new Relay(backEnd.url).listen();
    try {
      expect(await backEnd.read('0af7651916cd43dd8448eb211c80319c')).toEqual([]); // was never sent
      const shop = await runOrders({ assembly: synthesizeShop(backEnd.backend), tracesUrl: relay.url }, ORDERS);
      expect(relay.malformed).toEqual([]);
      const sent = inOrder(relay.spans);
      const stored = await readBack(backEnd, [...new Set(sent.map(({ traceId }) => traceId))], sent.length);
      expect(stored.map(({ spanId }) => spanId)).toEqual(sent.map(({ spanId }) => spanId));
      expect(stored).toEqual(sent.map((span) => backEnd.keeps?.(span) ?? span));
      expect(checkSpans(shop.journal, stored, { links: name !== 'Zipkin' }).problems).toEqual([]);
    } finally {
      await relay.close();
      await backEnd.stop();
    }
  });
});
