import { arnsOf, CONTAINER_IMAGE, modelOf, notesOf, planOf, reasonIn, reasonOf } from './model-of';
import { FunctionArchitecture, ModuleFormat } from '../../src/core/function-model';
import { TracingSecret } from '../../src/core/tracing-secret';
import { DatadogProvider, DatadogProviderProps } from '../../src/providers/datadog-provider';

const { ARM64, X86_64 } = FunctionArchitecture;
const apiKey = TracingSecret.fromSecretsManagerName('datadog-key');
const provider = (props: Partial<DatadogProviderProps> = {}) => new DatadogProvider({ site: 'datadoghq.eu', apiKey, ...props });
const OWN = 'arn:aws:lambda:eu-west-1:111122223333:layer:mine:3';
const layer = (name: string, region = 'eu-west-1') => `arn:aws:lambda:${region}:464622532012:layer:${name}`;

describe('props', () => {
  test.each<[string, any, string]>([
    ['none at all', undefined, 'site cannot be right, got nothing; pass one such as datadoghq.eu; apiKey is not a TracingSecret, got a undefined'],
    ['a URL for the site', { site: 'https://datadoghq.eu', apiKey }, 'site cannot be right, got "https://datadoghq.eu"'],
    ['a site of somebody else', { site: 'datadoghq.eu.example.com', apiKey }, 'site cannot be right'],
    ['a key that is a string', { site: 'datadoghq.eu', apiKey: 's3cr3t' }, 'apiKey is not a TracingSecret, got a string'],
    ['an empty env', { site: 'datadoghq.eu', apiKey, env: '' }, 'env is not a line of text, got ""'],
    ['a comma in a tag', { site: 'datadoghq.eu', apiKey, tags: { a: 'b,c' } }, "tag 'a' cannot be written as name:value in a list"],
    ['an ARN for Ruby, which has no tracer', { site: 'datadoghq.eu', apiKey, layerArns: { ruby: OWN } }, "layerArns has 'ruby', which is no language of this provider; use one of nodejs,"],
    ['a layer of another runtime', { site: 'datadoghq.eu', apiKey, layerVersions: { 'Datadog-Node16-x': 1 } }, "layerVersions has 'Datadog-Node16-x'"],
  ])('fail: %s', (_, props, message) => {
    expect(() => new DatadogProvider(props)).toThrow(`DatadogProvider: ${message}`);
    try { new DatadogProvider(props); } catch (error) { expect((error as Error).message).not.toContain('s3cr3t'); }
  });

  test.each(['datadoghq.com', 'datadoghq.eu', 'us3.datadoghq.com', 'ap2.datadoghq.com', 'uk1.datadoghq.com', 'ddog-gov.com', 'us2.ddog-gov.com', '${Token[TOKEN.4]}'])('take the site %s', (site) => {
    expect(planOf(provider({ site }).decide(modelOf('nodejs22.x'))).environment!.DD_SITE).toBe(site);
  });
});

describe('skips', () => {
  test.each([
    ['nodejs16.x', {}, 'runtimeNotSupported'], ['python3.8', {}, 'runtimeNotSupported'], ['go1.x', {}, 'runtimeNotSupported'], [undefined, {}, 'runtimeUnknown'],
    ['nodejs22.x', { region: 'cn-north-1' }, 'regionNotServed'], ['nodejs22.x', { region: 'me-south-1' }, 'regionNotServed'],
    ['java21', { region: 'ap-east-2' }, 'regionNotServed'], ['dotnet8', { region: 'ap-southeast-6' }, 'regionNotServed'],
    ['nodejs22.x', { architecture: undefined }, 'architectureUnknown'],
  ])('%s with %j: %s', (runtime, facts, reason) => {
    expect(reasonOf(provider().decide(modelOf(runtime, facts)))).toBe(reason);
  });

  test('a container image, with the lines to add', () => {
    const decision = provider().decide(CONTAINER_IMAGE);
    expect(reasonOf(decision)).toBe('containerImage');
    expect(reasonIn(decision).fix).toContain('CMD ["node_modules/datadog-lambda-js/dist/handler.handler"]');
  });

  test('a SecureString that a plain variable cannot hold is no problem: the extension reads it', () => {
    expect(provider({ apiKey: TracingSecret.fromSsmParameterName('/dd/key') }).decide(modelOf('nodejs22.x')).reason).toBeUndefined();
  });
});

describe.each([[X86_64, '', 'Datadog-Extension'], [ARM64, '-ARM', 'Datadog-Extension-ARM']] as const)('on %s', (architecture, suffix, extension) => {
  const decide = (runtime: string) => provider().decide(modelOf(runtime, { architecture }));

  test.each(['18', '20', '22', '24'])('Node.js %s: handler redirect', (version) => {
    const decision = decide(`nodejs${version}.x`);
    expect(arnsOf(decision)).toEqual([layer(`Datadog-Node${version}-x:142`), layer(`${extension}:99`)]);
    expect(planOf(decision)).toMatchObject({
      level: 'CODE', handlerRedirect: { handler: '/opt/nodejs/node_modules/datadog-lambda-js/handler.handler', originalHandlerVariable: 'DD_LAMBDA_HANDLER' },
    });
    expect(decision.plan).not.toHaveProperty('execWrapper');
  });

  test.each(['3.9', '3.10', '3.11', '3.12', '3.13', '3.14'])('Python %s: handler redirect', (version) => {
    const decision = decide(`python${version}`);
    expect(arnsOf(decision)).toEqual([layer(`Datadog-Python${version.replace('.', '')}${suffix}:127`), layer(`${extension}:99`)]);
    expect(planOf(decision).handlerRedirect).toEqual({ handler: 'datadog_lambda.handler.handler', originalHandlerVariable: 'DD_LAMBDA_HANDLER' });
  });

  test.each(['java8.al2', 'java11', 'java17', 'java21', 'java25'])('%s: exec wrapper', (runtime) => {
    expect(arnsOf(decide(runtime))).toEqual([layer('dd-trace-java:27'), layer(`${extension}:99`)]);
    expect(planOf(decide(runtime)).execWrapper).toBe('/opt/datadog_wrapper');
  });

  test.each(['dotnet6', 'dotnet8', 'dotnet10'])('%s: exec wrapper, which sets the profiler', (runtime) => {
    expect(arnsOf(decide(runtime))).toEqual([layer(`dd-trace-dotnet${suffix}:25`), layer(`${extension}:99`)]);
    expect(planOf(decide(runtime)).execWrapper).toBe('/opt/datadog_wrapper');
    expect(planOf(decide(runtime)).environment).not.toHaveProperty('CORECLR_PROFILER');
  });

  test.each(['ruby3.2', 'ruby3.4', 'ruby4.0', 'provided.al2', 'provided.al2023'])('%s: the extension alone', (runtime) => {
    const decision = decide(runtime);
    expect(arnsOf(decision)).toEqual([layer(`${extension}:99`)]);
    expect(planOf(decision)).toMatchObject({ level: 'INVOCATION', activeTracing: true, secrets: [{ variable: 'DD_API_KEY_SECRET_ARN' }], environment: { DD_SITE: 'datadoghq.eu' } });
    expect(decision.plan).not.toHaveProperty('handlerRedirect');
    expect(notesOf(decision)).toEqual(['extensionOnly', 'codeLevelUnavailable']);
  });
});

test('everything that is set', () => {
  const decision = provider({ env: 'prod', version: '7', tags: { team: 'a', tier: 'b' }, logs: true, capturePayload: true, mergeXrayTraces: true })
    .decide(modelOf('nodejs22.x', { serviceName: 'orders', samplingRatio: 0.5 }));
  expect(planOf(decision)).toMatchObject({
    activeTracing: false,
    environment: {
      DD_SITE: 'datadoghq.eu', DD_TRACE_ENABLED: 'true', DD_FLUSH_TO_LOG: 'false', DD_LOGS_INJECTION: 'false', DD_SERVERLESS_LOGS_ENABLED: 'true', DD_CAPTURE_LAMBDA_PAYLOAD: 'true', DD_MERGE_XRAY_TRACES: 'true',
      DD_ENV: 'prod', DD_VERSION: '7', DD_TAGS: 'team:a,tier:b', DD_SERVICE: 'orders', DD_TRACE_SAMPLE_RATE: '0.5',
    },
    notes: [],
  });
});

test('what is more than tracing is off', () => {
  expect(planOf(provider().decide(modelOf('nodejs22.x'))).environment).toEqual({
    DD_SITE: 'datadoghq.eu', DD_TRACE_ENABLED: 'true', DD_FLUSH_TO_LOG: 'false', DD_LOGS_INJECTION: 'false', DD_SERVERLESS_LOGS_ENABLED: 'false', DD_CAPTURE_LAMBDA_PAYLOAD: 'false', DD_MERGE_XRAY_TRACES: 'false',
  });
});

describe('the key', () => {
  const KEY_ARN = 'arn:aws:kms:eu-west-1:111122223333:key/x';

  test.each([
    ['a secret', apiKey, { secrets: [{ secret: apiKey, variable: 'DD_API_KEY_SECRET_ARN', byArn: true }] }],
    ['a parameter', TracingSecret.fromSsmParameterName('/dd'), { secrets: [{ variable: 'DD_API_KEY_SSM_ARN', byArn: true }] }],
    ['KMS ciphertext', TracingSecret.fromKmsCiphertext('AQIC', KEY_ARN), { environment: { DD_KMS_API_KEY: 'AQIC' }, permissions: [{ actions: ['kms:Decrypt'], resources: [KEY_ARN] }] }],
    ['plain text', TracingSecret.fromPlainText('k3y'), { environment: { DD_API_KEY: 'k3y' }, notes: [{ id: 'cdk-lambda-tracing:secretInTemplate' }] }],
  ])('as %s', (_, secret, expected) => {
    const { plan } = provider({ apiKey: secret }).decide(modelOf('java21'));
    expect(plan).toMatchObject(expected);
    const given = ['DD_API_KEY', 'DD_KMS_API_KEY'].filter((variable) => plan!.environment![variable] !== undefined).length + (plan!.secrets ?? []).length;
    expect(given).toBe(1);
  });
});

describe('without the extension', () => {
  const without = provider({ extension: false });

  test.each(['nodejs22.x', 'python3.13'])('%s writes to its log, and has no key', (runtime) => {
    const decision = without.decide(modelOf(runtime));
    expect(arnsOf(decision)).toHaveLength(1);
    expect(planOf(decision).environment!.DD_FLUSH_TO_LOG).toBe('true');
    expect(decision.plan).not.toHaveProperty('secrets');
    expect(notesOf(decision)).toEqual(['spansInLog']);
  });

  test.each([['java21', 'extensionRequired'], ['dotnet8', 'extensionRequired'], ['ruby3.4', 'runtimeNotSupported'], ['provided.al2023', 'runtimeNotSupported']])('%s: %s', (runtime, reason) => {
    expect(reasonOf(without.decide(modelOf(runtime)))).toBe(reason);
  });
});

describe('ARNs and versions of the user\'s', () => {
  test('an ARN for a language leaves the extension', () => {
    expect(arnsOf(provider({ layerArns: { nodejs: OWN } }).decide(modelOf('nodejs26.x')))).toEqual([OWN, layer('Datadog-Extension:99')]);
  });

  test('an ARN for the extension leaves the language', () => {
    expect(arnsOf(provider({ layerArns: { 'extension/arm64': OWN } }).decide(modelOf('nodejs22.x', { architecture: ARM64 })))).toEqual([layer('Datadog-Node22-x:142'), OWN]);
  });

  test('both make a region that Datadog does not serve', () => {
    const china = 'arn:aws-cn:lambda:cn-north-1:111122223333:layer:mine:3';
    const facts = { region: 'cn-north-1' };
    expect(reasonOf(provider({ layerArns: { nodejs: china } }).decide(modelOf('nodejs22.x', facts)))).toBe('regionNotServed');
    expect(arnsOf(provider({ layerArns: { nodejs: china, extension: china } }).decide(modelOf('nodejs22.x', facts)))).toEqual([china, china]);
  });

  test('a version is used in place of the catalog\'s', () => {
    expect(arnsOf(provider({ layerVersions: { 'Datadog-Node22-x': 143, 'Datadog-Extension': 100 } }).decide(modelOf('nodejs22.x')))).toEqual([layer('Datadog-Node22-x:143'), layer('Datadog-Extension:100')]);
  });
});

test('GovCloud has layers of its own', () => {
  expect(arnsOf(provider().decide(modelOf('nodejs22.x', { region: 'us-gov-west-1' })))).toEqual([
    'arn:aws-us-gov:lambda:us-gov-west-1:002406178527:layer:Datadog-Node22-x:142', 'arn:aws-us-gov:lambda:us-gov-west-1:002406178527:layer:Datadog-Extension:99',
  ]);
});

test('where the region is not known, there is one note for both layers', () => {
  const decision = provider().decide(modelOf('nodejs22.x', { region: undefined }));
  expect(notesOf(decision)).toEqual(['regionUnknown']);
  expect(decision.plan!.layers!.map(({ arnByRegion }) => Object.keys(arnByRegion!).length)).toEqual([35, 36]);
  expect(decision.plan!.notes![0].message).toContain('the 35 regions');
});

test('a bundle by esbuild is called, not patched: traced, with a note on what is inside it', () => {
  const decision = provider().decide(modelOf('nodejs20.x', { moduleFormat: ModuleFormat.COMMONJS, handlerRedefinable: false }));
  expect(notesOf(decision)).toEqual(['bundledLibraries']);
  expect(decision.plan!.notes![0].fix).toContain('leave datadog-lambda-js, dd-trace,');
  expect(notesOf(provider().decide(modelOf('nodejs20.x', { moduleFormat: ModuleFormat.ESM })))).toEqual([]);
});
