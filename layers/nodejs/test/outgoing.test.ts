import { ConnectProxy } from './support/connect-proxy';
import { eventNamed, TRACE } from './support/events';
import { FIXTURES, RUNTIMES, invocationSpans, withLambda, type Lambda } from './support/lambda';
import { selfSigned, type InvokeResult, type ReceivedSpan } from '../../../sandbox';

interface Seen {
  readonly client: ReceivedSpan[];
  readonly invocation: ReceivedSpan;
  readonly lambda: Lambda;
  readonly result: InvokeResult;
}

/** Runs a handler body once, with `url` of a back end in scope, and gives what it sent. */
async function run(body: string, options: { runtime?: (typeof RUNTIMES)[number]; spans?: number; timeoutSeconds?: number } = {}): Promise<Seen> {
  const source = `
    const http = require('node:http');
    const get = (url, options = {}) => new Promise((ok, no) => {
      const request = http.request(url, options, (res) => { let text = ''; res.on('data', (d) => text += d); res.on('end', () => ok({ status: res.statusCode, text })); });
      request.on('error', no); request.end(options.body);
    });
    exports.handler = async ({ url }) => { ${body} };
  `;
  return withLambda({ files: { 'index.js': source }, ...options }, async (lambda) => {
    lambda.backEnd.behaviour = ({ path }) => path.startsWith('/status/') ? { status: Number(path.split('/')[2]) } : { status: 200, body: 'hello' };
    const result = await lambda.invoke({ url: lambda.backEnd.url });
    const spans = await lambda.spans(options.spans ?? 2);
    return { client: spans.filter(({ kind }) => kind === 'client'), invocation: invocationSpans(spans)[0], lambda, result };
  });
}

/** A server at `port` that becomes whatever it is asked to, but for hosts named refused. */
const SWITCHING = `
  const server = http.createServer();
  const become = (answer) => (request, socket) => {
    socket.on('error', () => 0).write('HTTP/1.1 ' + (request.url.startsWith('refused') ? '407 No' : answer) + '\\r\\nConnection: Upgrade\\r\\nUpgrade: websocket\\r\\n\\r\\n');
  };
  server.on('upgrade', become('101 Switching')).on('connect', become('200 OK'));
  await new Promise((ok) => server.listen(0, '127.0.0.1', ok));
  const { port } = server.address();
  const headers = { connection: 'Upgrade', upgrade: 'websocket' };`;

describe.each(RUNTIMES)('on %s', (runtime) => {
  test('a request of http has a span by the conventions, and carries the context on', async () => {
    const { client: [span], invocation, lambda } = await run('return (await get(url + "/a?token=s3cret&page=2")).text;', { runtime });
    const port = Number(new URL(lambda.backEnd.url).port);
    expect(span).toMatchObject({
      name: 'GET',
      parentSpanId: invocation.spanId,
      traceId: invocation.traceId,
      status: { code: 'unset' },
      attributes: {
        'http.request.method': 'GET',
        'url.full': `${lambda.backEnd.url}/a?token=REDACTED&page=2`,
        'server.address': '127.0.0.1',
        'server.port': port,
        'http.response.status_code': 200,
        'network.protocol.version': '1.1',
      },
    });
    const [request] = lambda.backEnd.requests;
    expect(request.path).toBe('/a?token=s3cret&page=2');
    expect(request.headers.traceparent).toBe(`00-${span.traceId}-${span.spanId}-01`);
    expect(request.headers['x-amzn-trace-id']).toContain(`Parent=${span.spanId};Sampled=1`);
  });

  test('fetch has a span, and so has each request it is redirected to', async () => {
    const { client } = await run('await (await fetch(url + "/status/200")).text(); await (await fetch(url + "/b", { method: "POST", body: "x" })).text();', { runtime, spans: 3 });
    expect(client.map(({ name, attributes }) => [name, attributes['http.response.status_code']])).toEqual([['GET', 200], ['POST', 200]]);
  });

  test('a status of 400 or above is an error, whatever the handler makes of it', async () => {
    const { client, invocation } = await run('await get(url + "/status/404"); await (await fetch(url + "/status/503")).text();', { runtime, spans: 3 });
    expect(client.map(({ status, attributes }) => [status.code, attributes['error.type']])).toEqual([['error', '404'], ['error', '503']]);
    expect(invocation.status.code).toBe('unset');
  });

  test('a connection that is refused is an error with an exception', async () => {
    const { client } = await run('await get("http://127.0.0.1:1/").catch(() => 0); await fetch("http://127.0.0.1:1/").catch(() => 0);', { runtime, spans: 2 });
    expect(client[0]).toMatchObject({ status: { code: 'error' }, attributes: { 'error.type': 'ECONNREFUSED' }, events: [{ name: 'exception' }] });
  });

  test('a response that breaks off is an error, one that is given up is none', async () => {
    const { client } = await run(`
      const server = http.createServer((request, response) => {
        response.writeHead(200, { 'content-length': 10 });
        response.write('half', () => { if (request.url === '/broken') setTimeout(() => response.destroy(), 10); });
      });
      await new Promise((ok) => server.listen(0, '127.0.0.1', ok));
      const at = 'http://127.0.0.1:' + server.address().port;
      await new Promise((ok) => http.get(at + '/broken', (res) => res.resume().on('error', () => 0).on('close', ok)));
      await new Promise((ok) => http.get(at + '/given-up', (res) => res.on('close', ok).destroy()).on('error', () => 0));
      server.close();`, { runtime, spans: 3 });
    expect(client.map(({ status, attributes }) => [status.code, attributes['http.response.status_code'], attributes['error.type']]))
      .toEqual([['error', 200, 'ECONNRESET'], ['unset', 200, undefined]]);
    expect(client[0].events).toMatchObject([{ name: 'exception' }]);
  });

  test('an error that throws when it is read stays the user\'s own affair', async () => {
    const { client, invocation } = await run(`
      await new Promise((ok) => {
        const request = http.get(url + '/destroyed').on('error', () => 0).on('close', ok);
        request.destroy(Object.defineProperty(new Error('x'), 'message', { get() { throw new Error('no'); } }));
      });`, { runtime, spans: 2 });
    expect(client).toHaveLength(1);
    expect(invocation.status.code).toBe('unset');
  });

  test('headers given as an array, and Expect, keep what they say and get the context', async () => {
    const { lambda, client } = await run(`
      await get(url + '/array', { headers: ['X-One', '1', 'X-Two', '2', 'Host', 'example.test'] });
      await new Promise((ok, no) => {
        const request = http.request(url + '/expect', { method: 'PUT', headers: { Expect: '100-continue', 'content-length': 2 } }, (res) => { res.resume(); res.on('end', ok); });
        request.on('error', no); request.on('continue', () => request.end('ok'));
      });
      await new Promise((ok, no) => {
        const request = http.request(url + '/array-expect', { method: 'PUT', headers: ['Host', 'h', 'Expect', '100-continue', 'Content-Length', '2'] }, (res) => { res.resume(); res.on('end', ok); });
        request.on('error', no); request.on('continue', () => request.end('ok'));
      });`, { runtime, spans: 4 });
    const [array, expects, both] = lambda.backEnd.requests;
    expect(array.headers).toMatchObject({ 'x-one': '1', 'x-two': '2', 'host': 'example.test', 'traceparent': `00-${client[0].traceId}-${client[0].spanId}-01` });
    expect(expects).toMatchObject({ headers: { expect: '100-continue', traceparent: `00-${client[1].traceId}-${client[1].spanId}-01` } });
    expect(expects.body.toString()).toBe('ok');
    expect(both.headers.traceparent).toBe(`00-${client[2].traceId}-${client[2].spanId}-01`);
  });

  test('an upgrade and a tunnel have a span with their status, which ends', async () => {
    const { client } = await run(`${SWITCHING}
      const asked = (event, options) => new Promise((ok, no) => {
        http.request({ host: '127.0.0.1', port, ...options }).on(event, (res, socket) => { socket.destroy(); ok(); }).on('error', no).end();
      });
      await asked('upgrade', { path: '/ws', headers });
      await asked('connect', { method: 'CONNECT', path: 'example.test:443' });
      await asked('connect', { method: 'CONNECT', path: 'refused.test:443' });
      server.close();`, { runtime, spans: 4 });
    expect(client.map(({ name, status, attributes }) => [name, status.code, attributes['http.response.status_code'], attributes['error.type']])).toEqual([
      ['GET', 'unset', 101, undefined], ['CONNECT', 'unset', 200, undefined], ['CONNECT', 'error', 407, '407'],
    ]);
  });

  test('an upgrade nobody listens to is closed by Node.js, and its span with it', async () => {
    const { client, result } = await run(`${SWITCHING}
      await new Promise((ok) => http.get({ host: '127.0.0.1', port, headers }).on('error', () => 0).on('close', ok));
      server.close();`, { runtime });
    expect([result.status, client.map(({ attributes }) => attributes['http.response.status_code'])]).toEqual(['success', [101]]);
  });

  test('an agent that has the head written anew, as those for proxies do, sends the context on', async () => {
    const { client, lambda, result } = await run(`
      class Via extends http.Agent {
        createSocket(request, options, done) {
          process.nextTick(() => {
            request.path = 'http://far.test' + request.path;
            request._header = null;
            request._implicitHeader();
            const [first] = request.outputData;
            first.data = request._header + first.data.slice(first.data.indexOf('\\r\\n\\r\\n') + 4);
            super.createSocket(request, options, done);
          });
        }
      }
      return (await get(url + '/via', { agent: new Via(), method: 'POST', body: 'whole' })).text;`, { runtime });
    const [request] = lambda.backEnd.requests;
    expect(result.payload).toBe('hello');
    expect(request.headers.traceparent).toBe(`00-${client[0].traceId}-${client[0].spanId}-01`);
    expect(request.headers['x-amzn-trace-id']).toContain(`Parent=${client[0].spanId};`);
    expect([request.path, request.body.toString()]).toEqual(['http://far.test/via', 'whole']);
  });

  test('a Host header of the caller\'s own, or none, says nothing about the port', async () => {
    const { client, lambda } = await run(`
      await get(url + '/own', { headers: { host: 'api.example.com' } });
      await get(url + '/own-port', { headers: { host: 'api.example.com:8443' } });
      await get(url + '/none', { setHost: false });`, { runtime, spans: 4 });
    expect(client).toHaveLength(3);
    const port = Number(new URL(lambda.backEnd.url).port);
    expect(client.map(({ attributes }) => [attributes['server.address'], attributes['server.port'], attributes['url.full']]))
      .toEqual(['/own', '/own-port', '/none'].map((path) => ['127.0.0.1', port, lambda.backEnd.url + path]));
  });

  test('a body of fetch that is given up is no error, a fetch that is aborted is one', async () => {
    const { client } = await run(`
      const server = http.createServer((request, response) => {
        if (request.url === '/silent') return;
        response.writeHead(200);
        const more = setInterval(() => response.write('x'.repeat(1000)), 2);
        response.on('close', () => clearInterval(more));
      });
      await new Promise((ok) => server.listen(0, '127.0.0.1', ok));
      const at = 'http://127.0.0.1:' + server.address().port;
      await (await fetch(at + '/cancelled')).body.cancel();
      for await (const _ of (await fetch(at + '/left')).body) break;
      await fetch(at + '/silent', { signal: AbortSignal.timeout(50) }).catch(() => 0);
      server.closeAllConnections(); server.close();
      await new Promise((ok) => setTimeout(ok, 20));`, { runtime, spans: 4 });
    expect(client.map(({ status, events, attributes }) => [status.code, attributes['http.response.status_code'], events.length])).toEqual([
      ['unset', 200, 0], ['unset', 200, 0], ['error', undefined, 1],
    ]);
  });

  test('the tracestate stays with our traceparent', async () => {
    const source = `
      const http = require('node:http');
      exports.handler = async ({ url }) => {
        const traceparent = '00-11111111111111111111111111111111-2222222222222222-01';
        for (const headers of [{}, { traceparent }]) {
          await new Promise((ok) => http.get(url, { headers }, (res) => res.resume().on('end', ok)));
          await fetch(url, { headers }).then((res) => res.text());
        }
      };`;
    await withLambda({ files: { 'index.js': source }, runtime, backend: 'otlp' }, async (lambda) => {
      const event = eventNamed('function-url') as { headers: Record<string, string> };
      await lambda.invoke({ ...event, headers: { ...event.headers, tracestate: 'vendor=1' }, url: `${lambda.backEnd.url}/x` });
      const states = lambda.backEnd.requests.filter(({ path }) => path === '/x').map(({ headers }) => [headers.traceparent.split('-')[1], headers.tracestate]);
      const theirs = ['1'.repeat(32), undefined];
      expect(states).toEqual([[TRACE, 'vendor=1'], [TRACE, 'vendor=1'], theirs, theirs]);
    });
  });

  test('a response that is never read ends its span with the invocation', async () => {
    const { client, invocation } = await run(`
      await new Promise((ok) => http.get(url + '/unread', ok));
      await fetch(url + '/unread');`, { runtime, spans: 3 });
    expect(client).toHaveLength(2);
    for (const span of client) expect(span.end <= invocation.end).toBe(true);
  });

  test('requests at the same time keep apart', async () => {
    const { client, lambda } = await run(`
      await Promise.all([1, 2, 3, 4].flatMap((n) => [get(url + '/h' + n), fetch(url + '/f' + n).then((r) => r.text())]));`, { runtime, spans: 9 });
    expect(client).toHaveLength(8);
    for (const { path, headers } of lambda.backEnd.requests) {
      const span = client.find(({ attributes }) => attributes['url.full'] === lambda.backEnd.url + path);
      expect(headers.traceparent).toBe(`00-${span?.traceId}-${span?.spanId}-01`);
    }
  });

  test('each of very many requests of an invocation says what it was', async () => {
    const { client } = await run('await Promise.all(Array.from({ length: 100 }, (_, page) => get(url + "/?page=" + page)));', { runtime, spans: 101 });
    const pages = client.map(({ attributes }) => Number(String(attributes['url.full']).split('page=')[1]));
    expect(pages.sort((one, other) => one - other)).toEqual(Array.from({ length: 100 }, (_, page) => page));
  });

  test('http2', async () => {
    const source = `
      const http2 = require('node:http2');
      exports.handler = async () => {
        const server = http2.createServer((req, res) => { res.setHeader('x-got', req.headers.traceparent ?? ''); res.statusCode = 201; res.end('two'); });
        await new Promise((ok) => server.listen(0, '127.0.0.1', ok));
        const session = http2.connect('http://127.0.0.1:' + server.address().port);
        const got = await new Promise((ok, no) => {
          let header;
          const stream = session.request({ ':path': '/h2?apikey=1', ':method': 'GET' });
          stream.on('response', (headers) => { header = headers['x-got']; }).on('error', no).on('close', () => ok(header)).resume().end();
        });
        session.close(); server.close();
        return got;
      };`;
    await withLambda({ files: { 'index.js': source }, runtime }, async (lambda) => {
      const { payload } = await lambda.invoke();
      const span = (await lambda.spans(2)).find(({ kind }) => kind === 'client');
      expect(payload).toBe(`00-${span?.traceId}-${span?.spanId}-01`);
      expect(span).toMatchObject({ name: 'GET', attributes: { 'http.response.status_code': 201, 'network.protocol.version': '2' } });
      expect(span?.attributes['url.full']).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/h2\?apikey=REDACTED$/);
    });
  });

  test('http2 that only fetch has loaded: what looks for its class leaves no trace', async () => {
    const source = `
      const events = require('node:events');
      const { init } = events;
      exports.handler = async () => {
        await fetch('http://127.0.0.1:1/').catch(() => 0);
        return [process.moduleLoadList.includes('NativeModule http2'), events.init === init, process._getActiveHandles().some(({ constructor }) => constructor.name.includes('Http2'))];
      };`;
    await withLambda({ files: { 'index.js': source }, runtime }, async (lambda) => {
      const first = (await lambda.invoke()).payload; // the next call finds what this one has loaded
      expect((await lambda.invoke()).payload).toEqual(first);
      expect(first).toEqual([true, true, false]);
    });
  });

  test('http2: a header of ours takes the place of one that is there in capitals, as the AWS SDK writes it', async () => {
    const source = `
      const http2 = require('node:http2');
      exports.handler = async () => {
        const server = http2.createServer((req, res) => res.end(JSON.stringify(req.rawHeaders)));
        await new Promise((ok) => server.listen(0, '127.0.0.1', ok));
        const session = http2.connect('http://127.0.0.1:' + server.address().port);
        const got = await new Promise((ok, no) => {
          let text = '';
          const stream = session.request({
            ':path': '/', ':method': 'POST', 'x-amz-target': 'Kinesis_20131202.PutRecord', 'X-Amzn-Trace-Id': process.env._X_AMZN_TRACE_ID,
            'Authorization': 'AWS4-HMAC-SHA256 Credential=AKID/20260101/us-east-1/kinesis/aws4_request, SignedHeaders=host;x-amz-target, Signature=0',
          });
          stream.on('data', (chunk) => { text += chunk; }).on('error', no).on('close', () => ok(text)).end('{}');
        });
        session.close(); server.close();
        return JSON.parse(got);
      };`;
    await withLambda({ files: { 'index.js': source }, runtime }, async (lambda) => {
      const { payload } = await lambda.invoke();
      const span = (await lambda.spans(2)).find(({ kind }) => kind === 'client');
      const raw = payload as string[];
      const values = raw.flatMap((name, index) => (name === 'x-amzn-trace-id' ? [raw[index + 1]] : []));
      expect(values).toEqual([expect.stringContaining(`Parent=${span?.spanId};`)]);
    });
  });

  test('http2 that a handler loads at its first call, over TLS too, is seen from that call on', async () => {
    const source = `
      const load = (name) => require(name);
      exports.handler = async ({ key, cert }) => {
        const http2 = load('node:http2');
        const got = [];
        for (const secure of [false, true]) {
          const answer = (req, res) => res.end(req.headers.traceparent ?? 'none');
          const server = secure ? http2.createSecureServer({ key, cert }, answer) : http2.createServer(answer);
          await new Promise((ok) => server.listen(0, '127.0.0.1', ok));
          const session = http2.connect((secure ? 'https' : 'http') + '://127.0.0.1:' + server.address().port, { rejectUnauthorized: false });
          let text = '';
          await new Promise((ok, no) => session.request({ ':path': '/first' }).on('data', (d) => text += d).on('error', no).on('end', ok).end());
          got.push(text);
          session.close(); server.close();
        }
        return got;
      };`;
    const { key, certificate: cert } = selfSigned();
    await withLambda({ files: { 'index.js': source }, runtime }, async (lambda) => {
      const { payload } = await lambda.invoke({ key, cert });
      const client = (await lambda.spans(3)).filter(({ kind }) => kind === 'client');
      expect(payload).toEqual(client.map(({ traceId, spanId }) => `00-${traceId}-${spanId}-01`));
      expect(client).toHaveLength(2);
    });
  });

  test('gRPC is a remote procedure, with its own status, and carries the context on', async () => {
    const source = `
      const grpc = require('@grpc/grpc-js');
      const plain = { requestSerialize: (text) => Buffer.from(text), requestDeserialize: String, responseSerialize: (text) => Buffer.from(text), responseDeserialize: String };
      const definition = { Get: { path: '/shop.Orders/Get', requestStream: false, responseStream: false, ...plain } };
      exports.handler = async () => {
        const server = new grpc.Server();
        server.addService(definition, { Get: (call, back) => call.request === 'bad' ? back({ code: grpc.status.NOT_FOUND, details: 'no such order' }) : back(null, String(call.metadata.get('traceparent'))) });
        const port = await new Promise((ok, no) => server.bindAsync('127.0.0.1:0', grpc.ServerCredentials.createInsecure(), (e, p) => e ? no(e) : ok(p)));
        const client = new (grpc.makeGenericClientConstructor(definition, 'Orders'))('127.0.0.1:' + port, grpc.credentials.createInsecure());
        const call = (text) => new Promise((ok) => client.Get(text, (error, value) => ok(error ? error.code : value)));
        const got = [await call('good'), await call('bad')];
        client.close(); server.forceShutdown();
        return got;
      };`;
    await withLambda({ files: { 'index.js': source }, runtime, mounts: { '/var/node_modules': FIXTURES } }, async (lambda) => {
      const { payload } = await lambda.invoke();
      const [good, bad] = (await lambda.spans(3)).filter(({ kind }) => kind === 'client');
      expect(payload).toEqual([`00-${good.traceId}-${good.spanId}-01`, 5]);
      const attributes = { 'rpc.system': 'grpc', 'rpc.service': 'shop.Orders', 'rpc.method': 'Get', 'server.address': '127.0.0.1' };
      expect(good).toMatchObject({ name: 'shop.Orders/Get', status: { code: 'unset' }, attributes: { ...attributes, 'rpc.grpc.status_code': 0 } });
      expect(bad).toMatchObject({ name: 'shop.Orders/Get', status: { code: 'error' }, attributes: { ...attributes, 'rpc.grpc.status_code': 5, 'error.type': 'NOT_FOUND' } });
      expect(good.attributes['http.request.method']).toBeUndefined();
    });
  });

  test('the sampled flag, baggage and a foreign header are passed on as they are', async () => {
    const { lambda } = await run('await get(url + "/x", { headers: { traceparent: "00-11111111111111111111111111111111-2222222222222222-00" } });', { runtime });
    expect(lambda.backEnd.requests[0].headers.traceparent).toBe('00-11111111111111111111111111111111-2222222222222222-00');
  });
});

test('calls made while modules load are traced on their own', async () => {
  const source = `
    const http = require('node:http');
    const loaded = new Promise((ok) => http.get(process.env.URL_AT_INIT + '/init', (res) => { res.resume(); res.on('end', ok); }));
    exports.handler = async () => { await loaded; return 1; };`;
  await withLambda({ files: { 'index.js': source } }, async (other) => {
    await withLambda({ files: { 'index.js': source }, environment: { URL_AT_INIT: other.backEnd.url } }, async (lambda) => {
      const { status } = await lambda.invoke();
      expect(status).toBe('success');
      const spans = await lambda.spans(2);
      const client = spans.find(({ kind }) => kind === 'client');
      expect(client?.parentSpanId).toBeUndefined();
      expect(client?.attributes['url.full']).toBe(`${other.backEnd.url}/init`);
    });
    await other.invoke().catch(() => undefined);
  });
});

test('user code that replaces http.request and closes its sockets is traced and not disturbed', async () => {
  const { client, result } = await run(`
    const original = http.request;
    http.request = function (...args) { return original.apply(this, args); };
    const one = await get(url + '/patched');
    for (const handle of process._getActiveHandles()) if (handle.destroy && handle !== process.stdout && handle !== process.stderr) handle.destroy();
    http.request = original;
    return one.status;`);
  expect(result.payload).toBe(200);
  expect(client).toHaveLength(1);
});

test('a proxied request shows the URL it asks for, without its credentials', async () => {
  const { client, result } = await run(`
    await get(url, { path: 'http://user:pw@example.test/x?sig=1' });`);
  expect(result).toMatchObject({ status: 'success' });
  expect(client[0].attributes['url.full']).toBe('http://REDACTED:REDACTED@example.test/x?sig=REDACTED');
});

test.each(RUNTIMES.slice(1))('on %s the URL of a tunnel of undici is its proxy', async (runtime) => {
  const source = `
    const { ProxyAgent, request } = require('undici');
    exports.handler = async ({ url, proxy }) => {
      const dispatcher = new ProxyAgent({ uri: proxy, proxyTunnel: true });
      const text = await request(url + '/via', { dispatcher }).then(({ body }) => body.text());
      await dispatcher.destroy();
      return text;
    };`;
  await withLambda({ files: { 'index.js': source }, runtime, mounts: { '/var/node_modules': FIXTURES }, memoryMb: 256 }, async (lambda) => {
    lambda.backEnd.behaviour = { status: 200, body: 'hello' };
    const proxy = await ConnectProxy.to(Number(new URL(lambda.backEnd.url).port));
    try {
      expect((await lambda.invoke({ url: lambda.backEnd.url, proxy: proxy.url })).payload).toBe('hello');
      const client = (await lambda.spans(3)).filter(({ kind }) => kind === 'client');
      const urls = client.map(({ name, attributes }) => [name, attributes['url.full']]);
      expect(urls).toContainEqual(['CONNECT', proxy.url]);
      expect(urls).toContainEqual(['GET', `${lambda.backEnd.url}/via`]);
    } finally {
      proxy.close();
    }
  });
});

test('an upgrade that is over is not what a function that times out was waiting for', async () => {
  const { client, invocation } = await run(`${SWITCHING}
    await new Promise((ok) => http.get({ host: '127.0.0.1', port, headers }).on('upgrade', (res, socket) => { socket.destroy(); ok(); }));
    server.close();
    await new Promise((ok) => setTimeout(ok, 9000));`, { timeoutSeconds: 1 });
  expect(invocation.attributes['lambda_tracing.timed_out']).toBe(true);
  expect(client.map(({ status, attributes }) => [status.code, attributes['http.response.status_code'], attributes['error.type']])).toEqual([['unset', 101, undefined]]);
});
