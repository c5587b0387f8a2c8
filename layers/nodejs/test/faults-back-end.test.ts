import { readFileSync, readdirSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { LAYER, type LambdaOptions } from './support/lambda';
import { sameAsBare } from './support/same-as-bare';
import { BlackHole, ClosedNetwork, TraceBackEnd, selfSigned, type Behaviour } from '../../../sandbox';

/** Answers, fails and answers again, so that both ways out are seen. */
const BODY = `if (event.fail) throw Object.assign(new TypeError('failed ' + event.n), { code: 'E_FAIL' });
  return { n: event.n, count: ++n };`;
const FILES = { 'index.js': `let n = 0; exports.handler = async (event) => { ${BODY} };` };
/** Of client 3, ended by an empty event loop, which a socket of ours must not keep going. */
const CALLBACK: Partial<LambdaOptions> = {
  runtime: 'nodejs20.x',
  files: {
    'index.js': `let n = 0; const body = (event) => { ${BODY} };
  exports.handler = (event, context, callback) => { setTimeout(() => { try { callback(null, body(event)); } catch (error) { callback(error); } }, 20); setTimeout(() => 0, 60); };`,
  },
};
const STREAMING: Partial<LambdaOptions> = {
  files: {
    'index.js': `let n = 0; const body = (event) => { ${BODY} };
  exports.handler = awslambda.streamifyResponse(async (event, stream) => { stream.write('first '); stream.end(JSON.stringify(body(event))); });`,
  },
};
const EVENTS = [{ n: 1 }, { n: 2, fail: true }, { n: 3 }, { n: 4 }, { n: 5 }];

async function unharmed(environment: Record<string, string>, options: Partial<LambdaOptions> = {}): Promise<void> {
  await sameAsBare({ files: FILES, environment, ...options }, EVENTS, 0);
}

const BEHAVIOURS: Readonly<Record<string, Behaviour>> = {
  'answers 400': { status: 400 },
  'answers 401': { status: 401 },
  'answers 429 with Retry-After': { status: 429, headers: { 'retry-after': '30' } },
  'answers 500': { status: 500, body: 'x'.repeat(100000) },
  'answers 503': { status: 503 },
  'redirects': { status: 302, headers: { location: 'http://127.0.0.1:1/' } },
  'never answers': { fault: 'hang' },
  'resets': { fault: 'reset' },
  'resets while it is written to': { fault: 'reset-on-read' },
  'closes in the middle of its answer': { fault: 'close-mid-body' },
  'answers a byte at a time': { fault: 'slow-body' },
  'takes two seconds': { delayMs: 2000 },
  'answers with a megabyte': { body: 'y'.repeat(1024 * 1024) },
};

describe('with a back end that', () => {
  test.each(Object.entries(BEHAVIOURS).flatMap(([what, behaviour]) => [
    [what, 'async', behaviour, {}], [what, 'callback', behaviour, CALLBACK], [what, 'streaming', behaviour, STREAMING],
  ] as const))('%s: %s', async (_what, _kind, behaviour, options) => {
    const back = await new TraceBackEnd({ behaviour }).listen();
    await unharmed({ OTEL_EXPORTER_OTLP_ENDPOINT: back.url }, options);
    expect(back.connections).toBeGreaterThan(0);
    await back.close();
  });

  test('does not speak HTTP, over TLS or without', async () => {
    const plain = await new TraceBackEnd().listen();
    await unharmed({ OTEL_EXPORTER_OTLP_ENDPOINT: plain.url.replace('http:', 'https:') });
    const secure = await new TraceBackEnd({ certificate: selfSigned() }).listen();
    await unharmed({ OTEL_EXPORTER_OTLP_ENDPOINT: secure.url.replace('https:', 'http:') });
    await plain.close();
    await secure.close();
  });

  test.each(['no HTTP at all\r\n\r\n', 'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nno number\r\n'])('answers %j', async (answer) => {
    const server = createServer((socket) => socket.on('error', () => undefined).once('data', () => socket.end(answer)));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    await unharmed({ OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${(server.address() as AddressInfo).port}` });
    server.close();
  });

  test('has a bad certificate', async () => {
    for (const certificate of [selfSigned(), selfSigned({ notAfter: new Date(Date.now() - 1000) }), selfSigned({ names: ['other.test'] })]) {
      const back = await new TraceBackEnd({ certificate }).listen();
      await unharmed({ OTEL_EXPORTER_OTLP_ENDPOINT: back.url });
      expect(back.requests).toEqual([]);
      await back.close();
    }
  });

  test('refuses, or swallows everything', async () => {
    const hole = await BlackHole.open();
    for (const url of ['http://127.0.0.1:1', hole.url, 'http://[::1]:1']) await unharmed({ OTEL_EXPORTER_OTLP_ENDPOINT: url });
    await hole.close();
  });
});

/** In a network that leads nowhere, so that nothing is sent to what these addresses are elsewhere. */
describe('where there is no way to a back end that', () => {
  let network: ClosedNetwork;
  beforeAll(async () => { network = await ClosedNetwork.open(); });
  afterAll(async () => network.close());

  test('is not found, or cannot be reached', async () => {
    for (const url of ['http://no-such-host.invalid:4318', 'http://192.0.2.1:4318', 'https://192.0.2.1']) {
      await unharmed({ OTEL_EXPORTER_OTLP_ENDPOINT: url }, { network });
    }
  });

  test('is behind a proxy that is not there or says no', async () => {
    const back = await new TraceBackEnd({ behaviour: { status: 403 }, network }).listen();
    for (const HTTPS_PROXY of ['http://127.0.0.1:1', back.url, 'nonsense', '::', 'http://no-such-host.invalid:3128']) {
      await unharmed({ OTEL_EXPORTER_OTLP_ENDPOINT: 'https://192.0.2.1', HTTPS_PROXY }, { network });
    }
    await back.close();
  });

  test('is X-Ray, and its daemon is not there', async () => {
    for (const xrayDaemonAddress of ['127.0.0.1:1', '192.0.2.1:2000', 'no-such-host.invalid:2000', '127.0.0.1:99999', 'nonsense', ':::']) {
      await unharmed({}, { network, xrayDaemonAddress });
    }
  });
});

/** Every variable of its own that the layer reads: what is shipped names them. */
const CODE = join(LAYER, 'cdk-lambda-tracing');
const NAMES = [...new Set(readdirSync(CODE).flatMap((file) => readFileSync(join(CODE, file), 'latin1').match(/\b(?:OTEL|LAMBDA_TRACING)_[A-Z_]+\b/g) ?? []))];

test('the variables that the layer reads are found', () => {
  expect(NAMES).toEqual(expect.arrayContaining([
    'OTEL_TRACES_SAMPLER', 'OTEL_PROPAGATORS', 'OTEL_EXPORTER_OTLP_TRACES_HEADERS', 'OTEL_EXPORTER_OTLP_COMPRESSION', 'OTEL_EXPORTER_ZIPKIN_TIMEOUT', 'OTEL_BSP_MAX_QUEUE_SIZE',
    'OTEL_LINK_ATTRIBUTE_COUNT_LIMIT', 'LAMBDA_TRACING_SECRET_HEADERS', 'LAMBDA_TRACING_HOLD_LIMIT', 'LAMBDA_TRACING_MESSAGE_CONTEXT', 'LAMBDA_TRACING_HANDLER',
  ]));
});

describe('garbage in every variable', () => {
  let network: ClosedNetwork;
  beforeAll(async () => { network = await ClosedNetwork.open(); });
  afterAll(async () => network.close());

  test.each(['%', '=,=;;', '-1', '99999999999999999999', 'null', '\u00fc\u{1f600}', '$(reboot)`reboot`', '*', 'x'.repeat(60), ' ', 'http://', 'a\tb'])('%p', async (value) => {
    const garbage = Object.fromEntries(NAMES.map((name) => [name, value]));
    await unharmed(garbage, { network });
    for (const exporter of ['otlp', 'zipkin']) await unharmed({ ...garbage, OTEL_TRACES_EXPORTER: exporter }, { network });
  });
});
