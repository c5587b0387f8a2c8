import { Backend, BackendKind } from '../../src/backends/backend';
import { BACKENDS } from '../../src/catalog/backends';
import { TracingSecret } from '../../src/core/tracing-secret';

const secret = TracingSecret.fromSecretsManagerName('key');
const authorization = secret;
const any = Backend as unknown as { [method: string]: (options?: any) => Backend };

describe('options', () => {
  test.each<[string, any, string]>([
    ['grafanaCloud', undefined, 'zone cannot be part of an address, got nothing; use letters, digits, dots and hyphens; authorization is not a TracingSecret, got a undefined'],
    ['grafanaCloud', { zone: 'x.io/', authorization }, 'zone cannot be part of an address, got "x.io/"'],
    ['honeycomb', { apiKey: 's3cr3t' }, 'apiKey is not a TracingSecret, got a string'],
    ['honeycomb', { apiKey: secret, region: 'mars' }, "region is not one of us, eu, got 'mars'"],
    ['newRelic', { licenseKey: secret, region: 'EU' }, "region is not one of us, eu, got 'EU'"],
    ['dash0', { authorization }, 'region cannot be part of an address, got nothing'],
    ['datadog', { apiKey: secret }, 'endpoint is missing, got undefined'],
    ['elastic', { endpoint: 'x', authorization }, "endpoint is not an http or https URL, got 'x'"],
    ['instana', { endpoint: 'https://x.io', agentKey: secret }, "the value of header 'x-instana-host' is empty"],
    ['coralogix', { domain: 'eu1.coralogix.com', authorization }, "the value of header 'cx-application-name' is empty; the value of header 'cx-subsystem-name' is empty"],
    ['axiom', { authorization }, "the value of header 'x-axiom-dataset' is empty"],
    ['splunk', { realm: 'a b', accessToken: secret }, 'realm cannot be part of an address, got "a b"'],
    ['lumigo', undefined, 'authorization is not a TracingSecret'], ['uptrace', undefined, 'dsn is not a TracingSecret'], ['sigNoz', { region: 'us' }, 'ingestionKey is not a TracingSecret'],
    ['dynatrace', { environment: '', authorization }, 'environment cannot be part of an address, got ""'],
    ['zipkin', undefined, 'endpoint is missing'], ['jaeger', undefined, 'endpoint is missing'], ['collector', { endpoint: 'grpc://x' }, "endpoint is not an http or https URL, got 'grpc://x'"],
  ])('of %s fail (%#)', (method, options, message) => {
    expect(() => any[method](options)).toThrow(`Backend.${method}(): `);
    expect(() => any[method](options)).toThrow(message);
    try { any[method](options); } catch (error) { expect((error as Error).message).not.toContain('s3cr3t'); }
  });
});

test.each<[string, Backend, string, string, object, string[]]>([
  ['Grafana Cloud', Backend.grafanaCloud({ zone: 'prod-eu-west-2', authorization }), 'https://otlp-gateway-prod-eu-west-2.grafana.net/otlp', 'authorization', {}, []],
  ['Honeycomb', Backend.honeycomb({ apiKey: secret }), 'https://api.honeycomb.io', 'x-honeycomb-team', {}, ['http/protobuf', 'http/json']],
  ['Honeycomb', Backend.honeycomb({ apiKey: secret, region: 'eu' }), 'https://api.eu1.honeycomb.io', 'x-honeycomb-team', {}, ['http/protobuf', 'http/json']],
  ['Dash0', Backend.dash0({ region: 'eu-west-1', authorization, dataset: 'd' }), 'https://ingress.eu-west-1.aws.dash0.com', 'authorization', { 'dash0-dataset': 'd' }, []],
  ['New Relic', Backend.newRelic({ licenseKey: secret }), 'https://otlp.nr-data.net', 'api-key', {}, []],
  ['New Relic', Backend.newRelic({ licenseKey: secret, region: 'eu' }), 'https://otlp.eu01.nr-data.net', 'api-key', {}, []],
  ['Datadog', Backend.datadog({ endpoint: 'https://intake.example.com/v1/traces', apiKey: secret }), 'https://intake.example.com/v1/traces', 'dd-api-key', { 'dd-protocol': 'otlp', 'dd-otlp-source': 'datadog' }, ['http/protobuf']],
  ['Dynatrace', Backend.dynatrace({ environment: 'abc12345', authorization }), 'https://abc12345.live.dynatrace.com/api/v2/otlp', 'authorization', {}, ['http/protobuf']],
  ['Elastic', Backend.elastic({ endpoint: 'https://apm.example.com', authorization }), 'https://apm.example.com', 'authorization', {}, ['http/protobuf']],
  ['Splunk Observability Cloud', Backend.splunk({ realm: 'us1', accessToken: secret }), 'https://ingest.us1.observability.splunkcloud.com/v2/trace/otlp', 'x-sf-token', {}, ['http/protobuf']],
  ['Instana', Backend.instana({ endpoint: 'https://otlp-blue-saas.instana.io:4318', agentKey: secret, host: 'lambda' }), 'https://otlp-blue-saas.instana.io:4318', 'x-instana-key', { 'x-instana-host': 'lambda' }, []],
  ['Lumigo', Backend.lumigo({ authorization }), 'https://ga-otlp.lumigo-tracer-edge.golumigo.com', 'authorization', {}, []],
  ['Coralogix', Backend.coralogix({ domain: 'eu1.coralogix.com', authorization, application: 'a', subsystem: 's' }), 'https://ingress.eu1.coralogix.com', 'authorization', { 'cx-application-name': 'a', 'cx-subsystem-name': 's' }, ['http/protobuf', 'http/json']],
  ['SigNoz Cloud', Backend.sigNoz({ region: 'eu', ingestionKey: secret }), 'https://ingest.eu.signoz.cloud:443', 'signoz-ingestion-key', {}, []],
  ['Uptrace', Backend.uptrace({ dsn: secret }), 'https://api.uptrace.dev', 'uptrace-dsn', {}, []],
  ['Axiom', Backend.axiom({ dataset: 'd', authorization }), 'https://api.axiom.co', 'authorization', { 'x-axiom-dataset': 'd' }, []],
])('%s (%#)', (vendor, backend, endpoint, header, headers, acceptedProtocols) => {
  expect(backend).toMatchObject({ kind: BackendKind.OTLP, vendor, endpoint, headers, secretHeaders: { [header]: secret }, acceptedProtocols, protocol: undefined });
  expect(Object.keys(backend.secretHeaders)).toEqual([header]);
});

test.each([['Jaeger', Backend.jaeger({ endpoint: 'http://jaeger:4318' })], ['OpenTelemetry Collector', Backend.collector({ endpoint: 'http://jaeger:4318' })]])('%s of one\'s own needs an address only', (vendor, backend) => {
  expect(backend).toMatchObject({ kind: BackendKind.OTLP, vendor, endpoint: 'http://jaeger:4318', headers: {}, secretHeaders: {} });
});

test('Zipkin has a kind of its own', () => {
  expect(Backend.zipkin({ endpoint: 'http://zipkin:9411/api/v2/spans' })).toMatchObject({ kind: BackendKind.ZIPKIN, endpoint: 'http://zipkin:9411/api/v2/spans' });
});

test('a token may stand in an address', () => {
  expect(Backend.splunk({ realm: '${Token[TOKEN.3]}', accessToken: secret }).endpoint).toBe('https://ingest.${Token[TOKEN.3]}.observability.splunkcloud.com/v2/trace/otlp');
});

test.each(Object.entries(BACKENDS))('%s has a source for what is said of it', (_, { sources }) => {
  expect(sources.length).toBeGreaterThan(0);
  sources.forEach((source) => expect(source).toMatch(/^(https:\/\/|github[:.]|npm |Headers )/));
});
