import { eventNamed, TRACE } from './support/events';
import { RUNTIMES, withLambda } from './support/lambda';
import { run } from './support/run-body';

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
