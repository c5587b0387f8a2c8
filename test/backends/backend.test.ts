import { Backend, BackendKind, OtlpProtocol } from '../../src/backends/backend';
import { TracingSecret } from '../../src/core/tracing-secret';

const endpoint = 'https://otlp.example.com';

describe('Backend.otlp()', () => {
  test.each<[string, any, string]>([
    ['without options', undefined, 'endpoint is missing, got undefined; pass a URL such as https://otlp.example.com'],
    ['with an endpoint that is no URL', { endpoint: 'otlp.example.com' }, "endpoint is not an http or https URL, got 'otlp.example.com'"],
    ['with an endpoint of another scheme', { endpoint: 'grpc://otlp.example.com' }, "endpoint is not an http or https URL, got 'grpc://otlp.example.com'"],
    ['with an empty endpoint', { endpoint: '' }, "endpoint is not an http or https URL, got ''"],
    ['with an endpoint in white space', { endpoint: ' https://otlp.example.com' }, "endpoint is not an http or https URL, got ' https://otlp.example.com'"],
    ['with an endpoint that ends a line', { endpoint: 'https://otlp.example.com/v1/traces\n' }, "endpoint is not an http or https URL, got 'https://otlp.example.com/v1/traces\\n'"],
    ['with an endpoint without slashes', { endpoint: 'https:otlp.example.com' }, "endpoint is not an http or https URL, got 'https:otlp.example.com'"],
    ['with an endpoint that has a fragment', { endpoint: 'https://otlp.example.com/#a' }, "endpoint has a fragment, which is never sent; pass it without '#a'"],
    ['with an endpoint that has a query and no path for traces', { endpoint: 'https://otlp.example.com?key=a' }, 'endpoint has a query, and no path for traces before it; pass the whole address'],
    ['with an empty header', { endpoint, headers: { a: '' } }, "the value of header 'a' is not a single line of text; pass a string that is not empty"],
    ['with a control character in a header', { endpoint, headers: { a: 'v\u0007' } }, "the value of header 'a' is not a single line of text"],
    ['with headers that are a text', { endpoint, headers: 'a=b' as any }, 'headers is not a plain object with a value for each name, got String'],
    ['with secret headers that are a list', { endpoint, secretHeaders: ['s3cret'] as any }, 'secretHeaders is not a plain object with a value for each name, got Array'],
    ['with headers in a Map', { endpoint, headers: new Map([['a', 'b']]) as any }, 'headers is not a plain object with a value for each name, got Map'],
    ['with a bad header name', { endpoint, headers: { 'x key': 'v' } }, "'x key' is not the name of an HTTP header; use letters, digits and hyphens"],
    ['with a bad secret header name', { endpoint, secretHeaders: { 'a:b': TracingSecret.fromPlainText('v') } }, "'a:b' is not the name of an HTTP header"],
    ['with a header in both', { endpoint, headers: { A: 'v' }, secretHeaders: { a: TracingSecret.fromPlainText('v') } }, "header 'a' is given twice; give it once, in headers or in secretHeaders"],
    ['with a header of two lines', { endpoint, headers: { a: 'v\nb: w' } }, "the value of header 'a' is not a single line of text; pass a string that is not empty, without line breaks or other control characters"],
    ['with a header that is no text', { endpoint, headers: { a: 1 } }, "the value of header 'a' is not a single line of text"],
    ['with a secret header that is a string', { endpoint, secretHeaders: { a: 's3cr3t' } }, "secret header 'a' is not a TracingSecret, got a string; pass TracingSecret.fromSecretsManagerName()"],
    ['with an unknown protocol', { endpoint, protocol: 'grpc' }, "protocol is not one of http/protobuf, http/json, got 'grpc'; pass an OtlpProtocol"],
  ])('fails %s', (_, options, message) => {
    expect(() => Backend.otlp(options)).toThrow('Backend.otlp(): ');
    expect(() => Backend.otlp(options)).toThrow(message);
  });

  test('fails once for everything, and repeats no secret', () => {
    let message = '';
    try { Backend.otlp({ endpoint: 'https://user:hunter2@example.com', headers: { a: 'hunter3\n' }, secretHeaders: { b: 'hunter4' as any } }); } catch (error) { message = (error as Error).message; }
    expect(message).toMatch(/endpoint holds a user name or password; pass them as a secret header; the value of header 'a' .*; secret header 'b'/);
    expect(message).not.toContain('hunter');
  });

  test.each(['https://otlp.example.com', 'http://10.0.0.1:4318', 'https://otlp.example.com/v1/traces', 'https://otlp.example.com/v1/traces?key=a', '${Token[TOKEN.7]}', 'https://${Token[TOKEN.7]}:4318'])('takes %s', (url) => {
    expect(Backend.otlp({ endpoint: url })).toMatchObject({ kind: BackendKind.OTLP, endpoint: url, headers: {}, secretHeaders: {}, protocol: undefined });
  });

  test('keeps what it was given', () => {
    const secret = TracingSecret.fromSecretsManagerName('key');
    expect(Backend.otlp({ endpoint, headers: { a: '1' }, secretHeaders: { b: secret }, protocol: OtlpProtocol.HTTP_JSON }))
      .toMatchObject({ headers: { a: '1' }, secretHeaders: { b: secret }, protocol: 'http/json' });
  });
});

test('Backend.xrayOtlp() has nothing to configure', () => {
  expect(Backend.xrayOtlp()).toMatchObject({ kind: BackendKind.XRAY_OTLP, vendor: 'xray-otlp', endpoint: undefined });
});

test('Backend.xray() has nothing to configure', () => {
  expect(Backend.xray()).toMatchObject({ kind: BackendKind.XRAY, endpoint: undefined, headers: {}, secretHeaders: {} });
});
