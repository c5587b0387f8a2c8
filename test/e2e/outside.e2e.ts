import { freePorts, outsideService, standardSdk } from './outside/services';
import { RunningShop } from '../../examples/shop/run/running-shop';
import { synthesizeShop } from '../../examples/shop/run/synthesis';
import { ReceivedSpan, TraceBackEnd } from '../../sandbox';

const byName = (spans: readonly ReceivedSpan[], service: string, test: (span: ReceivedSpan) => boolean): ReceivedSpan => {
  const found = spans.filter((span) => span.resource['service.name'] === service && test(span));
  expect(found).toHaveLength(1);
  return found[0];
};

describe.each(['python'] as const)('a service with the standard SDK for %s', (language) => {
  test('before the shop and behind it is in one trace with the functions, by traceparent alone', async () => {
    const backEnd = await new TraceBackEnd().listen();
    const [inFront, behind] = await freePorts(2);
    const payments = await outsideService(language, behind, standardSdk('payments', backEnd.url));
    const shop = await RunningShop.start({ assembly: synthesizeShop('otlp'), tracesUrl: backEnd.url, hosts: { 'payments.example.com': payments.url } });
    const gateway = await outsideService(language, inFront, { ...standardSdk('gateway', backEnd.url), SHOP_URL: shop.url });
    try {
      expect((await fetch(`${gateway.url}/order`)).status).toBe(202);
      await shop.settled();
    } finally {
      await shop.stop();
      await Promise.all([gateway.stop(), payments.stop()]);
      await backEnd.close();
    }
    const placed = byName(backEnd.spans, 'Storefront-PlaceOrder', ({ kind }) => kind === 'server');
    const spans = backEnd.spans.filter(({ traceId }) => traceId === placed.traceId);
    const request = byName(spans, 'gateway', ({ kind }) => kind === 'client');
    const entry = byName(spans, 'gateway', ({ kind }) => kind === 'server');
    expect(entry.parentSpanId).toBeUndefined();
    expect(request.parentSpanId).toBe(entry.spanId);
    expect(placed.parentSpanId).toBe(request.spanId);

    const worker = byName(spans, 'Orders-OrderWorker', ({ kind }) => kind === 'consumer');
    const charge = byName(spans, 'Orders-OrderWorker', ({ name }) => name === 'POST');
    const charged = byName(spans, 'payments', ({ kind }) => kind === 'server');
    expect(charge.parentSpanId).toBe(worker.spanId);
    expect(charged.parentSpanId).toBe(charge.spanId);
  });
});
