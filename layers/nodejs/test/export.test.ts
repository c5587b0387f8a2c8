import { createHash, createHmac } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { ConnectProxy, type ConnectProxyOptions } from './support/connect-proxy';
import { RUNTIMES, invocationSpans, withLambda } from './support/lambda';
import { TraceBackEnd, XrayDaemon, selfSigned, type ReceivedRequest } from '../../../sandbox';

const FILES = { 'index.js': 'exports.handler = async () => "ok";' };

describe('OTLP over HTTP', () => {
  test.each([
    [{}, 'application/x-protobuf'],
    [{ OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json' }, 'application/json'],
    [{ OTEL_EXPORTER_OTLP_TRACES_PROTOCOL: 'http/protobuf', OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json' }, 'application/x-protobuf'],
    [{ OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc' }, 'application/x-protobuf'],
  ])('with %j', async (environment, type) => {
    await withLambda({ files: FILES, backend: 'otlp', environment }, async (lambda) => {
      await lambda.invoke();
      expect(await lambda.spans(1)).toHaveLength(1);
      expect(lambda.backEnd.requests[0]).toMatchObject({ method: 'POST', path: '/v1/traces', headers: { 'content-type': type } });
      expect(lambda.backEnd.malformed).toEqual([]);
    });
  });

  test.each(RUNTIMES)('gzip and headers on %s', async (runtime) => {
    const environment = { OTEL_EXPORTER_OTLP_COMPRESSION: 'gzip', OTEL_EXPORTER_OTLP_HEADERS: 'x-api-key=a%20b,Other=c', OTEL_EXPORTER_OTLP_TRACES_HEADERS: 'x-traces=1' };
    await withLambda({ files: FILES, backend: 'otlp', environment, runtime }, async (lambda) => {
      await lambda.invoke();
      expect(await lambda.spans(1)).toHaveLength(1);
      expect(lambda.backEnd.requests[0].headers).toMatchObject({ 'content-encoding': 'gzip', 'x-api-key': 'a b', 'other': 'c', 'x-traces': '1' });
    });
  });

  test('headers whose names differ in case are one, and those of the request are ours', async () => {
    const environment = {
      OTEL_EXPORTER_OTLP_HEADERS: 'X-Api-Key=one,Host=h,Content-Length=1,Content-Encoding=br,no%20name=1,no%0d%0aname%3a=1',
      OTEL_EXPORTER_OTLP_TRACES_HEADERS: 'x-api-key=two,content-type=text/plain',
    };
    await withLambda({ files: FILES, backend: 'otlp', environment }, async (lambda) => {
      await lambda.invoke();
      expect(await lambda.spans(1)).toHaveLength(1);
      const { headers } = lambda.backEnd.requests[0];
      expect(headers).toMatchObject({ 'x-api-key': 'two', 'content-type': 'application/x-protobuf', 'host': new URL(lambda.backEnd.url).host });
      expect(Object.keys(headers).sort()).toEqual(['content-length', 'content-type', 'host', 'user-agent', 'x-api-key']);
    });
  });

  test.each([
    [{ OTEL_TRACES_EXPORTER: 'otlp', OTEL_EXPORTER_OTLP_ENDPOINT: 'localhost:4318' }, 4318],
    [{ OTEL_TRACES_EXPORTER: 'otlp', OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'file:///v1/traces' }, 4318],
    [{ OTEL_TRACES_EXPORTER: 'zipkin', OTEL_EXPORTER_ZIPKIN_ENDPOINT: 'localhost:9411' }, 9411],
  ] as const)('an endpoint that is a URL, but none of HTTP, is reported and the default taken: %j', async (environment, port) => {
    await withLambda({ files: FILES, environment }, async (lambda) => {
      const { logs } = await lambda.invoke();
      const lines = logs.map(({ line }) => line).filter((line) => line.includes('cdk-lambda-tracing')).join('\n');
      expect(lines).toContain(`${Object.keys(environment)[1]} is not a URL of HTTP`);
      expect(lines).toMatch(new RegExp(`ECONNREFUSED .*:${port}`));
    });
  });

  test('a timeout that is longer than a timer can run is none', async () => {
    await withLambda({ files: FILES, backend: 'otlp', environment: { OTEL_EXPORTER_OTLP_TIMEOUT: '3000000000' } }, async (lambda) => {
      lambda.backEnd.behaviour = { delayMs: 300 };
      await lambda.invoke();
      expect(await lambda.spans(1)).toHaveLength(1);
      expect(lambda.backEnd.requests).toHaveLength(1);
    });
  });

  test('a back end whose reply does not end has taken the spans once it has said so', async () => {
    let requests = 0;
    const server = createServer((socket) => socket.on('error', () => undefined).once('data', () => {
      requests++;
      const more = () => { while (!socket.destroyed && socket.write(`10000\r\n${'x'.repeat(65536)}\r\n`)); };
      socket.write('HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n');
      socket.on('drain', more);
      more();
    })).listen(0, '127.0.0.1');
    await once(server, 'listening');
    await withLambda({ files: FILES, environment: { OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${(server.address() as AddressInfo).port}` } }, async (lambda) => {
      for (let i = 1; i <= 2; i++) {
        const { timings } = await lambda.invoke();
        expect(timings.hold).toBeLessThan(700); // the limit is 800
        expect(requests).toBe(i);
        await new Promise((resolve) => setTimeout(resolve, 1100));
      }
    });
    server.close();
  });

  test('more spans at once than a function takes arguments are kept while the back end is busy', async () => {
    const files = { 'index.js': "exports.handler = async ({ spans }) => { const tracer = globalThis[Symbol.for('opentelemetry.js.api.1')].trace.getTracer('t'); for (let i = 0; i < spans; i++) tracer.startSpan('s').end(); };" };
    const environment = { OTEL_BSP_MAX_QUEUE_SIZE: '400000', OTEL_BSP_MAX_EXPORT_BATCH_SIZE: '400000', LAMBDA_TRACING_HOLD_LIMIT: '4000' };
    await withLambda({ files, backend: 'otlp', environment, memoryMb: 3008, timeoutSeconds: 60 }, async (lambda) => {
      lambda.backEnd.behaviour = { status: 503, headers: { 'retry-after': '5' } };
      await lambda.invoke({ spans: 150000 });
      await new Promise((resolve) => setTimeout(resolve, 5000));
      lambda.backEnd.behaviour = { status: 200 };
      await lambda.invoke({ spans: 0 });
      const [first, second] = lambda.backEnd.requests;
      expect(first.body.length).toBeGreaterThan(150000 * 50);
      expect(second.body.length).toBeGreaterThan(first.body.length);
    });
  });

  test('the endpoint for traces is taken as it is', async () => {
    const traces = await new TraceBackEnd().listen();
    await withLambda({ files: FILES, backend: 'otlp', environment: { OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: `${traces.url}/custom?key=1` } }, async (lambda) => {
      await lambda.invoke();
      await traces.waitForSpans(1);
      expect(traces.requests[0].path).toBe('/custom?key=1');
    });
    await traces.close();
  });

  test.each([
    ['', '/v1/traces'], ['/', '/v1/traces'], ['/otlp', '/otlp/v1/traces'], ['/otlp//', '/otlp/v1/traces'], ['?key=1', '/v1/traces?key=1'], ['/otlp/?key=a/b', '/otlp/v1/traces?key=a/b'],
  ])('the general endpoint has the path for traces appended, before a query: %j', async (given, path) => {
    const general = await new TraceBackEnd().listen();
    await withLambda({ files: FILES, backend: 'otlp', environment: { OTEL_EXPORTER_OTLP_ENDPOINT: general.url + given } }, async (lambda) => {
      await lambda.invoke();
      await general.waitForSpans(1);
      expect(general.requests[0].path).toBe(path);
    });
    await general.close();
  });

  test('resource attributes and the service name', async () => {
    const environment = { OTEL_RESOURCE_ATTRIBUTES: 'service.name=first,deployment.environment.name=prod%2C1,bad, =bad,a%2Cb = c%3Dd,100%=50%', OTEL_SERVICE_NAME: 'orders' };
    await withLambda({ files: FILES, backend: 'otlp', environment, functionName: 'fn' }, async (lambda) => {
      await lambda.invoke();
      const [{ resource, name }] = await lambda.spans(1);
      expect(name).toBe('fn');
      expect(resource).toMatchObject({
        'service.name': 'orders', 'deployment.environment.name': 'prod,1', 'a,b': 'c=d', '100%': '50%', 'faas.name': 'fn', 'cloud.provider': 'aws', 'cloud.platform': 'aws_lambda',
        'cloud.region': 'us-east-1', 'faas.version': '$LATEST', 'telemetry.sdk.language': 'nodejs', 'faas.max_memory': 134217728,
      });
    });
  });

  test('over TLS that the function trusts', async () => {
    const certificate = selfSigned();
    const secure = await new TraceBackEnd({ certificate }).listen();
    const environment = { OTEL_EXPORTER_OTLP_ENDPOINT: secure.url, OTEL_EXPORTER_OTLP_CERTIFICATE: 'ca.pem' };
    await withLambda({ files: { ...FILES, 'ca.pem': certificate.certificate }, environment }, async (lambda) => {
      await lambda.invoke();
      expect(await secure.waitForSpans(1)).toHaveLength(1);
    });
    await secure.close();
  });
});

test('Zipkin', async () => {
  await withLambda({ files: FILES }, async (other) => {
    const environment = { OTEL_TRACES_EXPORTER: 'zipkin', OTEL_EXPORTER_ZIPKIN_ENDPOINT: `${other.backEnd.url}/api/v2/spans` };
    await withLambda({ files: { 'index.js': 'exports.handler = async () => { throw new TypeError("z"); };' }, environment }, async (lambda) => {
      await lambda.invoke();
      const [span] = await other.backEnd.waitForSpans(1);
      expect(span).toMatchObject({ name: 'function', kind: 'server', attributes: { 'faas.trigger': 'other' } });
      expect(JSON.parse(other.backEnd.requests[0].body.toString())[0]).toMatchObject({
        localEndpoint: { serviceName: 'function' }, tags: { 'otel.status_code': 'ERROR', 'error': 'z', 'error.type': 'TypeError', 'cloud.provider': 'aws' },
      });
    });
  });
});

test.each([
  [{ OTEL_EXPORTER_OTLP_PROTOCOL: 'http/protobuf' }, [1, null, null, 3]],
  [{ OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json' }, [1, null, null, 3]],
  [{ OTEL_TRACES_EXPORTER: 'zipkin' }, '[1,null,null,3]'],
])('a list with nothing in some places: %j', async (environment: Record<string, string>, list) => {
  // eslint-disable-next-line no-sparse-arrays
  const files = { 'index.js': "exports.handler = async () => globalThis[Symbol.for('opentelemetry.js.api.1')].trace.getTracer('t').startSpan('list').setAttribute('list', [1, , null, 3]).end();" };
  const back = await new TraceBackEnd().listen();
  const endpoints = { OTEL_EXPORTER_OTLP_ENDPOINT: back.url, OTEL_EXPORTER_ZIPKIN_ENDPOINT: `${back.url}/api/v2/spans` };
  await withLambda({ files, environment: { ...endpoints, ...environment } }, async (lambda) => {
    await lambda.invoke();
    expect((await back.waitForSpans(2)).find(({ name }) => name === 'list')?.attributes.list).toEqual(list);
    if (environment.OTEL_EXPORTER_OTLP_PROTOCOL === 'http/json') expect(String(back.requests[0].body)).toContain('"values":[{"intValue":"1"},{},{},{"intValue":"3"}]');
  });
  await back.close();
});

test('OTEL_TRACES_EXPORTER=none sends nothing and carries the context on', async () => {
  const files = { 'index.js': 'exports.handler = async ({ url }) => (await fetch(url)).status;' };
  await withLambda({ files, backend: 'otlp', environment: { OTEL_TRACES_EXPORTER: 'none' } }, async (lambda) => {
    await lambda.invoke({ url: lambda.backEnd.url });
    expect(lambda.backEnd.requests).toHaveLength(1);
    expect(lambda.backEnd.requests[0].headers.traceparent).toBeDefined();
  });
});

test('OTEL_SDK_DISABLED=true leaves the function as it is', async () => {
  const files = { 'index.js': 'exports.handler = async ({ url }) => { await fetch(url); return process.env._HANDLER; };' };
  await withLambda({ files, backend: 'otlp', environment: { OTEL_SDK_DISABLED: 'true' } }, async (lambda) => {
    expect(await lambda.invoke({ url: lambda.backEnd.url })).toMatchObject({ status: 'success', payload: 'index.handler' });
    expect(lambda.backEnd.requests).toHaveLength(1);
    expect(lambda.backEnd.requests[0].headers.traceparent).toBeUndefined();
  });
});

test.each(['otlp', 'xray'] as const)('where the handler is redirected instead of the exec wrapper set, to %s', async (backend) => {
  const environment = { AWS_LAMBDA_EXEC_WRAPPER: '', LAMBDA_TRACING_HANDLER: 'index.handler' };
  const files = { 'index.js': 'exports.handler = async () => [process.env._HANDLER, process.env.LAMBDA_TRACING_HANDLER];' };
  for (const runtime of RUNTIMES) {
    await withLambda({ files, runtime, handler: '/opt/cdk-lambda-tracing/handler.handler', backend, environment }, async (lambda) => {
      const { payload, error } = await lambda.invoke();
      expect(error).toBeUndefined();
      expect(payload).toEqual(['index.handler', null]);
      await lambda.invoke();
      expect(invocationSpans(await lambda.spans(2))).toHaveLength(2);
    });
  }
});

/** What user code sees of the sockets the wrapper has opened: modules, variables, descriptors of its children. */
const LOOK = `
  const { execFileSync } = require('child_process');
  const before = process.moduleLoadList.includes('NativeModule dgram');
  const variables = Object.keys(process.env).filter((name) => name.startsWith('LAMBDA_TRACING_'));
  exports.handler = async () => [before, variables, execFileSync('ls', ['/proc/self/fd']).toString().trim().split('\\n').length];`;

describe.each(['xray', 'otlp'] as const)('to %s', (backend) => {
  test.each(RUNTIMES)('by a socket that no other code and no child sees, on %s', async (runtime) => {
    const look = (layer: boolean) => withLambda({ files: { 'index.js': LOOK }, runtime, layer, backend }, async (lambda) => {
      const { payload } = await lambda.invoke();
      expect(await lambda.spans(layer ? 1 : 0)).toHaveLength(layer ? 1 : 0);
      return payload;
    });
    expect(await look(true)).toEqual(await look(false));
  });
});

describe('the X-Ray daemon', () => {
  test.each(['localhost:PORT', 'tcp:127.0.0.1:1 udp:127.0.0.1:PORT'])('is found at %p', async (address) => {
    const daemon = await XrayDaemon.start();
    const xrayDaemonAddress = address.replace('PORT', daemon.address.split(':')[1]);
    await withLambda({ files: FILES, xrayDaemonAddress }, async (lambda) => {
      await lambda.invoke();
      await lambda.invoke();
      expect(await daemon.waitForSpans(2)).toHaveLength(2);
    });
    await daemon.close();
  });
});

describe('through a proxy', () => {
  const DONE = 'HTTP/1.1 200 Connection established\r\nvia: proxy\r\n\r\n';

  test.each<[string, ConnectProxyOptions, number, string]>([
    ['that does not answer at first', { silent: 1 }, 1, 'the proxy could not be reached'],
    ['that answers in two segments', { answer: [DONE.slice(0, 37), DONE.slice(37)] }, 1, ''],
    ['that answers a byte at a time', { answer: [...'HTTP/1.0 200\r\n\r\n'] }, 1, ''],
    ['that says more than that', { answer: [`${DONE}more`] }, 0, 'the proxy answered 200'],
    ['that does not come to an end', { answer: [DONE.slice(0, -2) + 'x'.repeat(10000)] }, 0, 'the proxy answered 200'],
    ['at an IPv6 address', { host: '::1' }, 1, ''],
  ])('%s', async (_, options, count, log) => {
    const certificate = selfSigned({ names: ['collector.example.test'] });
    const back = await new TraceBackEnd({ certificate }).listen();
    const proxy = await ConnectProxy.to(Number(new URL(back.url).port), options);
    const environment = {
      OTEL_EXPORTER_OTLP_ENDPOINT: 'https://collector.example.test', OTEL_EXPORTER_OTLP_CERTIFICATE: 'ca.pem', OTEL_EXPORTER_OTLP_TIMEOUT: '300', HTTPS_PROXY: proxy.url,
    };
    await withLambda({ files: { ...FILES, 'ca.pem': certificate.certificate }, environment }, async (lambda) => {
      const { logs } = await lambda.invoke();
      expect(await back.waitForSpans(count, 1000)).toHaveLength(count);
      expect(logs.map(({ line }) => line).filter((line) => line.includes('cdk-lambda-tracing')).join()).toContain(log);
    });
    proxy.close();
    await back.close();
  });
});

describe('a span that is too large for a datagram is cut until it is not', () => {
  test.each([
    ['60 values of a megabyte', "for (let i = 0; i < 60; i++) span.setAttribute('k' + i, 'x'.repeat(1e6));", 60],
    ['20 values of a megabyte of another script', "for (let i = 0; i < 20; i++) span.setAttribute('k' + i, '\u6f22'.repeat(1e6));", 20],
    ['100 values of 600 characters', "for (let i = 0; i < 100; i++) span.setAttribute('k' + i, 'x'.repeat(600));", 100],
    ['a name of 100 KB', "span.updateName('large'.padEnd(1e5, 'x'));", 0],
    ['a status of 100 KB', "span.setStatus({ code: 2, message: 'x'.repeat(1e5) });", 0],
    ['the name of an event of 100 KB', "span.addEvent('x'.repeat(1e5));", 0],
    ['keys of a kilobyte', "for (let i = 0; i < 60; i++) span.setAttribute('x'.repeat(1e3) + i, i);", 0],
    ['lists', "for (let i = 0; i < 100; i++) span.setAttribute('k' + i, Array(100).fill('x'.repeat(100)));", 0],
    ['many short values in events', "span.setAttribute('kept', 1); for (let i = 0; i < 128; i++) span.addEvent('e', Object.fromEntries(Array.from({ length: 100 }, (_, n) => ['k' + n, n])));", 1],
  ])('%s', async (_, fill, attributes) => {
    const files = { 'index.js': `exports.handler = async () => { const span = globalThis[Symbol.for('opentelemetry.js.api.1')].trace.getTracer('t').startSpan('large'); ${fill} span.end(); };` };
    await withLambda({ files, memoryMb: 3008, environment: { OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT: '1000000' } }, async (lambda) => {
      await lambda.invoke();
      const large = (await lambda.spans(2)).find(({ name }) => name.startsWith('large'));
      expect(large).toBeDefined();
      expect(Object.keys(large?.attributes ?? {})).toHaveLength(attributes);
      expect(lambda.daemon.rejected).toEqual([]);
      for (const value of Object.values(large?.attributes ?? {})) if (typeof value === 'string') expect(value.length).toBeGreaterThanOrEqual(256);
    });
  });
});

describe("X-Ray's OTLP endpoint", () => {
  const hmac = (key: string | Buffer, data: string) => createHmac('sha256', key).update(data).digest();

  /** What the service does: the signature over what arrived, with the key it knows. */
  function expectedSignature({ headers, method, path, rawBody }: ReceivedRequest, secret: string): string {
    const [, date, region, service, names] = /Credential=[^/]+\/(\d+)\/([^/]+)\/([^/]+)\/aws4_request, SignedHeaders=([^,]+)/.exec(headers.authorization) ?? [];
    const hash = (data: string | Buffer) => createHash('sha256').update(data).digest('hex');
    const canonical = [method, path, '', ...names.split(';').map((name) => `${name}:${headers[name]}`), '', names, hash(rawBody)].join('\n');
    const toSign = ['AWS4-HMAC-SHA256', headers['x-amz-date'], `${date}/${region}/${service}/aws4_request`, hash(canonical)].join('\n');
    return hmac([date, region, service, 'aws4_request'].reduce<string | Buffer>((key, part) => hmac(key, part), `AWS4${secret}`), toSign).toString('hex');
  }

  test('gets requests signed by the role of the function, through a proxy too', async () => {
    const certificate = selfSigned({ names: ['xray.eu-west-1.amazonaws.com'] });
    const back = await new TraceBackEnd({ certificate }).listen();
    const proxy = await ConnectProxy.to(Number(new URL(back.url).port));
    const credentials = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret/key', sessionToken: 'token' };
    const environment = {
      OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'https://xray.eu-west-1.amazonaws.com/v1/traces', OTEL_EXPORTER_OTLP_CERTIFICATE: 'ca.pem', HTTPS_PROXY: proxy.url,
    };
    await withLambda({ files: { ...FILES, 'ca.pem': certificate.certificate }, credentials, environment }, async (lambda) => {
      await lambda.invoke();
      await back.waitForSpans(1);
      const [request] = back.requests;
      expect(proxy.targets).toEqual(['xray.eu-west-1.amazonaws.com:443']);
      expect(request.headers.authorization).toContain('/eu-west-1/xray/aws4_request');
      expect(request.headers['x-amz-security-token']).toBe('token');
      expect(request.headers.authorization).toContain(`Signature=${expectedSignature(request, credentials.secretAccessKey)}`);
    });
    proxy.close();
    await back.close();
  });
});
