import { ConnectProxy } from './support/connect-proxy';
import { FIXTURES, RUNTIMES, withLambda } from './support/lambda';
import { run } from './support/run-body';

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
