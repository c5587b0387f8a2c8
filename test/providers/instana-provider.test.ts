import { arnsOf, CONTAINER_IMAGE, modelOf, notesOf, planOf, reasonIn, reasonOf } from './model-of';
import { FunctionArchitecture, ModuleFormat } from '../../src/core/function-model';
import { TracingSecret } from '../../src/core/tracing-secret';
import { InstanaProvider, InstanaProviderProps } from '../../src/providers/instana-provider';
import { INSTANA_REGIONS } from '../catalog/published';

const { ARM64, X86_64 } = FunctionArchitecture;
const endpointUrl = 'https://serverless-blue-saas.instana.io';
const parameter = TracingSecret.fromSsmParameterName('/instana/key');
const secret = TracingSecret.fromSecretsManagerName('instana-key');
const provider = (props: Partial<InstanaProviderProps> = {}) => new InstanaProvider({ endpointUrl, agentKey: secret, ...props });
const NODE_VERSION = 'layerVersionUnconfirmed';

describe('props', () => {
  test.each<[string, any, string]>([
    ['none at all', undefined, 'endpointUrl is not an https URL, got nothing; pass one such as https://serverless-blue-saas.instana.io; agentKey is not a TracingSecret, got a undefined'],
    ['an http endpoint', { endpointUrl: 'http://x.io', agentKey: secret }, 'endpointUrl is not an https URL, got "http://x.io"'],
    ['half an endpoint', { endpointUrl: 'https://', agentKey: secret }, 'endpointUrl is not an https URL, got "https://"'],
    ['an empty zone', { endpointUrl, agentKey: secret, zone: '' }, 'zone is not a text, got ""'],
    ['a comma in a tag', { endpointUrl, agentKey: secret, tags: { a: 'b,c' } }, "tag 'a' cannot be written as name=value in a list, got \"b,c\""],
    ['an equals sign in the name of a tag', { endpointUrl, agentKey: secret, tags: { 'a=b': 'c' } }, "tag 'a=b' cannot be written"],
    ['an unknown layer', { endpointUrl, agentKey: secret, layerVersions: { 'instana-go': 1 } }, "layerVersions has 'instana-go', which is no layer of this provider; use one of instana-nodejs, instana-nodejs-arm64, instana-python"],
    ['a version before ES modules', { endpointUrl, agentKey: secret, layerVersions: { 'instana-nodejs': 222 } }, 'layerVersions.instana-nodejs is not a version that can be used, got 222; use a whole number from 223'],
    ['half a version', { endpointUrl, agentKey: secret, layerVersions: { 'instana-python': 1.5 } }, 'layerVersions.instana-python is not a version that can be used, got 1.5; use a whole number from 1'],
    ['an ARN for Ruby', { endpointUrl, agentKey: secret, layerArns: { ruby: 'arn:aws:lambda:eu-west-1:111122223333:layer:x:1' } }, "layerArns has 'ruby'"],
  ])('fail: %s', (_, props, message) => {
    expect(() => new InstanaProvider(props)).toThrow(`InstanaProvider: ${message}`);
  });

  test('fail once for everything, and repeat no key', () => {
    let message = '';
    try { new InstanaProvider({ endpointUrl: 'nowhere', agentKey: 'hunter2' as any, zone: '' }); } catch (error) { message = (error as Error).message; }
    expect(message).toMatch(/endpointUrl.*; agentKey is not a TracingSecret, got a string; .*; zone/);
    expect(message).not.toContain('hunter2');
  });
});

describe('skips', () => {
  test.each([
    ['java21', 'layerArnRequired'], ['dotnet8', 'layerArnRequired'], ['dotnet6', 'runtimeNotSupported'], ['ruby3.4', 'runtimeNotSupported'], ['provided.al2023', 'runtimeNotSupported'],
    ['nodejs16.x', 'runtimeNotSupported'], ['python3.14', 'runtimeNotSupported'], [undefined, 'runtimeUnknown'],
  ])('runtime %s: %s', (runtime, reason) => {
    expect(reasonOf(provider().decide(modelOf(runtime)))).toBe(reason);
  });

  test('a container image, with the lines to add', () => {
    const decision = provider().decide(CONTAINER_IMAGE);
    expect(reasonOf(decision)).toBe('containerImage');
    expect(reasonIn(decision).fix).toContain('COPY --from=instana /opt/extensions/ /opt/extensions/ | COPY --from=instana /opt/nodejs/ /opt/nodejs/');
    expect(reasonIn(decision).fix).toContain('python: # cdk-lambda-tracing: instana python3.13 | RUN pip install instana');
  });

  test.each(['us-gov-west-1', 'eusc-de-east-1', 'me-south-1', 'us-iso-east-1'])('region %s', (region) => {
    expect(reasonOf(provider().decide(modelOf('python3.12', { region })))).toBe('regionNotServed');
  });

  test('Node.js on who knows what: there is a layer for each architecture', () => {
    expect(reasonOf(provider().decide(modelOf('nodejs22.x', { architecture: undefined })))).toBe('architectureUnknown');
  });

  test('a handler that the tracer refuses', () => {
    const decision = provider().decide(modelOf('nodejs22.x', { handler: '../shared/index.handler' }));
    expect(reasonOf(decision)).toBe('handlerNotSupported');
    expect(decision.reason!.message).toContain("'../shared/index.handler'");
  });

  test.each([
    ['python3.12', parameter, 'a SecureString parameter'],
    ['nodejs22.x', TracingSecret.fromKmsCiphertext('AQICAHg=', 'arn:aws:kms:eu-west-1:111122223333:key/x'), 'kms-ciphertext'],
  ])('on %s a key that it cannot read (%#)', (runtime, agentKey, store) => {
    const decision = provider({ agentKey }).decide(modelOf(runtime));
    expect(reasonOf(decision)).toBe('secretFormNotSupported');
    expect(decision.reason!.message).toContain(store);
  });
});

describe('Node.js', () => {
  test('everything that is set', () => {
    const decision = provider({ agentKey: parameter, zone: 'shop', tags: { team: 'a', stage: 'prod' } }).decide(modelOf('nodejs22.x', { serviceName: 'orders' }));
    expect(planOf(decision)).toEqual({
      level: 'CODE',
      layers: [{ arn: 'arn:aws:lambda:eu-west-1:410797082306:layer:instana-nodejs:294' }],
      activeTracing: false,
      handlerRedirect: { handler: 'instana-aws-lambda-auto-wrap-esm.handler', originalHandlerVariable: 'LAMBDA_HANDLER' },
      environment: {
        INSTANA_ENDPOINT_URL: endpointUrl, INSTANA_ZONE: 'shop', INSTANA_TAGS: 'team=a,stage=prod', INSTANA_SSM_DECRYPTION: 'true', INSTANA_SERVICE_NAME: 'orders',
      },
      secrets: [{ secret: parameter, variable: 'INSTANA_SSM_PARAM_NAME' }],
      notes: [expect.objectContaining({ id: `cdk-lambda-tracing:${NODE_VERSION}` })],
    });
  });

  test.each([
    [ModuleFormat.COMMONJS, 'instana-aws-lambda-auto-wrap.handler'], [ModuleFormat.ESM, 'instana-aws-lambda-auto-wrap-esm.handler'], [undefined, 'instana-aws-lambda-auto-wrap-esm.handler'],
  ])('module format %s is called by %s', (moduleFormat, handler) => {
    expect(planOf(provider().decide(modelOf('nodejs22.x', { moduleFormat }))).handlerRedirect!.handler).toBe(handler);
  });

  test('a CommonJS bundle by esbuild is no problem: its export is called, not patched', () => {
    expect(planOf(provider().decide(modelOf('nodejs20.x', { moduleFormat: ModuleFormat.COMMONJS, handlerRedefinable: false }))).level).toBe('CODE');
  });

  test('a version that nobody but a third party confirms is noted, with where to look', () => {
    const [note] = planOf(provider().decide(modelOf('nodejs22.x', { architecture: ARM64 }))).notes!;
    expect(note.message).toContain('instana-nodejs-arm64 is attached in version 175, which is confirmed only by a third-party copy');
    expect(note.fix).toBe("pass layerVersions: { 'instana-nodejs-arm64': <version> }; https://lambda-layers.instana.io/instana-nodejs-arm64?region=<region> names the newest");
  });

  test('a version of the user\'s is not noted', () => {
    const pinned = provider({ layerVersions: { 'instana-nodejs': 310 }, agentKey: parameter });
    const decision = pinned.decide(modelOf('nodejs22.x'));
    expect(arnsOf(decision)).toEqual(['arn:aws:lambda:eu-west-1:410797082306:layer:instana-nodejs:310']);
    expect(notesOf(decision)).toEqual([]);
    expect(arnsOf(pinned.decide(modelOf('nodejs22.x', { region: undefined })), 'cn-north-1')).toEqual(['arn:aws-cn:lambda:cn-north-1:107998019096:layer:instana-nodejs:310']);
  });

  test.each([[128, true], [255, true], [256, false], [undefined, true]])('%s MB of memory: the extension is off: %s', (memorySize, off) => {
    const decision = provider({ agentKey: parameter }).decide(modelOf('nodejs22.x', { memorySize }));
    expect(planOf(decision).environment!.INSTANA_DISABLE_LAMBDA_EXTENSION).toBe(off ? 'true' : undefined);
    expect(notesOf(decision)).toEqual([NODE_VERSION, ...(off ? ['memoryBelowFloor'] : [])]);
  });

  test('a parameter that is no SecureString needs no decryption', () => {
    const plan = planOf(provider({ agentKey: TracingSecret.fromSsmParameterName('/k', { secureString: false }) }).decide(modelOf('nodejs22.x')));
    expect(plan.environment).not.toHaveProperty('INSTANA_SSM_DECRYPTION');
    expect(plan.secrets).toHaveLength(1);
  });
});

test.each([
  ['nodejs22.x', secret, '{{resolve:secretsmanager:instana-key:SecretString}}', [NODE_VERSION, 'secretResolvedAtDeployment']],
  ['python3.12', secret, '{{resolve:secretsmanager:instana-key:SecretString}}', ['secretResolvedAtDeployment']],
  ['python3.12', TracingSecret.fromSsmParameterName('/k', { secureString: false }), '{{resolve:ssm:/k}}', ['secretResolvedAtDeployment']],
  ['python3.12', TracingSecret.fromPlainText('k3y'), 'k3y', ['secretInTemplate']],
] as const)('on %s the key of form %# reaches the environment at deployment', (runtime, agentKey, value, notes) => {
  const decision = provider({ agentKey }).decide(modelOf(runtime));
  expect(planOf(decision)).toMatchObject({ environment: { INSTANA_AGENT_KEY: value }, referencedSecrets: [agentKey] });
  expect(planOf(decision)).not.toHaveProperty('secrets');
  expect(notesOf(decision)).toEqual(notes);
});

test.each([['src/app.handler', 'src.app.handler'], ['a/b/c.run', 'a.b.c.run'], ['app.handler', undefined], [undefined, undefined]])('Python handler %s is found as %s', (handler, original) => {
  expect(planOf(provider().decide(modelOf('python3.12', { handler }))).handlerRedirect).toEqual({
    handler: 'instana.lambda_handler', originalHandlerVariable: 'LAMBDA_HANDLER', ...(original ? { originalHandler: original } : {}),
  });
});

test('Python has no extension to switch off', () => {
  expect(planOf(provider().decide(modelOf('python3.12', { memorySize: 128 }))).environment).not.toHaveProperty('INSTANA_DISABLE_LAMBDA_EXTENSION');
});

test('a sampling ratio is noted', () => {
  expect(notesOf(provider().decide(modelOf('python3.12', { samplingRatio: 0.5 })))).toContain('optionNotSupported');
});

test.each([
  [['nodejs18.x', 'nodejs20.x', 'nodejs22.x', 'nodejs24.x'], X86_64, 'instana-nodejs:294'], [['nodejs18.x', 'nodejs20.x', 'nodejs22.x', 'nodejs24.x'], ARM64, 'instana-nodejs-arm64:175'],
  [['python3.9', 'python3.10', 'python3.11', 'python3.12', 'python3.13'], X86_64, 'instana-python:101'], [['python3.12'], ARM64, 'instana-python:101'], [['python3.12'], undefined, 'instana-python:101'],
])('%j on %s in every region', (runtimes, architecture, layer) => {
  for (const runtime of runtimes) {
    for (const region of INSTANA_REGIONS) {
      const owner = region.startsWith('cn-') ? `arn:aws-cn:lambda:${region}:107998019096` : `arn:aws:lambda:${region}:410797082306`;
      expect(arnsOf(provider().decide(modelOf(runtime, { region, architecture })))).toEqual([`${owner}:layer:${layer}`]);
    }
    const unknown = provider().decide(modelOf(runtime, { region: undefined, architecture }));
    expect(notesOf(unknown)).toContain('regionUnknown');
    expect(Object.keys(unknown.plan!.layers![0].arnByRegion!)).toEqual([...INSTANA_REGIONS].sort());
  }
});

describe('an ARN of the user\'s', () => {
  const java = 'arn:aws:lambda:eu-west-1:111122223333:layer:instana-java:3';
  const dotnet = 'arn:aws:lambda:eu-west-1:111122223333:layer:instana-dotnet:5';
  const own = provider({ layerArns: { 'java': java, 'dotnet/arm64': dotnet } });

  test('Java: an option for the JVM, and the handler stays', () => {
    expect(planOf(own.decide(modelOf('java21')))).toEqual({
      level: 'CODE', layers: [{ arn: java, versionChosen: true }], activeTracing: false,
      appendedEnvironment: { JAVA_TOOL_OPTIONS: '-javaagent:/opt/instana/standalone-collector.jar' },
      environment: { INSTANA_ENDPOINT_URL: endpointUrl, INSTANA_AGENT_KEY: '{{resolve:secretsmanager:instana-key:SecretString}}' },
      referencedSecrets: [secret],
      notes: [expect.objectContaining({ id: 'cdk-lambda-tracing:secretResolvedAtDeployment' })],
    });
  });

  test('.NET: a profiler, and the handler stays', () => {
    const plan = planOf(own.decide(modelOf('dotnet8', { architecture: ARM64 })));
    expect(plan).not.toHaveProperty('handlerRedirect');
    expect(plan.layers).toEqual([{ arn: dotnet, versionChosen: true }]);
    expect(plan.environment).toMatchObject({
      CORECLR_ENABLE_PROFILING: '1', CORECLR_PROFILER: '{cf0d821e-299b-5307-a3d8-b283c03916dd}', CORECLR_PROFILER_PATH: '/opt/instana_tracing/CoreProfiler.so',
      DOTNET_STARTUP_HOOKS: '/opt/Instana.Tracing.Core.dll',
    });
  });

  test('without one the skip says so', () => {
    const { reason } = own.decide(modelOf('dotnet8'));
    expect(reason).toMatchObject({ id: 'cdk-lambda-tracing:layerArnRequired', fix: "pass layerArns: { 'dotnet': <ARN of the layer version> }" });
    expect(reason!.message).toContain('instana attaches no layer for dotnet8 by itself: no public source');
  });

  test('SnapStart, of which Instana says nothing, is noted', () => {
    expect(notesOf(own.decide(modelOf('java21', { snapStart: true })))).toContain('snapStartNotConfirmed');
  });
});
