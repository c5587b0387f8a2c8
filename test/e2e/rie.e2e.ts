import { resolve } from 'path';
import { AwsApi } from '../../examples/shop/run/aws-api';
import { AwsFront } from '../../examples/shop/run/aws-front';
import { deploy } from '../../examples/shop/run/deploy';
import { deployedFunctions } from '../../examples/shop/run/functions';
import { Moto } from '../../examples/shop/run/moto';
import { Deployment } from '../../examples/shop/run/names';
import { synthesizeShop } from '../../examples/shop/run/synthesis';
import { templatesOf } from '../../examples/shop/run/template';
import { ReceivedSpan, RuntimeInterfaceEmulator, Sandbox, SandboxOptions, TraceBackEnd } from '../../sandbox';

const PLACE = { account: '111122223333', region: 'eu-central-1' };
/** In the event itself: the emulator takes no trace header. */
const PARENT = { traceId: '0af7651916cd43dd8448eb211c80319c', spanId: 'b7ad6b7169203331' };
const traceparent = `00-${PARENT.traceId}-${PARENT.spanId}-01`;
const ORDER = { id: 'o-1', items: [{ id: 'lamp', quantity: 2 }] };
const bus = { 'version': '0', 'id': 'e-1', 'detail-type': 'OrderPlaced', 'source': 'shop.orders', 'account': PLACE.account, 'region': PLACE.region, 'resources': [], 'detail': { ...ORDER, traceparent } };

/** Events of functions on an order's path that need AWS alone. */
const EVENTS = {
  'Storefront-PlaceOrder': {
    version: '2.0', routeKey: 'POST /orders', rawPath: '/orders', rawQueryString: '', headers: { host: 'shop.example.com', traceparent }, isBase64Encoded: false, body: JSON.stringify({ items: ORDER.items }),
    requestContext: { domainName: 'shop.example.com', http: { method: 'POST', path: '/orders', protocol: 'HTTP/1.1', sourceIp: '127.0.0.1', userAgent: 'test' }, stage: '$default' },
  },
  'Fulfilment-ConfirmOrder': bus,
  'Ledger-BookOrder': bus,
};

/** What each asks of AWS, and the answers. */
const CALLS: Readonly<Record<keyof typeof EVENTS, string[]>> = {
  'Storefront-PlaceOrder': ['SendMessage 200'], 'Fulfilment-ConfirmOrder': ['SendMessage 200'], 'Ledger-BookOrder': ['PutItem 200', 'PutRecord 200'],
};

/** What two runs of one function have in common: everything but ids, times and the ARN, which the emulator makes up. */
function shape(spans: readonly ReceivedSpan[]): object[] {
  const names = new Map(spans.map(({ spanId, name }) => [spanId, name]));
  const own = /^(faas\.invocation_id|aws\.request_id|aws\.lambda\.invoked_arn|cloud\.resource_id|cloud\.account\.id|server\.port|url\.full|aws\.sqs\.queue\.url)$/;
  return [...spans].sort((one, other) => (one.name < other.name ? -1 : 1)).map(({ name, kind, status, parentSpanId = '', links, attributes }) => ({
    name, kind, status, parent: names.get(parentSpanId) ?? parentSpanId, links: links.map(({ spanId }) => spanId),
    attributes: Object.fromEntries(Object.entries(attributes).filter(([key]) => !own.test(key))),
  }));
}

describe.each(Object.keys(EVENTS) as (keyof typeof EVENTS)[])('%s in AWS\'s Runtime Interface Emulator', (name) => {
  test('sends the spans that it sends from the sandbox', async () => {
    expect(RuntimeInterfaceEmulator.available()).toBe(true);
    const moto = await Moto.start(PLACE.account);
    const backEnd = await new TraceBackEnd().listen();
    const answers: string[] = [];
    // For HTTP/2, which the SDK's client of Kinesis speaks and moto does not.
    const front = await AwsFront.start({ motoPort: moto.port, refuse: () => undefined, onAnswer: ({ operation }, { status }) => answers.push(`${operation} ${status}`) });
    try {
      const deployment = new Deployment(templatesOf(synthesizeShop('otlp')), { ...PLACE, endpoint: front.url });
      await deploy(deployment, new AwsApi(moto.port, PLACE.region));
      const fn = deployedFunctions(deployment).functions.get(name)!;
      const options: SandboxOptions = {
        code: fn.code, handler: fn.handler, runtime: fn.runtime, layers: fn.layers, functionName: fn.name, timeoutSeconds: 60, region: PLACE.region,
        mounts: { '/var/runtime/node_modules': resolve(__dirname, '../../node_modules') },
        environment: { ...fn.environment, AWS_ENDPOINT_URL: front.url, AWS_ENDPOINT_URL_KINESIS: front.http2Url, OTEL_EXPORTER_OTLP_ENDPOINT: backEnd.url },
      };
      const emulator = await RuntimeInterfaceEmulator.start(options);
      const answer = await emulator.invoke(EVENTS[name]);
      await emulator.shutdown();
      const fromEmulator = backEnd.spans.splice(0);
      const answered = answers.splice(0);

      const sandbox = await Sandbox.start(options);
      const result = await sandbox.invoke(EVENTS[name]);
      await sandbox.shutdown();
      const fromSandbox = backEnd.spans.splice(0);

      expect(result.status).toBe('success');
      expect(answer.status).toBe(200);
      expect(answered).toEqual(CALLS[name]);
      expect(answers).toEqual(CALLS[name]);
      expect(fromEmulator).toHaveLength(1 + CALLS[name].length);
      expect(fromEmulator.filter(({ parentSpanId }) => parentSpanId === PARENT.spanId).map((span) => span.name)).toEqual([name]);
      expect(shape(fromEmulator)).toEqual(shape(fromSandbox));
      expect(new Set(fromEmulator.map(({ traceId }) => traceId))).toEqual(new Set([PARENT.traceId]));
    } finally {
      await backEnd.close();
      await front.stop();
      await moto.stop();
    }
  });
});
