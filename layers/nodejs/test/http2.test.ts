import { FIXTURES, RUNTIMES, withLambda, type LambdaOptions } from './support/lambda';
import { sameAsBare } from './support/same-as-bare';
import { selfSigned } from '../../../sandbox';

describe.each(RUNTIMES)('on %s', (runtime) => {
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

  test('AWS calls over http2, as the client of Kinesis makes them, name their stream', async () => {
    const source = `
      const http2 = require('node:http2');
      const { KinesisClient, PutRecordCommand, DescribeStreamSummaryCommand, ListStreamsCommand } = require('@aws-sdk/client-kinesis');
      exports.handler = async () => {
        const bodies = [];
        const server = http2.createServer((req, res) => { let text = ''; req.on('data', (d) => text += d).on('end', () => { bodies.push(text); res.end('{}'); }); });
        await new Promise((ok) => server.listen(0, '127.0.0.1', ok));
        const client = new KinesisClient({ endpoint: 'http://127.0.0.1:' + server.address().port, maxAttempts: 1 });
        await client.send(new PutRecordCommand({ StreamName: 'clicks', PartitionKey: 'p', Data: Buffer.from('private') }));
        await client.send(new PutRecordCommand({ StreamARN: 'arn:aws:kinesis:us-east-1:123456789012:stream/orders', PartitionKey: 'p', Data: Buffer.alloc(50000, 'x') }));
        await client.send(new DescribeStreamSummaryCommand({ StreamName: 'later' }));
        await client.send(new ListStreamsCommand({}));
        client.destroy(); server.close();
        return bodies.map((text) => JSON.parse(text).StreamName ?? Object.keys(JSON.parse(text)).sort().join());
      };`;
    const options: LambdaOptions = { files: { 'index.js': source }, runtime, mounts: { '/var/node_modules': FIXTURES }, memoryMb: 512, timeoutSeconds: 20 };
    const { spans, results: [{ payload }] } = await sameAsBare(options, [{}], 5);
    expect(payload).toEqual(['clicks', 'Data,PartitionKey,StreamARN', 'later', '']);
    const calls = spans.filter(({ kind }) => kind === 'client').map(({ name, attributes }) => [name, attributes['aws.kinesis.stream_name'], attributes['network.protocol.version']]);
    expect(calls).toEqual([['Kinesis.PutRecord', 'clicks', '2'], ['Kinesis.PutRecord', 'orders', '2'], ['Kinesis.DescribeStreamSummary', 'later', '2'], ['Kinesis.ListStreams', undefined, '2']]);
    expect(JSON.stringify(spans.map(({ attributes }) => attributes))).not.toMatch(/private|cHJpdmF0ZQ/);
  });

  test('http2: an error that throws when it is read, and methods that user code wraps, are the function\'s own', async () => {
    const source = `
      const http2 = require('node:http2');
      exports.handler = async () => {
        const server = http2.createServer((req, res) => { req.resume(); req.on('end', () => res.end('ok')); });
        await new Promise((ok) => server.listen(0, '127.0.0.1', ok));
        const session = http2.connect('http://127.0.0.1:' + server.address().port);
        const headers = { ':method': 'POST', ':path': '/', 'authorization': 'AWS4-HMAC-SHA256 Credential=KEY/20261122/eu-west-1/kinesis/aws4_request, SignedHeaders=host, Signature=abc' };
        const hostile = Object.defineProperty(new Error('hostile'), 'code', { get() { throw new Error('read'); } });
        const first = session.request(headers);
        const heard = new Promise((ok) => first.on('error', (error) => ok(error.message)));
        first.destroy(hostile);
        const second = session.request(headers);
        const wrapped = [];
        const { _write } = second;
        second._write = function (chunk, ...rest) { wrapped.push(chunk.length); return _write.call(this, chunk, ...rest); };
        await new Promise((ok) => second.on('ready', ok));
        for (const piece of ['{"StreamName":"clicks"}', 'second', 'third']) await new Promise((ok) => second.write(piece, ok));
        await new Promise((ok) => second.resume().on('end', ok).end());
        session.close(); server.close();
        return [await heard, wrapped];
      };`;
    const { results: [{ payload }], spans } = await sameAsBare({ files: { 'index.js': source }, runtime }, [{}], 3);
    expect(payload).toEqual(['hostile', [23, 6, 5]]);
    expect(spans.filter(({ attributes }) => attributes['aws.kinesis.stream_name'] === 'clicks')).toHaveLength(1);
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
});
