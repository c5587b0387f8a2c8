import { arnsOf, CONTAINER_IMAGE, modelOf, notesOf, planOf, reasonIn, reasonOf } from './model-of';
import { Backend, OtlpProtocol } from '../../src/backends/backend';
import { FunctionArchitecture } from '../../src/core/function-model';
import { SecretStore, TracingSecret } from '../../src/core/tracing-secret';
import { AwsDistroProvider } from '../../src/providers/aws-distro-provider';
import { OpenTelemetryProvider } from '../../src/providers/opentelemetry-provider';
import { COMMUNITY_REGIONS } from '../catalog/published';

const ENDPOINT = 'https://otlp.example.com:4318';
const NODEJS = 'arn:aws:lambda:eu-west-1:184161586896:layer:opentelemetry-nodejs-0_23_0:1';
const otlp = new OpenTelemetryProvider({ backend: Backend.otlp({ endpoint: ENDPOINT }) });
const withHeaders = (secretHeaders: { [name: string]: TracingSecret }, headers = {}) =>
  new OpenTelemetryProvider({ backend: Backend.otlp({ endpoint: ENDPOINT, headers, secretHeaders }) });

describe('props', () => {
  test.each<[string, any, string]>([
    ['no Backend', { backend: 'xray' }, 'backend is not a Backend, got a string; use Backend.xray() or Backend.otlp()'],
    ['an ARN for a language of the other back end', { layerArns: { ruby: 'arn:aws:lambda:eu-west-1:111122223333:layer:x:1' } }, "layerArns has 'ruby'"],
    ['an ARN for a language that OTLP has not', { backend: Backend.otlp({ endpoint: ENDPOINT }), layerArns: { dotnet: 'x' } }, "layerArns has 'dotnet'"],
  ])('fail: %s', (_, props, message) => {
    expect(() => new OpenTelemetryProvider(props)).toThrow(`OpenTelemetryProvider: ${message}`);
  });
});

describe('X-Ray, the default', () => {
  const xray = new OpenTelemetryProvider();
  const distro = new AwsDistroProvider();

  test.each([
    ['python3.13', {}], ['python3.13', { region: undefined }], ['java21', { samplingRatio: 1 }], ['dotnet8', { architecture: FunctionArchitecture.ARM64 }],
    ['ruby3.4', {}], ['python3.13', { region: 'us-gov-west-1' }],
  ])('decides about %s with %j as AwsDistroProvider does', (runtime, facts) => {
    const named = (decision: object) => JSON.parse(JSON.stringify(decision).replaceAll('aws-distro', 'opentelemetry'));
    expect(named(xray.decide(modelOf(runtime, facts)))).toEqual(named(distro.decide(modelOf(runtime, facts))));
  });
});

describe('OTLP skips', () => {
  test.each([
    ['dotnet8', 'runtimeNotSupported'], ['provided.al2023', 'runtimeNotSupported'], ['python3.9', 'runtimeNotSupported'],
    ['java25', 'runtimeNotSupported'], ['ruby3.2', 'runtimeNotSupported'], ['ruby4.0', 'runtimeNotSupported'], ['cobol1', 'runtimeNotSupported'], [undefined, 'runtimeUnknown'],
  ])('runtime %s: %s', (runtime, reason) => {
    expect(reasonOf(otlp.decide(modelOf(runtime)))).toBe(reason);
  });

  test('a container image, with the lines to add', () => {
    const decision = otlp.decide(CONTAINER_IMAGE);
    expect(reasonOf(decision)).toBe('containerImage');
    expect(reasonIn(decision).fix).toContain('COPY --from=lambda-tracing /layer/ /opt/ | ENV AWS_LAMBDA_EXEC_WRAPPER=/opt/cdk-lambda-tracing/wrapper; python: # cdk-lambda-tracing: opentelemetry python3.14 | # beside the Dockerfile:');
  });

  test.each(['cn-north-1', 'us-gov-west-1', 'eusc-de-east-1'])('region %s', (region) => {
    expect(reasonOf(otlp.decide(modelOf('python3.13', { region })))).toBe('regionNotServed');
  });

  test.each([
    ['a SecureString', TracingSecret.fromSsmParameterName('/otlp/key'), 'a SecureString parameter'],
    ['KMS ciphertext', TracingSecret.fromKmsCiphertext('AQICAHg=', 'arn:aws:kms:eu-west-1:111122223333:key/x'), 'kms-ciphertext'],
  ])('a header kept as %s', (_, secret, store) => {
    const decision = withHeaders({ 'x-api-key': secret }).decide(modelOf('python3.13'));
    expect(reasonOf(decision)).toBe('secretFormNotSupported');
    expect(decision.reason!.message).toBe(`opentelemetry cannot read a secret kept as ${store} on python3.13`);
  });
});

test('everything that is set for a published layer', () => {
  const provider = new OpenTelemetryProvider({ backend: Backend.otlp({ endpoint: ENDPOINT }), layerArns: { nodejs: NODEJS } });
  expect(planOf(provider.decide(modelOf('nodejs22.x')))).toEqual({
    level: 'CODE',
    layers: [{ arn: NODEJS, versionChosen: true }],
    execWrapper: '/opt/otel-handler',
    activeTracing: false,
    environment: {
      OTEL_EXPORTER_OTLP_ENDPOINT: ENDPOINT, OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json', OTEL_METRICS_EXPORTER: 'none', OTEL_LOGS_EXPORTER: 'none',
      OTEL_NODE_ENABLED_INSTRUMENTATIONS: 'http,undici',
    },
    referencedSecrets: [],
    notes: [],
  });
});

test.each([
  [['python3.10', 'python3.11', 'python3.12', 'python3.13', 'python3.14'], 'opentelemetry-python-0_21_0', '/opt/otel-instrument', 'http/protobuf'],
  [['java8.al2', 'java11', 'java17', 'java21'], 'opentelemetry-javaagent-0_21_0', '/opt/otel-handler', 'http/protobuf'],
  [['ruby3.3', 'ruby3.4'], 'opentelemetry-ruby-0_15_0', '/opt/otel-handler', 'http/protobuf'],
])('%j in every region and architecture', (runtimes, name, wrapper, protocol) => {
  for (const runtime of runtimes) {
    for (const architecture of [FunctionArchitecture.ARM64, FunctionArchitecture.X86_64, undefined]) {
      for (const region of COMMUNITY_REGIONS) {
        const decision = otlp.decide(modelOf(runtime, { region, architecture }));
        expect(arnsOf(decision)).toEqual([`arn:aws:lambda:${region}:184161586896:layer:${name}:1`]);
        expect(decision.plan).toMatchObject({ execWrapper: wrapper, environment: { OTEL_EXPORTER_OTLP_PROTOCOL: protocol } });
      }
    }
  }
  const unknown = otlp.decide(modelOf(runtimes[0], { region: undefined }));
  expect(notesOf(unknown)).toEqual(['regionUnknown']);
  expect(Object.keys(unknown.plan!.layers![0].arnByRegion!)).toHaveLength(34);
});

test.each([
  ['https://otlp.example.com/v1/traces', 'OTEL_EXPORTER_OTLP_TRACES_ENDPOINT'], ['https://otlp.example.com/otlp', 'OTEL_EXPORTER_OTLP_ENDPOINT'], ['${Token[TOKEN.1]}', 'OTEL_EXPORTER_OTLP_ENDPOINT'],
])('endpoint %s goes into %s', (endpoint, variable) => {
  const plan = planOf(new OpenTelemetryProvider({ backend: Backend.otlp({ endpoint }) }).decide(modelOf('nodejs22.x')));
  expect(plan.environment![variable]).toBe(endpoint);
});

test('service name and sampling', () => {
  const decision = otlp.decide(modelOf('ruby3.4', { serviceName: 'orders', samplingRatio: 0 }));
  expect(planOf(decision).environment).toMatchObject({ OTEL_SERVICE_NAME: 'orders', OTEL_TRACES_SAMPLER: 'parentbased_traceidratio', OTEL_TRACES_SAMPLER_ARG: '0' });
  expect(notesOf(decision)).toEqual([]);
});

test.each([
  ['nodejs22.x', OtlpProtocol.HTTP_JSON, 'http/json', []], ['nodejs22.x', OtlpProtocol.HTTP_PROTOBUF, 'http/protobuf', []],
  ['python3.13', OtlpProtocol.HTTP_PROTOBUF, 'http/protobuf', []], ['python3.13', OtlpProtocol.HTTP_JSON, 'http/protobuf', ['optionNotSupported']],
])('%s asked for %s sends %s', (runtime, protocol, sent, notes) => {
  const decision = new OpenTelemetryProvider({ backend: Backend.otlp({ endpoint: ENDPOINT, protocol }) }).decide(modelOf(runtime));
  expect(planOf(decision).environment).toMatchObject({ OTEL_EXPORTER_OTLP_PROTOCOL: sent });
  expect(notesOf(decision)).toEqual(notes);
});

describe('headers', () => {
  test.each([
    ['plain', 'plain'], ['Basic YTpi==', 'Basic%20YTpi=='], ['a,b;c', 'a%2Cb%3Bc'], ['100%', '100%25'], ['a+b', 'a%2Bb'], ['"q"\\', '%22q%22%5C'], ['naïve 😀', 'na%C3%AFve%20%F0%9F%98%80'],
    ['Bearer ${Token[TOKEN.4]} x', 'Bearer%20${Token[TOKEN.4]}%20x'], ['it\'s-OK_.~!#$&()*/:<=>?@[]^`{|}', 'it\'s-OK_.~!#$&()*/:<=>?@[]^`{|}'],
  ])('%s is written as %s', (value, written) => {
    expect(planOf(withHeaders({}, { 'x-a': value }).decide(modelOf('python3.13'))).environment!.OTEL_EXPORTER_OTLP_HEADERS).toBe(`x-a=${written}`);
  });

  test('every printable header comes back as it was by percent-decoding', () => {
    const printable = Array.from({ length: 95 }, (_, index) => String.fromCharCode(32 + index)).join('');
    const written = planOf(withHeaders({}, { a: printable }).decide(modelOf('python3.13'))).environment!.OTEL_EXPORTER_OTLP_HEADERS;
    expect(decodeURIComponent(written.slice(2))).toBe(printable);
    expect(written.slice(2)).not.toMatch(/[,;\s"\\]/);
  });

  test.each([
    ['a secret by name', TracingSecret.fromSecretsManagerName('otlp-key'), '{{resolve:secretsmanager:otlp-key:SecretString}}', 'secretResolvedAtDeployment'],
    ['a plain parameter', TracingSecret.fromSsmParameterName('/otlp/key', { secureString: false }), '{{resolve:ssm:/otlp/key}}', 'secretResolvedAtDeployment'],
    ['plain text', TracingSecret.fromPlainText('s3 cr3t'), 's3%20cr3t', 'secretInTemplate'],
  ])('%s is noted', (_, secret, written, note) => {
    const decision = withHeaders({ 'x-api-key': secret }, { 'x-a': '1' }).decide(modelOf('python3.13'));
    expect(planOf(decision).environment!.OTEL_EXPORTER_OTLP_HEADERS).toBe(`x-a=1,x-api-key=${written}`);
    expect(notesOf(decision)).toEqual([note]);
    expect(decision.plan!.referencedSecrets).toEqual([secret]);
  });

  test('two secrets of one kind are noted once', () => {
    const secret = TracingSecret.fromSecretsManagerName('k');
    expect(secret.store).toBe(SecretStore.SECRETS_MANAGER);
    expect(notesOf(withHeaders({ a: secret, b: secret }).decide(modelOf('python3.13')))).toEqual(['secretResolvedAtDeployment']);
  });
});

describe('a back end with conditions', () => {
  const key = TracingSecret.fromSecretsManagerName('key');

  test.each([
    ['python3.13', Backend.dynatrace({ environment: 'abc12345', authorization: key }), 'http/protobuf'], ['java21', Backend.splunk({ realm: 'us1', accessToken: key }), 'http/protobuf'],
  ])('%s sends what it takes', (runtime, backend, protocol) => {
    expect(planOf(new OpenTelemetryProvider({ backend }).decide(modelOf(runtime))).environment).toMatchObject({ OTEL_EXPORTER_OTLP_PROTOCOL: protocol });
  });

  test('a layer that sends something else would lose its spans: the community\'s for Node.js', () => {
    const layerArns = { nodejs: 'arn:aws:lambda:eu-west-1:111122223333:layer:otel:1' };
    const { reason } = new OpenTelemetryProvider({ backend: Backend.dynatrace({ environment: 'abc12345', authorization: key }), layerArns }).decide(modelOf('nodejs22.x'));
    expect(reason!.message).toBe('Dynatrace takes http/protobuf only, and the tracer of opentelemetry for nodejs22.x sends http/json');
  });

  test('Splunk\'s path is complete', () => {
    const plan = planOf(new OpenTelemetryProvider({ backend: Backend.splunk({ realm: 'us1', accessToken: key }) }).decide(modelOf('python3.13')));
    expect(plan.environment).toMatchObject({ OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'https://ingest.us1.observability.splunkcloud.com/v2/trace/otlp' });
  });

  test('Zipkin is spoken by our own layer only', () => {
    const zipkin = new OpenTelemetryProvider({ backend: Backend.zipkin({ endpoint: 'http://zipkin:9411/api/v2/spans' }) });
    expect(planOf(zipkin.decide(modelOf('nodejs22.x'))).environment).toMatchObject({ OTEL_TRACES_EXPORTER: 'zipkin', OTEL_EXPORTER_ZIPKIN_ENDPOINT: 'http://zipkin:9411/api/v2/spans' });
    expect(reasonOf(zipkin.decide(modelOf('python3.13')))).toBe('backendNotSupported');
  });
});
