import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { runOrders } from './one-order';
import { RunningShop } from '../../examples/shop/run/running-shop';
import { checkSpans } from '../../examples/shop/run/span-check';
import { synthesizeShop } from '../../examples/shop/run/synthesis';
import { ROUGH } from '../../examples/shop/run/weather';
import { ReceivedSpan, TraceBackEnd, XrayDaemon } from '../../sandbox';

const PATH = [
  'Storefront-PlaceOrder', 'Orders-OrderWorker', 'Fulfilment-ConfirmOrder', 'Parcels-PackParcel', 'Parcels-TrackParcel', 'Parcels-TextCustomer',
  'Ledger-BookOrder', 'Ledger-CloseBooks', 'Ledger-SalesFigures',
];

let assembly: string;
const folders: string[] = [];

beforeAll(() => { assembly = synthesizeShop('otlp'); });
afterAll(() => folders.forEach((folder) => rmSync(folder, { recursive: true, force: true })));

/** The assembly with one template changed; its assets are the same files. */
function withChange(stack: string, change: (resources: Record<string, any>) => void): string {
  const folder = mkdtempSync(join(tmpdir(), 'shop-'));
  folders.push(folder);
  for (const name of readdirSync(assembly)) {
    if (name.endsWith('.json')) { cpSync(join(assembly, name), join(folder, name)); } else { symlinkSync(join(assembly, name), join(folder, name)); }
  }
  const file = join(folder, `${stack}.template.json`);
  const template = JSON.parse(readFileSync(file, 'utf8'));
  change(template.Resources);
  writeFileSync(file, JSON.stringify(template));
  return folder;
}

function without(resources: Record<string, any>, matching: (logicalId: string, resource: any) => boolean): void {
  for (const [logicalId, resource] of Object.entries(resources)) {
    if (matching(logicalId, resource)) { delete resources[logicalId]; }
  }
}

describe('one order', () => {
  const backEnd = new TraceBackEnd();
  let shop: RunningShop;
  let spans: readonly ReceivedSpan[];

  beforeAll(async () => {
    await backEnd.listen();
    shop = await runOrders({ assembly, tracesUrl: backEnd.url });
    ({ spans } = backEnd);
  });
  afterAll(() => backEnd.close());

  test('passes every function on its way once, and what it calls', () => {
    expect(shop.journal.invocations.map(({ fn }) => fn).sort()).toEqual([...PATH].sort());
    expect(shop.journal.invocations.every(({ status }) => status === 'success')).toBe(true);
    expect(new Set(shop.journal.calls.map(({ operation }) => operation.replace(/[\w-]*\d$/, '…')))).toEqual(new Set([
      'sqs.SendMessage', 'POST /charges', 'events.PutEvents', 'dynamodb.PutItem', 'kinesis.PutRecord', 'POST /parcels', 'sns.Publish', 'GET /parcels/…', 'POST /messages',
      'POST /entries', 'POST /sales',
    ]));
  });

  test('has a span for each of these, in its place', () => {
    expect(checkSpans(shop.journal, spans)).toEqual({ expected: 21, arrived: 21, again: 0, problems: [] });
    expect(backEnd.malformed).toEqual([]);
  });

  test('is one trace, and every hop but the table\'s stream is a parent: one beginning, and each other span below another of the same trace', () => {
    const order = spans.filter(({ traceId }) => traceId === spans.find(({ attributes }) => attributes['http.route'] === '/orders')!.traceId);
    const ids = new Set(order.map(({ spanId }) => spanId));
    expect(order.filter(({ parentSpanId }) => !ids.has(parentSpanId ?? '')).map(({ name }) => name)).toEqual(['Storefront-PlaceOrder']);
    const hops = order.filter(({ attributes }) => 'faas.invocation_id' in attributes)
      .map(({ name, parentSpanId }) => `${order.find(({ spanId }) => spanId === parentSpanId)?.name ?? 'begins'} → ${name}`);
    expect(hops.sort()).toEqual([
      'EventBridge.PutEvents → Fulfilment-ConfirmOrder', 'EventBridge.PutEvents → Ledger-BookOrder', 'EventBridge.PutEvents → Parcels-PackParcel',
      'Kinesis.PutRecord → Ledger-SalesFigures', 'SNS.Publish → Parcels-TextCustomer', 'SNS.Publish → Parcels-TrackParcel',
      'SQS.SendMessage → Orders-OrderWorker', 'begins → Storefront-PlaceOrder',
    ]);
  });

  test('a table\'s stream carries nothing of its writer: what reads it is the beginning of another trace', () => {
    const order = spans.find(({ attributes }) => attributes['http.route'] === '/orders')!.traceId;
    const outside = spans.filter(({ traceId }) => traceId !== order);
    expect([...new Set(outside.map(({ resource }) => resource['service.name']))]).toEqual(['Ledger-CloseBooks']);
    expect(outside.filter(({ parentSpanId }) => parentSpanId === undefined).map(({ name }) => name)).toEqual(['Ledger-CloseBooks']);
  });

  test('a function that the sandbox does not run is named with its reason', () => {
    expect(shop.leftOut.get('Fulfilment-Emails')!.reason).toBe('ruby3.4, which the sandbox does not run');
    expect([...shop.leftOut.keys()].filter((name) => shop.functions.has(name))).toEqual([]);
  });
});

test('a change of a product is sent by a bundled SDK: what the bus pushes is in the same trace, and linked', async () => {
  const backEnd = await new TraceBackEnd().listen();
  const shop = await runOrders({ assembly, tracesUrl: backEnd.url }, 0, 1);
  await backEnd.close();
  expect(shop.journal.calls.map(({ operation, headerOnly }) => [operation.replace(/[\w-]*$/, '…'), headerOnly])).toEqual([['events.…', true], ['PUT /products/…', false]]);
  expect(checkSpans(shop.journal, backEnd.spans)).toEqual({ expected: 4, arrived: 4, again: 0, problems: [] });
  const [put] = backEnd.spans.filter(({ name }) => name === 'EventBridge.PutEvents');
  const [indexer] = backEnd.spans.filter(({ attributes }) => attributes['faas.trigger'] === 'pubsub');
  expect(indexer).toMatchObject({ traceId: put.traceId, links: [{ traceId: put.traceId, spanId: put.spanId }] });
  expect(indexer.parentSpanId).toBeUndefined();
});

test('on X-Ray every invocation is below what Lambda\'s header names, and linked to the senders of its messages', async () => {
  const daemon = await XrayDaemon.start();
  const climate = { ...ROUGH, seed: 3 };
  const shop = await runOrders({ assembly: synthesizeShop('xray'), xrayDaemonAddress: daemon.address, climate }, 20, 2);
  await daemon.close();
  const { invocations, calls } = shop.journal;
  const count = invocations.length + calls.length;
  expect(checkSpans(shop.journal, daemon.spans, { xray: true })).toEqual({ expected: count, arrived: count, again: 0, problems: [] });
  expect(daemon.rejected).toEqual([]);
  expect(invocations.filter(({ size, kind }) => size > 1 && kind === 'queue').length).toBeGreaterThan(0);
  // The check would find it: what is right on another back end is wrong on this one.
  expect(checkSpans(shop.journal, daemon.spans).problems.length).toBeGreaterThan(0);
});

test('where senders put nothing into their messages though the template asks for it, whoever is behind them is not where it should be', async () => {
  const backEnd = await new TraceBackEnd().listen();
  const senders = ['Storefront-PlaceOrder', 'Orders-OrderWorker', 'Parcels-PackParcel', 'Ledger-BookOrder'];
  const variables = Object.fromEntries(senders.map((name) => [name, { LAMBDA_TRACING_MESSAGE_CONTEXT: 'none' }]));
  const shop = await runOrders({ assembly, tracesUrl: backEnd.url, variables });
  await backEnd.close();
  const { arrived, problems } = checkSpans(shop.journal, backEnd.spans);
  expect(arrived).toBe(21);
  expect([...new Set(problems.filter((problem) => problem.includes('not its sender')).map((problem) => problem.split(' ')[0]))].sort()).toEqual([
    'Fulfilment-ConfirmOrder', 'Ledger-BookOrder', 'Ledger-SalesFigures', 'Orders-OrderWorker', 'Parcels-PackParcel', 'Parcels-TextCustomer', 'Parcels-TrackParcel',
  ]);
});

describe('the template decides', () => {
  test('fails where a rule may not invoke its function', async () => {
    const changed = withChange('Fulfilment', (resources) => without(resources, (id, { Type }) => Type === 'AWS::Lambda::Permission' && id.includes('ConfirmOrder')));
    await expect(RunningShop.start({ assembly: changed, tracesUrl: 'http://127.0.0.1:9' })).rejects.toThrow(/^events.amazonaws.com may not invoke Fulfilment-ConfirmOrder for arn:aws:events:eu-central-1:/);
  });

  test('fails where a function may not read its queue', async () => {
    const changed = withChange('Parcels', (resources) => without(resources, (id, { Type }) => Type === 'AWS::IAM::Policy' && id.startsWith('TrackParcel')));
    await expect(RunningShop.start({ assembly: changed, tracesUrl: 'http://127.0.0.1:9' })).rejects.toThrow(/^Parcels-TrackParcel may not sqs:ReceiveMessage of /);
  });

  test('fails an order where a role may not send to the queue', async () => {
    const changed = withChange('Storefront', (resources) => without(resources, (id, { Type }) => Type === 'AWS::IAM::Policy' && id.startsWith('PlaceOrder')));
    await expect(runOrders({ assembly: changed, tracesUrl: 'http://127.0.0.1:9' })).rejects.toThrow('an order was not taken: 500');
  });

  test('a function whose rule asks for other events, whose mapping or subscription is gone, is not invoked', async () => {
    const backEnd = await new TraceBackEnd().listen();
    const changed = withChange('Parcels', (resources) => {
      without(resources, (id, { Type }) => Type === 'AWS::Lambda::EventSourceMapping' || (Type === 'AWS::SNS::Subscription' && id.startsWith('TextCustomer')));
    });
    const file = join(changed, 'Fulfilment.template.json');
    const fulfilment = JSON.parse(readFileSync(file, 'utf8'));
    for (const [id, { Type, Properties }] of Object.entries<any>(fulfilment.Resources)) {
      if (Type === 'AWS::Events::Rule' && id.includes('ConfirmOrder')) { Properties.EventPattern['detail-type'] = ['OrderCancelled']; }
    }
    writeFileSync(file, JSON.stringify(fulfilment));
    const shop = await runOrders({ assembly: changed, tracesUrl: backEnd.url });
    await backEnd.close();
    const gone = ['Fulfilment-ConfirmOrder', 'Parcels-TrackParcel', 'Parcels-TextCustomer'];
    expect(shop.journal.invocations.map(({ fn }) => fn).sort()).toEqual(PATH.filter((name) => !gone.includes(name)).sort());
    expect(checkSpans(shop.journal, backEnd.spans).problems).toEqual([]);
  });
});
