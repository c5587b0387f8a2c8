import { arnsOf, CONTAINER_IMAGE, modelOf, notesOf, planOf, reasonOf } from './model-of';
import { FunctionArchitecture } from '../../src/core/function-model';
import { TracingSecret } from '../../src/core/tracing-secret';
import { AwsDistroProvider } from '../../src/providers/aws-distro-provider';
import { InstanaProvider } from '../../src/providers/instana-provider';
import { LambdaInsightsProvider } from '../../src/providers/lambda-insights-provider';
import { OpenTelemetryProvider } from '../../src/providers/opentelemetry-provider';
import { XRayProvider } from '../../src/providers/xray-provider';

const { ARM64, X86_64 } = FunctionArchitecture;
const xray = new LambdaInsightsProvider({ provider: new XRayProvider() });
const OWN = 'arn:aws:lambda:eu-west-1:111122223333:layer:insights:3';

test.each<[string, any, string]>([
  ['nothing', undefined, 'provider is no provider, got a undefined; pass the one that traces, such as new OpenTelemetryProvider()'],
  ['a name', { provider: 'xray' }, 'provider is no provider, got a string'],
  ['an ARN for a language', { provider: new XRayProvider(), layerArns: { nodejs: OWN } }, "layerArns has 'nodejs', which is no language of this provider; use one of extension, extension/x86_64, extension/arm64"],
])('fails with %s', (_, props, message) => {
  expect(() => new LambdaInsightsProvider(props)).toThrow(`LambdaInsightsProvider: ${message}`);
});

test('what the other provider leaves alone stays alone', () => {
  const instana = new InstanaProvider({ endpointUrl: 'https://serverless.example.com', agentKey: TracingSecret.fromSecretsManagerName('k') });
  expect(reasonOf(new LambdaInsightsProvider({ provider: instana }).decide(modelOf('nodejs22.x', { region: 'us-gov-west-1' })))).toBe('regionNotServed');
});

describe('is left out, with a note,', () => {
  test.each([
    ['for a container image', CONTAINER_IMAGE, 'a container image takes no layers'],
    ['for an unknown architecture', modelOf('nodejs22.x', { architecture: undefined }), 'the architecture is not known'],
    ['where it is not published', modelOf('nodejs22.x', { region: 'eusc-de-east-1' }), 'Lambda Insights publishes no layer for nodejs22.x in region eusc-de-east-1'],
    ['on Arm where it is not published', modelOf('nodejs22.x', { region: 'ap-southeast-6', architecture: ARM64 }), 'Lambda Insights publishes no layer'],
    ['as the sixth layer', modelOf('nodejs22.x', { layers: ['a', 'b', 'c', 'd', 'e'] }), 'it would be more than the 5 layers'],
  ])('%s', (_, model, why) => {
    const decision = xray.decide(model);
    expect(planOf(decision)).toMatchObject({ level: 'INVOCATION', activeTracing: true });
    expect(decision.plan).not.toHaveProperty('layers');
    expect(notesOf(decision)).toEqual(['additionLeftOut']);
    expect(decision.plan!.notes![0].message).toContain(`Lambda Insights was left out: ${why}`);
  });
});

test.each([
  ['eu-west-1', X86_64, 'arn:aws:lambda:eu-west-1:580247275435:layer:LambdaInsightsExtension:60'], ['eu-west-1', ARM64, 'arn:aws:lambda:eu-west-1:580247275435:layer:LambdaInsightsExtension-Arm64:25'],
  ['cn-north-1', X86_64, 'arn:aws-cn:lambda:cn-north-1:488211338238:layer:LambdaInsightsExtension:48'], ['us-gov-west-1', X86_64, 'arn:aws-us-gov:lambda:us-gov-west-1:751350123760:layer:LambdaInsightsExtension:24'],
  ['us-gov-west-1', ARM64, 'arn:aws-us-gov:lambda:us-gov-west-1:198461476570:layer:LambdaInsightsExtension-Arm64:25'], ['ap-southeast-4', ARM64, 'arn:aws:lambda:ap-southeast-4:605207715842:layer:LambdaInsightsExtension-Arm64:25'],
])('in %s on %s', (region, architecture, arn) => {
  const decision = xray.decide(modelOf('provided.al2023', { region, architecture }));
  expect(arnsOf(decision)).toEqual([arn]);
  expect(planOf(decision).permissions).toEqual([{
    actions: ['logs:CreateLogGroup', 'logs:CreateLogStream', 'logs:PutLogEvents'],
    resources: ['arn:${AWS::Partition}:logs:${AWS::Region}:${AWS::AccountId}:log-group:/aws/lambda-insights:*'],
  }]);
});

test('comes after what the other provider attaches, and an ARN of the user\'s wins', () => {
  const both = new LambdaInsightsProvider({ provider: new AwsDistroProvider(), layerArns: { extension: OWN } });
  expect(arnsOf(both.decide(modelOf('java21')))).toEqual(['arn:aws:lambda:eu-west-1:615299751070:layer:AWSOpenTelemetryDistroJava:16', OWN]);
  expect(planOf(both.decide(modelOf('java21'))).level).toBe('CODE');
  expect(both.name).toBe('aws-distro+lambda-insights');
});

test('where the region is not known, it is looked up as well', () => {
  const decision = new LambdaInsightsProvider({ provider: new OpenTelemetryProvider() }).decide(modelOf('nodejs22.x', { region: undefined }));
  expect(notesOf(decision)).toEqual(['regionUnknown']);
  expect(Object.keys(planOf(decision).layers![1].arnByRegion!)).toContain('us-gov-east-1');
});
