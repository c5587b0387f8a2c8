import { arnsOf, CONTAINER_IMAGE, modelOf, notesOf, planOf, reasonOf } from './model-of';
import { FunctionArchitecture, ModuleFormat } from '../../src/core/function-model';
import { AwsDistroProvider } from '../../src/providers/aws-distro-provider';
import { AWS_DISTRO_TABLE } from '../catalog/published';

const provider = new AwsDistroProvider();
const { ARM64, X86_64 } = FunctionArchitecture;
const OWN = 'arn:aws:lambda:eu-west-1:111122223333:layer:mine:3';

describe('props', () => {
  test.each<[string, any, string]>([
    ['an unknown language', { layerArns: { go: OWN } }, "layerArns has 'go', which is no language of this provider; use one of nodejs, nodejs/x86_64, nodejs/arm64, python,"],
    ['an ARN without version', { layerArns: { nodejs: 'arn:aws:lambda:eu-west-1:111122223333:layer:mine' } }, 'layerArns.nodejs is not the ARN of a layer version, got "arn:aws:lambda:eu-west-1:111122223333:layer:mine"; use arn:'],
    ['an ARN that is no text', { layerArns: { nodejs: 7 } }, 'layerArns.nodejs is not the ARN of a layer version, got 7'],
  ])('fail: %s', (_, props, message) => {
    expect(() => new AwsDistroProvider(props)).toThrow(`AwsDistroProvider: ${message}`);
  });

  test('fail once for everything', () => {
    expect(() => new AwsDistroProvider({ layerArns: { go: OWN, java: '' } })).toThrow(/'go'.*layerArns.java/);
  });
});

describe('no layer for the function: active tracing alone, and a note', () => {
  test.each([
    ['ruby', modelOf('ruby3.4'), 'ruby3.4 on x86_64'],
    ['an executable', modelOf('provided.al2023', { architecture: undefined }), 'provided.al2023 on an architecture that is not known at synthesis'],
    ['a runtime too old', modelOf('python3.9'), 'python3.9 on x86_64'],
    ['a runtime too new', modelOf('nodejs26.x'), 'nodejs26.x on x86_64'],
    ['.NET on Arm', modelOf('dotnet8', { architecture: ARM64 }), 'dotnet8 on arm64'],
    ['.NET on who knows what', modelOf('dotnet8', { architecture: undefined }), 'dotnet8 on an architecture that is not known at synthesis'],
    ['an unknown runtime', modelOf(undefined), 'a runtime that is not known at synthesis'],
    ['a container image', CONTAINER_IMAGE, 'a container image', 'containerImage'],
  ])('%s', (_, model, described, ...more) => {
    const decision = provider.decide({ ...model, samplingRatio: 0.1 });
    expect(decision.plan).toMatchObject({ level: 'INVOCATION', activeTracing: true });
    expect(decision.plan).not.toHaveProperty('layers');
    expect(notesOf(decision)).toEqual([...more, 'codeLevelUnavailable', 'optionNotSupported']);
    expect(decision.plan!.notes![more.length].message).toContain(`no code-level tracing for ${described};`);
  });
});

describe('skips', () => {
  test.each(['us-gov-west-1', 'us-gov-east-1', 'me-south-1', 'eusc-de-east-1', 'us-iso-east-1', 'nowhere-1'])('region %s, which is not served', (region) => {
    const decision = provider.decide(modelOf('nodejs22.x', { region }));
    expect(reasonOf(decision)).toBe('regionNotServed');
    expect(decision.reason!.message).toContain(region);
  });

  test('an ARN for another region', () => {
    const own = new AwsDistroProvider({ layerArns: { nodejs: OWN } });
    expect(reasonOf(own.decide(modelOf('nodejs22.x', { region: 'us-east-1' })))).toBe('regionNotServed');
  });
});

describe.each(['nodejs18.x', 'nodejs20.x', 'nodejs22.x'])('a CommonJS bundle by esbuild on %s, which the layer would crash', (runtime) => {
  const decision = provider.decide(modelOf(runtime, { moduleFormat: ModuleFormat.COMMONJS, handlerRedefinable: false }));

  test('still sends one span for each invocation', () => {
    expect(planOf(decision)).toMatchObject({ level: 'INVOCATION', activeTracing: true });
    expect(decision.plan).not.toHaveProperty('layers');
    expect(decision.plan).not.toHaveProperty('execWrapper');
  });

  test('is warned about, with what is attached and what to do', () => {
    expect(notesOf(decision)).toEqual(['handlerNotRedefinable']);
    expect(decision.plan!.notes![0]).toMatchObject({ severity: 'warning', fix: expect.stringContaining('nodejs24.x') });
    expect(decision.plan!.notes![0].message).toContain('and this function is one; so X-Ray active tracing alone, one span for each invocation, is attached');
  });
});

test.each([
  ['nodejs24.x', { moduleFormat: ModuleFormat.COMMONJS, handlerRedefinable: false }],
  ['nodejs22.x', { moduleFormat: ModuleFormat.COMMONJS, handlerRedefinable: true }],
  ['nodejs22.x', { moduleFormat: ModuleFormat.ESM }],
  ['nodejs22.x', {}],
] as const)('%s with %j is traced', (runtime, facts) => {
  expect(planOf(provider.decide(modelOf(runtime, facts))).level).toBe('CODE');
});

test('everything that is set', () => {
  expect(planOf(provider.decide(modelOf('python3.13')))).toEqual({
    level: 'CODE',
    layers: [{ arn: 'arn:aws:lambda:eu-west-1:615299751070:layer:AWSOpenTelemetryDistroPython:26' }],
    execWrapper: '/opt/otel-instrument',
    activeTracing: true,
    environment: { OTEL_AWS_APPLICATION_SIGNALS_ENABLED: 'false' },
    permissions: [],
    notes: [],
  });
});

const RUNTIMES = [
  ['nodejs', 'Js', ['nodejs18.x', 'nodejs20.x', 'nodejs22.x', 'nodejs24.x'], [X86_64, ARM64, undefined]],
  ['python', 'Python', ['python3.10', 'python3.11', 'python3.12', 'python3.13', 'python3.14'], [X86_64, ARM64, undefined]],
  ['java', 'Java', ['java11', 'java17', 'java21', 'java25'], [X86_64, ARM64, undefined]],
  ['dotnet', 'DotNet', ['dotnet8', 'dotnet10'], [X86_64]],
] as const;

describe.each(RUNTIMES)('%s', (family, name, runtimes, architectures) => {
  test.each(AWS_DISTRO_TABLE)('in $region, on each version and architecture', ({ region, account, versions }) => {
    const partition = region.startsWith('cn-') ? 'aws-cn' : 'aws';
    for (const runtime of runtimes) {
      for (const architecture of architectures) {
        expect(arnsOf(provider.decide(modelOf(runtime, { region, architecture })))).toEqual([`arn:${partition}:lambda:${region}:${account}:layer:AWSOpenTelemetryDistro${name}:${versions[family]}`]);
      }
    }
  });

  test('in a region that is not known', () => {
    const decision = provider.decide(modelOf(runtimes[0], { region: undefined, partition: undefined }));
    expect(notesOf(decision)).toEqual(['regionUnknown']);
    expect(decision.plan!.notes![0].message).toContain('the 35 regions');
    expect(Object.keys(decision.plan!.layers![0].arnByRegion!)).toEqual(AWS_DISTRO_TABLE.map(({ region }) => region).sort());
  });
});

test('fetch() is instrumented on Node.js, which the layer leaves out by itself', () => {
  expect(planOf(provider.decide(modelOf('nodejs22.x'))).environment).toMatchObject({ OTEL_NODE_ENABLED_INSTRUMENTATIONS: 'aws-sdk,undici' });
});

test('an ES module in a folder is not missed', () => {
  expect(planOf(provider.decide(modelOf('nodejs22.x', { moduleFormat: ModuleFormat.ESM }))).environment).toMatchObject({ HANDLER_IS_ESM: 'true' });
  expect(planOf(provider.decide(modelOf('nodejs22.x'))).environment).not.toHaveProperty('HANDLER_IS_ESM');
});

test('service name and sampling, with a note that X-Ray decides first', () => {
  const decision = provider.decide(modelOf('java21', { serviceName: 'orders', samplingRatio: 0.25 }));
  expect(planOf(decision).environment).toEqual({
    OTEL_AWS_APPLICATION_SIGNALS_ENABLED: 'false', OTEL_SERVICE_NAME: 'orders', OTEL_TRACES_SAMPLER: 'parentbased_traceidratio', OTEL_TRACES_SAMPLER_ARG: '0.25',
  });
  expect(notesOf(decision)).toEqual(['samplingDecidedByXRay']);
});

test('Application Signals brings its permissions', () => {
  const plan = planOf(new AwsDistroProvider({ applicationSignals: true }).decide(modelOf('java21')));
  expect(plan.environment).toEqual({ OTEL_AWS_APPLICATION_SIGNALS_ENABLED: 'true' });
  expect(plan.permissions).toEqual([{
    actions: ['logs:CreateLogGroup', 'logs:CreateLogStream', 'logs:PutLogEvents'],
    resources: ['arn:${AWS::Partition}:logs:${AWS::Region}:${AWS::AccountId}:log-group:/aws/application-signals/data:*'],
  }]);
});

describe('an ARN of the user\'s', () => {
  const ARM = 'arn:aws:lambda:eu-west-1:111122223333:layer:mine-arm:4';
  const TOKEN = '${Token[Layer.Arn.12]}';
  const own = new AwsDistroProvider({ layerArns: { 'nodejs': OWN, 'nodejs/arm64': ARM, 'dotnet': TOKEN } });

  test.each([
    ['nodejs22.x', { architecture: X86_64 }, OWN], ['nodejs22.x', { architecture: ARM64 }, ARM], ['nodejs22.x', { architecture: undefined }, OWN],
    ['nodejs22.x', { region: undefined }, OWN], ['nodejs26.x', {}, OWN],
    ['dotnet8', { architecture: ARM64 }, TOKEN], ['dotnet8', { region: 'us-gov-west-1' }, TOKEN],
  ])('wins on %s with %j, whatever the catalog says', (runtime, facts, arn) => {
    const decision = own.decide(modelOf(runtime, facts));
    expect(arnsOf(decision)).toEqual([arn]);
    expect(notesOf(decision)).toEqual([]);
  });

  test('leaves other languages alone', () => {
    expect(arnsOf(own.decide(modelOf('java21')))).toEqual(['arn:aws:lambda:eu-west-1:615299751070:layer:AWSOpenTelemetryDistroJava:16']);
  });
});
