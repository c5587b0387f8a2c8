import { App, CfnParameter, CfnResource, Fn, Stack } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { entry, expectTraced, LAYER, plainFunction, properties, reason, synthesize, TestProvider } from './synthesis';
import { DatadogProvider, ITracingProvider, LambdaTracing, TracingSecret, XRayProvider } from '../../src';

const OWN = 'arn:aws:lambda:eu-west-1:123456789012:layer:own:1';
/** Needs a runtime, an architecture for its layer, and a handler to redirect. */
const datadog = () => new DatadogProvider({ site: 'datadoghq.eu', apiKey: TracingSecret.fromSecretsManagerName('datadog-key') });

/** An L2 function, one of whose properties is a parameter of the template. */
function parametrised(property: 'runtime' | 'handler' | 'architectures', provider?: ITracingProvider) {
  return synthesize((app: App) => {
    const stack = new Stack(app, 'Shop', { env: { account: '123456789012', region: 'eu-west-1' } });
    const value = new CfnParameter(stack, 'Value').valueAsString;
    const resource = plainFunction(stack, 'Fn').node.defaultChild as lambda.CfnFunction;
    Object.assign(resource, { [property]: property === 'architectures' ? [value] : value });
    if (provider) { LambdaTracing.of(app).add(provider); }
  });
}

describe.each(['runtime', 'handler', 'architectures'] as const)('a function whose %s is a parameter', (property) => {
  test('is traced by a provider that does not need to know it, and keeps it', () => {
    const found = properties(parametrised(property, new TestProvider()).templates.Shop, 'Fn');

    expectTraced(found);
    expect([found[property.charAt(0).toUpperCase() + property.slice(1)]].flat()).toEqual([{ Ref: 'Value' }]);
    expect(entry(parametrised(property, new XRayProvider()), 'Shop/Fn/Resource').status).toBe('traced');
  });
});

test.each([['runtime', 'runtimeUnknown'], ['architectures', 'architectureUnknown']] as const)('a function whose %s is a parameter is left as it was by a provider that needs it: %s', (property, expected) => {
  const traced = parametrised(property, datadog());

  expect(reason(traced, 'Shop/Fn/Resource')).toBe(expected);
  expect(traced.templates).toEqual(parametrised(property).templates);
});

test('a function whose handler is a parameter is redirected with the parameter as the original', () => {
  const found = properties(parametrised('handler', datadog()).templates.Shop, 'Fn');

  expect(found.Environment.Variables.DD_LAMBDA_HANDLER).toEqual({ Ref: 'Value' });
  expect(found.Handler).toBe('/opt/nodejs/node_modules/datadog-lambda-js/handler.handler');
});

test('layers and variables that are intrinsic functions one by one are kept, in front of ours', () => {
  const traced = synthesize((app) => {
    const stack = new Stack(app, 'Shop');
    const parameter = new CfnParameter(stack, 'Value').valueAsString;
    const either = { 'Fn::If': ['Live', OWN, { Ref: 'AWS::NoValue' }] };
    new CfnResource(stack, 'Raw', {
      type: 'AWS::Lambda::Function',
      properties: { Code: { ZipFile: 'x' }, Runtime: 'nodejs22.x', Handler: 'index.handler', Role: 'arn:aws:iam::123456789012:role/r', Layers: [either, parameter], Environment: { Variables: { AA: either, BB: parameter } } },
    });
    plainFunction(stack, 'Fn', { environment: { BB: parameter }, layers: [lambda.LayerVersion.fromLayerVersionArn(stack, 'Own', parameter)] });
    LambdaTracing.of(app).add(new TestProvider());
  });

  const [raw, fn] = ['Raw', 'Fn'].map((id) => properties(traced.templates.Shop, id));
  [raw, fn].forEach((found) => expectTraced(found));
  expect(raw.Layers).toEqual([{ 'Fn::If': ['Live', OWN, { Ref: 'AWS::NoValue' }] }, { Ref: 'Value' }, LAYER]);
  expect(raw.Environment.Variables).toMatchObject({ AA: { 'Fn::If': ['Live', OWN, { Ref: 'AWS::NoValue' }] }, BB: { Ref: 'Value' } });
  expect(fn.Layers).toEqual([{ Ref: 'Value' }, LAYER]);
  expect(fn.Environment.Variables.BB).toEqual({ Ref: 'Value' });
});

test.each<[string, (stack: Stack) => unknown]>([
  ['Fn::If between two roles of the app', (stack) => ({ 'Fn::If': ['Live', role(stack, 'One').getAtt('Arn'), role(stack, 'Two').getAtt('Arn')] })],
  ['Fn::Sub over the name of a role', (stack) => Fn.sub('arn:aws:iam::123456789012:role/${Name}', { Name: role(stack, 'One').ref })],
])('a role that is %s is not guessed: none is changed, and the statements are reported', (_, roleOf) => {
  const traced = synthesize((app) => {
    const stack = new Stack(app, 'Shop');
    new CfnResource(stack, 'Fn', { type: 'AWS::Lambda::Function', properties: { Code: { ZipFile: 'x' }, Runtime: 'nodejs22.x', Handler: 'index.handler', Role: roleOf(stack) } });
    LambdaTracing.of(app).add(new TestProvider());
  });

  expectTraced(properties(traced.templates.Shop, 'Fn'));
  expect(traced.findings).toEqual(['permissionsNotGranted Shop/Fn']);
  expect(JSON.stringify(traced.templates.Shop)).not.toContain('LambdaTracing');
});

test.each([['NODE_OPTIONS', ' '], ['JAVA_TOOL_OPTIONS', ' '], ['PYTHONPATH', ':']])('%s of the user\'s is kept in front of ours', (name, separator) => {
  const traced = synthesize((app) => {
    const stack = new Stack(app, 'Shop');
    plainFunction(stack, 'Text', { environment: { [name]: '/mine' } });
    plainFunction(stack, 'Token', { environment: { [name]: new CfnParameter(stack, 'Value').valueAsString } });
    LambdaTracing.of(app).add(new TestProvider({ appendedEnvironment: { [name]: '/ours' } }));
  });

  const value = (id: string) => properties(traced.templates.Shop, id).Environment.Variables[name];
  expect(value('Text')).toBe(`/mine${separator}/ours`);
  expect(value('Token')).toEqual({ 'Fn::Join': ['', [{ Ref: 'Value' }, `${separator}/ours`]] });
});

function role(stack: Stack, id: string): CfnResource {
  return new CfnResource(stack, id, { type: 'AWS::IAM::Role', properties: { AssumeRolePolicyDocument: {} } });
}
