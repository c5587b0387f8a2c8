import { modelOf, notesOf, planOf, reasonOf } from './model-of';
import { Backend } from '../../src/backends/backend';
import { TracingSecret } from '../../src/core/tracing-secret';
import { HoneycombProvider } from '../../src/providers/honeycomb-provider';
import { OpenTelemetryProvider } from '../../src/providers/opentelemetry-provider';
import { RotelProvider } from '../../src/providers/rotel-provider';

const endpoint = 'https://otlp.example.com';
const SECRET_ARN = 'arn:${AWS::Partition}:secretsmanager:${AWS::Region}:${AWS::AccountId}:secret:key';
const secret = TracingSecret.fromSecretsManagerName('key');
const parameter = TracingSecret.fromSsmParameterName('/key', { secureString: false });
const secured = TracingSecret.fromSsmParameterName('/key');
const field = TracingSecret.fromSecretsManagerName('key', { jsonField: 'a' });
const plain = TracingSecret.fromPlainText('a$b');
const backendWith = (one?: TracingSecret, options: Partial<Parameters<typeof Backend.otlp>[0]> = {}) => Backend.otlp({ endpoint, ...options, ...(one ? { secretHeaders: { 'x-api-key': one } } : {}) });

describe('the Collector', () => {
  const decide = (backend: Backend, runtime = 'python3.13') => new OpenTelemetryProvider({ backend, collector: true }).decide(modelOf(runtime));
  const configOf = (backend: Backend, runtime?: string) => {
    const uri = planOf(decide(backend, runtime)).environment!.OPENTELEMETRY_COLLECTOR_CONFIG_URI;
    expect(uri).toMatch(/^yaml:/);
    return JSON.parse(uri.slice('yaml:'.length));
  };

  test.each([[Backend.xray(), 'xray'], [Backend.zipkin({ endpoint: 'http://z:9411/api/v2/spans' }), 'Zipkin']])('has nothing to do with %s', (backend, vendor) => {
    expect(() => new OpenTelemetryProvider({ backend, collector: true })).toThrow(`OpenTelemetryProvider: collector is for a back end that takes OTLP, and this one is ${vendor}; leave collector out`);
  });

  test('takes spans in by OTLP, and hands them on; decouple is last', () => {
    expect(configOf(backendWith(undefined, { headers: { a: 'x$y' } }))).toEqual({
      receivers: { otlp: { protocols: { http: { endpoint: 'localhost:4318' } } } },
      processors: { batch: {}, decouple: {} },
      exporters: { otlphttp: { endpoint, headers: { a: 'x$$y' } } },
      service: { pipelines: { traces: { receivers: ['otlp'], processors: ['batch', 'decouple'], exporters: ['otlphttp'] } } },
    });
  });

  test.each([[`${endpoint}/v1/traces`], ['https://ingest.us1.observability.splunkcloud.com/v2/trace/otlp']])('a path that is complete stays as it is: %s', (url) => {
    expect(configOf(Backend.otlp({ endpoint: url })).exporters.otlphttp).toEqual({ traces_endpoint: url });
  });

  test('a token stays a token', () => {
    expect(configOf(Backend.otlp({ endpoint: 'https://${Token[TOKEN.1]}', headers: { a: '$${Token[TOKEN.2]}' } })).exporters.otlphttp)
      .toEqual({ endpoint: 'https://${Token[TOKEN.1]}', headers: { a: '$$${Token[TOKEN.2]}' } });
  });

  test('the tracer sends to it', () => {
    expect(planOf(decide(backendWith())).environment).toMatchObject({ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://localhost:4318', OTEL_EXPORTER_OTLP_PROTOCOL: 'http/protobuf', OTEL_METRICS_EXPORTER: 'none' });
    expect(planOf(decide(backendWith(), 'nodejs22.x')).environment).toMatchObject({ OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json' });
    expect(planOf(decide(backendWith(), 'provided.al2023')).environment).not.toHaveProperty('OTEL_EXPORTER_OTLP_ENDPOINT');
  });

  test('reads a secret by itself, and only its ARN is in the template', () => {
    const plan = planOf(decide(backendWith(secret)));
    expect(configOf(backendWith(secret)).exporters.otlphttp.headers).toEqual({ 'x-api-key': `\${secretsmanager:${SECRET_ARN}}` });
    expect(plan.permissions).toEqual([{ actions: ['secretsmanager:GetSecretValue'], resources: [`${SECRET_ARN}-??????`] }]);
    expect(plan.notes).toEqual([]);
  });

  test.each([[parameter, '{{resolve:ssm:/key}}', 'secretResolvedAtDeployment'], [field, '{{resolve:secretsmanager:key:SecretString:a}}', 'secretResolvedAtDeployment'], [plain, 'a$$b', 'secretInTemplate']])('does not read another form (%#)', (one, value, note) => {
    expect(configOf(backendWith(one)).exporters.otlphttp.headers).toEqual({ 'x-api-key': value });
    expect(notesOf(decide(backendWith(one)))).toEqual([note]);
  });

  test('cannot have a SecureString', () => {
    expect(reasonOf(decide(backendWith(secured)))).toBe('secretFormNotSupported');
  });

  test('sends protobuf to a back end that takes nothing else, from Node.js too', () => {
    const backend = Backend.dynatrace({ environment: 'abc12345', authorization: secret });
    expect(planOf(decide(backend, 'nodejs22.x')).level).toBe('CODE');
  });
});

describe('X-Ray by OTLP', () => {
  const provider = new OpenTelemetryProvider({ backend: Backend.xrayOtlp() });
  const configOf = (runtime: string, region?: string) =>
    JSON.parse(planOf(provider.decide(modelOf(runtime, { region }))).environment!.OPENTELEMETRY_COLLECTOR_CONFIG_URI.slice('yaml:'.length));

  test.each([
    ['eu-west-1', 'https://xray.eu-west-1.amazonaws.com/v1/traces', 'eu-west-1'], [undefined, 'https://xray.${AWS::Region}.${AWS::URLSuffix}/v1/traces', '${AWS::Region}'],
  ])('in %s: the Collector signs', (region, url, signed) => {
    expect(configOf('python3.13', region)).toEqual({
      extensions: { sigv4auth: { service: 'xray', region: signed } },
      receivers: { otlp: { protocols: { http: { endpoint: 'localhost:4318' } } } },
      processors: { batch: {}, decouple: {} },
      exporters: { otlphttp: { traces_endpoint: url, auth: { authenticator: 'sigv4auth' } } },
      service: { extensions: ['sigv4auth'], pipelines: { traces: { receivers: ['otlp'], processors: ['batch', 'decouple'], exporters: ['otlphttp'] } } },
    });
  });

  test('the tracer sends to it, the role may write, and active tracing stays as it is', () => {
    expect(planOf(provider.decide(modelOf('ruby3.4')))).toMatchObject({
      level: 'CODE', activeTracing: false, permissions: [{ actions: ['xray:PutTraceSegments'], resources: ['*'] }], environment: { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://localhost:4318' },
    });
    expect(planOf(provider.decide(modelOf('provided.al2023'))).level).toBe('INVOCATION');
  });

  test('Node.js needs no Collector, but may have one', () => {
    expect(planOf(provider.decide(modelOf('nodejs22.x'))).environment).not.toHaveProperty('OPENTELEMETRY_COLLECTOR_CONFIG_URI');
    expect(planOf(new OpenTelemetryProvider({ backend: Backend.xrayOtlp(), collector: true }).decide(modelOf('nodejs22.x'))).layers).toHaveLength(2);
  });
});

describe('Rotel', () => {
  const decide = (backend: Backend, runtime = 'nodejs22.x') => new RotelProvider({ backend }).decide(modelOf(runtime));

  test.each<[any, string]>([[undefined, 'got undefined'], [{ backend: Backend.xray() }, 'got xray'], [{ backend: Backend.otlp({ endpoint }), layerArns: { cobol: 'x' } }, "layerArns has 'cobol'"]])('fails with %j', (props, message) => {
    expect(() => new RotelProvider(props)).toThrow('RotelProvider: ');
    expect(() => new RotelProvider(props)).toThrow(message);
  });

  test('everything that is set', () => {
    const plan = planOf(decide(backendWith(secret, { headers: { a: '1' } })));
    expect(plan.environment).toMatchObject({
      ROTEL_OTLP_EXPORTER_ENDPOINT: endpoint, ROTEL_OTLP_EXPORTER_PROTOCOL: 'http', ROTEL_OTLP_EXPORTER_CUSTOM_HEADERS: `a=1,x-api-key=\${${SECRET_ARN}}`,
      OTEL_EXPORTER_OTLP_ENDPOINT: 'http://localhost:4318',
    });
    expect(plan.permissions).toEqual([
      { actions: ['secretsmanager:GetSecretValue'], resources: [`${SECRET_ARN}-??????`] }, { actions: ['secretsmanager:BatchGetSecretValue'], resources: ['*'] },
    ]);
  });

  test('a parameter is read by the action for many', () => {
    expect(planOf(decide(backendWith(secured))).permissions).toEqual([{ actions: ['ssm:GetParameters'], resources: ['arn:${AWS::Partition}:ssm:${AWS::Region}:${AWS::AccountId}:parameter/key'] }]);
  });

  test('plain text is noted, ciphertext is skipped', () => {
    expect(notesOf(decide(backendWith(plain)))).toEqual(['secretInTemplate']);
    expect(reasonOf(decide(backendWith(TracingSecret.fromKmsCiphertext('AQIC', 'arn:aws:kms:eu-west-1:111122223333:key/x'))))).toBe('secretFormNotSupported');
  });

  test('a complete path goes to the variable for traces', () => {
    expect(planOf(decide(Backend.otlp({ endpoint: `${endpoint}/v1/traces` }), 'provided.al2023')).environment).toEqual({ ROTEL_OTLP_EXPORTER_TRACES_ENDPOINT: `${endpoint}/v1/traces`, ROTEL_OTLP_EXPORTER_PROTOCOL: 'http' });
  });
});

describe('Honeycomb', () => {
  test.each<[any, string]>([
    [undefined, 'Backend.honeycomb(): apiKey is not a TracingSecret'], [{ apiKey: secret }, 'HoneycombProvider: dataset is not a line of text, got nothing'],
    [{ apiKey: secret, dataset: 'd', region: 'mars' }, "Backend.honeycomb(): region is not one of us, eu, got 'mars'"],
  ])('fails with %j', (props, message) => {
    expect(() => new HoneycombProvider(props)).toThrow(message);
  });

  test('spans by OTLP, events by the extension, the key once in the notes', () => {
    const decision = new HoneycombProvider({ apiKey: secret, dataset: 'lambda', region: 'eu' }).decide(modelOf('python3.13'));
    expect(planOf(decision).environment).toMatchObject({
      LIBHONEY_API_KEY: '{{resolve:secretsmanager:key:SecretString}}', LIBHONEY_DATASET: 'lambda', LIBHONEY_API_HOST: 'https://api.eu1.honeycomb.io',
      OTEL_EXPORTER_OTLP_ENDPOINT: 'https://api.eu1.honeycomb.io', OTEL_EXPORTER_OTLP_HEADERS: 'x-honeycomb-team={{resolve:secretsmanager:key:SecretString}}',
    });
    expect(notesOf(decision)).toEqual(['secretResolvedAtDeployment']);
  });

  test('without the extension there are spans alone', () => {
    const without = new HoneycombProvider({ apiKey: secret, dataset: 'lambda', extension: false });
    expect(planOf(without.decide(modelOf('python3.13'))).layers).toHaveLength(1);
    expect(planOf(without.decide(modelOf('python3.13'))).environment).not.toHaveProperty('LIBHONEY_API_KEY');
    expect(reasonOf(without.decide(modelOf('provided.al2023')))).toBe('runtimeNotSupported');
  });

  test('on an executable the extension alone', () => {
    const decision = new HoneycombProvider({ apiKey: secret, dataset: 'lambda' }).decide(modelOf('provided.al2023'));
    expect(planOf(decision)).toMatchObject({ level: 'INVOCATION', environment: { LIBHONEY_DATASET: 'lambda' } });
    expect(notesOf(decision)).toEqual(['extensionOnly', 'codeLevelUnavailable', 'secretResolvedAtDeployment']);
  });
});
