import { createSocket } from 'node:dgram';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { gzipSync } from 'node:zlib';
import { started } from './started';
import { BackEnd, Behaviour, BlackHole, SecretStore, TraceBackEnd, XrayDaemon, selfSigned } from '../../sandbox';

const packages = path.join(__dirname, '..', '..', 'sandbox', 'runtimes', 'node_modules');
const closing: { close(): Promise<void> }[] = [];
afterEach(async () => {
  await Promise.all(closing.map(async (one) => one.close()));
  closing.length = 0;
});
function kept<T extends { close(): Promise<void> }>(one: T): T {
  closing.push(one);
  return one;
}

interface Answer {
  readonly status: number;
  readonly body: string;
  readonly headers: Record<string, unknown>;
}

/** Posts, without a connection kept; an error comes as its code. */
async function post(url: string, body: string | Buffer = '', headers: Record<string, string> = {}, ca?: string): Promise<Answer | string> {
  return new Promise((resolve) => {
    const options = { method: 'POST', headers, agent: false as const, timeout: 1_000, ...(ca === undefined ? {} : { ca }) };
    const call = (url.startsWith('https') ? httpsRequest : httpRequest)(url, options, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => resolve({ status: response.statusCode!, body: Buffer.concat(chunks).toString(), headers: response.headers }));
      response.on('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
    });
    call.on('timeout', () => call.destroy(Object.assign(new Error(), { code: 'TIMEOUT' })));
    call.on('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
    call.end(body);
  });
}

describe('a back end that misbehaves', () => {
  test.each([
    ['refuses', { status: 503, body: 'busy' }, { status: 503, body: 'busy' }],
    ['throttles', { status: 429, headers: { 'retry-after': '7' } }, { status: 429, headers: { 'retry-after': '7' } }],
    ['hangs', { fault: 'hang' }, 'TIMEOUT'],
    ['resets', { fault: 'reset' }, 'ECONNRESET'],
    ['resets before it has read', { fault: 'reset-on-read' }, 'ECONNRESET'],
    ['closes amid the body', { fault: 'close-mid-body', body: 'half' }, 'ECONNRESET'],
    ['is fine', { body: 'thanks' }, { status: 200, body: 'thanks' }],
  ] as [string, Behaviour, object | string][])('%s', async (_what, behaviour, expected) => {
    const backEnd = kept(await new BackEnd({ behaviour }).listen());
    const answer = await post(backEnd.url, 'body');
    if (typeof expected === 'string') expect(answer).toBe(expected);
    else expect(answer).toMatchObject(expected);
  });

  test('answers late', async () => {
    const backEnd = kept(await new BackEnd({ behaviour: { delayMs: 200 } }).listen());
    const before = Date.now();
    await post(backEnd.url);
    expect(Date.now() - before).toBeGreaterThan(180);
  });

  test('behaves by the request, and recovers', async () => {
    const backEnd = kept(await new BackEnd().listen());
    backEnd.behaviour = (_request, index) => (index < 2 ? { status: 500 } : {});
    const statuses = [];
    for (let call = 0; call < 3; call++) statuses.push((await post(backEnd.url) as Answer).status);
    expect(statuses).toEqual([500, 500, 200]);
  });

  test('refuses connections, and listens again on the same port', async () => {
    const backEnd = kept(await new BackEnd().listen());
    await backEnd.refuse();
    expect(await post(backEnd.url)).toBe('ECONNREFUSED');
    await backEnd.listen();
    expect(await post(backEnd.url)).toMatchObject({ status: 200 });
  });

  test('swallows connections like a black hole', async () => {
    const hole = kept(await BlackHole.open());
    const socket = connect(hole.port, '127.0.0.1');
    const outcome = await Promise.race([
      new Promise((resolve) => socket.once('connect', () => resolve('connected')).once('error', (error) => resolve(error.message))),
      new Promise((resolve) => setTimeout(resolve, 500, 'nothing')),
    ]);
    socket.destroy();
    expect(outcome).toBe('nothing');
  });
});

describe('TLS', () => {
  test.each([
    ['a certificate nobody knows', {}, false, 'DEPTH_ZERO_SELF_SIGNED_CERT'],
    ['one that has expired', { notAfter: new Date(Date.now() - 1000) }, true, 'CERT_HAS_EXPIRED'],
    ['one for another host', { names: ['elsewhere.example'] }, true, 'ERR_TLS_CERT_ALTNAME_INVALID'],
    ['one that is trusted', {}, true, 200],
  ])('with %s', async (_what, options, trusted, expected) => {
    const certificate = selfSigned(options);
    const backEnd = kept(await new BackEnd({ certificate }).listen());
    const answer = await post(backEnd.url, '', {}, trusted ? certificate.certificate : undefined);
    expect(typeof answer === 'string' ? answer : answer.status).toBe(expected);
  });

  test('a function trusts the certificate by NODE_EXTRA_CA_CERTS', async () => {
    const certificate = selfSigned();
    const directory = mkdtempSync(path.join(tmpdir(), 'sandbox-test-'));
    const file = path.join(directory, 'ca.pem');
    writeFileSync(file, certificate.certificate);
    const backEnd = kept(await new TraceBackEnd({ certificate }).listen());
    const sandbox = await started('official-exporters.handler', {
      runtime: 'nodejs24.x',
      timeoutSeconds: 20,
      mounts: { '/var/node_modules': packages, '/var/certificates/ca.pem': file },
      environment: { NODE_EXTRA_CA_CERTS: '/var/certificates/ca.pem' },
    });
    expect(await sandbox.invoke({ protocol: 'protobuf', url: `${backEnd.url}/v1/traces` })).toMatchObject({ status: 'success' });
    expect(backEnd.spans).toHaveLength(1);
    rmSync(directory, { recursive: true });
  });
});

describe('a trace back end', () => {
  test.each([
    ['protobuf', '/v1/traces', undefined],
    ['protobuf', '/v1/traces', 'gzip'],
    ['json', '/v1/traces', undefined],
    ['json', '/any/path', 'gzip'],
  ])('decodes what the official exporter sends: %s to %s, %s', async (protocol, where, compression) => {
    const backEnd = kept(await new TraceBackEnd().listen());
    const sandbox = await started('official-exporters.handler', { runtime: 'nodejs24.x', timeoutSeconds: 20, mounts: { '/var/node_modules': packages } });
    const { payload: spanId, status } = await sandbox.invoke({ protocol, url: backEnd.url + where, compression });
    expect(status).toBe('success');
    expect(backEnd.malformed).toEqual([]);
    expect(backEnd.spans).toEqual([{
      traceId: '0af7651916cd43dd8448eb211c80319c',
      spanId,
      parentSpanId: 'b7ad6b7169203331',
      name: 'GET /orders/{id}',
      kind: 'client',
      start: 1_700_000_000_123_456_789n,
      end: 1_700_000_001_987_654_321n,
      attributes: { text: 'grün ☃', yes: true, no: false, small: -1, big: 2 ** 52, half: 0.5, list: ['a', 'b'], numbers: [1, 2] },
      events: ['retry', 'exception'].map((name) => ({ name, time: 1_700_000_000_200_000_000n, attributes: { attempt: 2 } })),
      links: [expect.objectContaining({ traceId: '1'.repeat(32), spanId: '2'.repeat(16), attributes: { why: 'batch' } })],
      status: { code: 'error', message: 'it broke' },
      flags: 769,
      dropped: { attributes: 0, events: 1, links: 0 },
      resource: expect.objectContaining({ 'service.name': 'orders', 'deployment.rank': 7 }),
      scope: { name: 'checkout', version: '1.2.3' },
    }]);
    const [request] = backEnd.requests;
    expect(request.headers['content-encoding']).toBe(compression);
  });

  test('decodes what the official Zipkin exporter sends', async () => {
    const backEnd = kept(await new TraceBackEnd().listen());
    const sandbox = await started('official-exporters.handler', { runtime: 'nodejs24.x', timeoutSeconds: 20, mounts: { '/var/node_modules': packages } });
    await sandbox.invoke({ protocol: 'zipkin', url: `${backEnd.url}/api/v2/spans` });
    expect(backEnd.spans).toMatchObject([{
      traceId: '0af7651916cd43dd8448eb211c80319c',
      parentSpanId: 'b7ad6b7169203331',
      name: 'GET /orders/{id}',
      kind: 'client',
      // Microseconds.
      start: 1_700_000_000_123_457_000n,
      attributes: { 'text': 'grün ☃', 'half': '0.5', 'otel.status_code': 'ERROR' },
      events: [{ name: 'retry' }, { name: 'exception' }],
      status: { code: 'error', message: 'it broke' },
      resource: { 'service.name': 'orders' },
    }]);
  });

  test.each([
    ['application/x-protobuf', Buffer.from([0xff, 0xff, 0xff])],
    ['application/x-protobuf', Buffer.from([0x0a, 0x7f, 0x00])],
    ['application/json', '{"resourceSpans":[{"scopeSpans":[{"spans":[{"traceId":"short","spanId":"x"}]}]}]}'],
    ['application/json', 'no JSON'],
    ['text/plain', 'x'],
  ])('turns away what is malformed: %s %j', async (type, body) => {
    const backEnd = kept(await new TraceBackEnd().listen());
    expect(await post(`${backEnd.url}/v1/traces`, body, { 'content-type': type })).toMatchObject({ status: 400 });
    expect(backEnd.malformed).toHaveLength(1);
    expect(backEnd.spans).toEqual([]);
  });

  test('counts no span of a request that it turned away', async () => {
    const backEnd = kept(await new TraceBackEnd({ behaviour: { status: 500 } }).listen());
    const body = gzipSync(Buffer.from('{"resourceSpans":[]}'));
    expect(await post(backEnd.url, body, { 'content-type': 'application/json', 'content-encoding': 'gzip' })).toMatchObject({ status: 500 });
    expect(backEnd.requests[0].body.toString()).toBe('{"resourceSpans":[]}');
    expect(backEnd.malformed).toEqual([]);
  });
});

describe('the X-Ray daemon', () => {
  const HEADER = '{"format":"json","version":1}\n';
  const send = async (daemon: XrayDaemon, ...datagrams: string[]) => {
    const socket = createSocket('udp4');
    const [host, port] = daemon.address.split(':');
    for (const datagram of datagrams) await new Promise((resolve) => socket.send(datagram, Number(port), host, resolve));
    socket.close();
  };

  test('takes segments and OTLP, and keeps the rest apart', async () => {
    const daemon = kept(await XrayDaemon.start());
    // One span named "a": ResourceSpans > ScopeSpans > Span.
    const span = Buffer.concat([Buffer.from([0x0a, 16]), Buffer.alloc(16, 1), Buffer.from([0x12, 8]), Buffer.alloc(8, 2), Buffer.from([0x2a, 1, 0x61])]);
    const nested = (number: number, content: Buffer) => Buffer.concat([Buffer.from([number * 8 + 2, content.length]), content]);
    const otlp = nested(1, nested(2, nested(2, span)));
    await send(daemon, `${HEADER}{"name":"segment"}`, `${HEADER}T1S${otlp.toString('base64')}`, 'no header', `${HEADER}not JSON`);
    expect(await daemon.waitForSpans(1)).toMatchObject([{ traceId: '01'.repeat(16), spanId: '02'.repeat(8), name: 'a', kind: 'unspecified' }]);
    for (let wait = 0; wait < 100 && daemon.rejected.length < 2; wait++) await new Promise((resolve) => setTimeout(resolve, 10));
    expect(daemon.segments).toEqual([{ name: 'segment' }]);
    expect(daemon.rejected.map(({ datagram }) => datagram.toString())).toEqual(['no header', `${HEADER}not JSON`]);
  });
});

describe('the secret store', () => {
  const ask = async (store: SecretStore, target: string, input: object, authorization = 'AWS4-HMAC-SHA256 Credential=x') => {
    const answer = await post(store.url, JSON.stringify(input), { 'x-amz-target': target, 'content-type': 'application/x-amz-json-1.1', authorization }) as Answer;
    return { status: answer.status, body: JSON.parse(answer.body) as unknown };
  };

  test.each([
    ['secretsmanager.GetSecretValue', { SecretId: 'absent' }, 400, { __type: 'ResourceNotFoundException' }],
    ['secretsmanager.GetSecretValue', { SecretId: 'forbidden' }, 400, { __type: 'AccessDeniedException' }],
    ['AmazonSSM.GetParameter', { Name: '/absent' }, 400, { __type: 'ParameterNotFound' }],
    ['AmazonSSM.DeleteParameter', { Name: '/key' }, 400, { __type: 'UnknownOperationException' }],
    ['secretsmanager.GetSecretValue', { SecretId: 'text' }, 200, { SecretString: 'value' }],
    ['secretsmanager.GetSecretValue', { SecretId: 'binary' }, 200, { SecretBinary: 'AQI=' }],
    ['AmazonSSM.GetParameter', { Name: '/key', WithDecryption: true }, 200, { Parameter: { Value: 'parameter' } }],
  ])('answers %s %j with %d', async (target, input, status, body) => {
    const store = kept(await new SecretStore({ secrets: { text: 'value', binary: Buffer.from([1, 2]) }, parameters: { '/key': 'parameter' }, denied: ['forbidden'] }).listen());
    expect(await ask(store, target, input)).toMatchObject({ status, body });
  });

  test('answers nobody who does not sign', async () => {
    const store = kept(await new SecretStore({ secrets: { text: 'value' } }).listen());
    expect(await ask(store, 'secretsmanager.GetSecretValue', { SecretId: 'text' }, 'Bearer x')).toMatchObject({ status: 400, body: { __type: 'MissingAuthenticationTokenException' } });
  });
});
