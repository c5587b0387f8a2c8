import { freePorts, outsideService, standardSdk } from './outside/services';
import { RunningShop } from '../../examples/shop/run/running-shop';
import { synthesizeShop } from '../../examples/shop/run/synthesis';
import { ReceivedSpan, TraceBackEnd, XrayDaemon } from '../../sandbox';

const byName = (spans: readonly ReceivedSpan[], service: string, test: (span: ReceivedSpan) => boolean): ReceivedSpan => {
  const found = spans.filter((span) => span.resource['service.name'] === service && test(span));
  expect(found).toHaveLength(1);
  return found[0];
};

describe.each(['node', 'python', 'java'] as const)('a service with the standard SDK for %s', (language) => {
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

interface Segment {
  readonly name: string;
  readonly id: string;
  readonly trace_id: string;
  readonly parent_id?: string;
  readonly subsegments?: readonly { readonly id: string; readonly namespace?: string }[];
}

test('a service with the X-Ray SDK before the shop and behind it is in one X-Ray trace with the functions', async () => {
  const daemon = await XrayDaemon.start();
  const [inFront, behind] = await freePorts(2);
  const environment = { AWS_XRAY_DAEMON_ADDRESS: daemon.address, AWS_XRAY_CONTEXT_MISSING: 'IGNORE_ERROR' };
  const payments = await outsideService('xray', behind, { ...environment, AWS_XRAY_TRACING_NAME: 'payments' });
  const shop = await RunningShop.start({ assembly: synthesizeShop('xray'), xrayDaemonAddress: daemon.address, hosts: { 'payments.example.com': payments.url } });
  const gateway = await outsideService('xray', inFront, { ...environment, AWS_XRAY_TRACING_NAME: 'gateway', SHOP_URL: shop.url });
  try {
    expect((await fetch(`${gateway.url}/order`)).status).toBe(202);
    await shop.settled();
  } finally {
    await shop.stop();
    await Promise.all([gateway.stop(), payments.stop()]);
    await daemon.close();
  }
  const segments = daemon.segments as Segment[];
  const hex = ({ trace_id }: Segment) => trace_id.split('-').slice(1).join('');
  const placed = byName(daemon.spans, 'Storefront-PlaceOrder', ({ kind }) => kind === 'server');
  const entry = segments.find(({ name, subsegments = [] }) => name === 'gateway' && subsegments.length > 0)!;
  expect(placed.traceId).toBe(hex(entry));
  expect(placed.parentSpanId).toBe(entry.subsegments![0].id);

  const charge = byName(daemon.spans, 'Orders-OrderWorker', ({ name }) => name === 'POST');
  const charged = segments.filter(({ name, parent_id }) => name === 'payments' && parent_id !== undefined);
  expect(charged.map((segment) => [hex(segment), segment.parent_id])).toEqual([[charge.traceId, charge.spanId]]);
});
