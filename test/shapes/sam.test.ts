import { mkdtempSync, rmSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { App, Stack } from 'aws-cdk-lib';
import { CfnFunction } from 'aws-cdk-lib/aws-sam';
import { CfnInclude } from 'aws-cdk-lib/cloudformation-include';
import { entry, expectTraced, LAYER, properties, reason, synthesize, TestProvider } from './synthesis';
import { LambdaTracing } from '../../src';

const SERVERLESS = 'AWS::Serverless::Function';
const TRANSFORM = 'AWS::Serverless-2016-10-31';
let folder: string;

beforeAll(() => { folder = mkdtempSync(join(tmpdir(), 'templates-')); });
afterAll(() => rmSync(folder, { recursive: true }));

/** Synthesizes a stack with one included template, traced or not. */
function included(template: object, provider: TestProvider | undefined = new TestProvider()) {
  const templateFile = join(folder, 'template.json');
  writeFileSync(templateFile, JSON.stringify(template));
  return synthesize((app: App) => {
    new CfnInclude(new Stack(app, 'Sam'), 'Included', { templateFile });
    if (provider) { LambdaTracing.of(app).add(provider); }
  });
}

const worker = { Type: SERVERLESS, Properties: { Runtime: 'nodejs22.x', Handler: 'app.handler', CodeUri: 's3://bucket/key' } };

describe('a SAM function', () => {
  test('is left exactly as it was when a global variable takes the wrapper', () => {
    const template = { Transform: TRANSFORM, Globals: { Function: { Environment: { Variables: { AWS_LAMBDA_EXEC_WRAPPER: '/opt/mine' } } } }, Resources: { Worker: worker } };
    const traced = included(template);

    expect(reason(traced, 'Sam/Included/Worker')).toBe('execWrapperTaken');
    expect(traced.templates).toEqual(included(template, undefined).templates);
  });

  test('is left as it was when global layers leave no room', () => {
    const template = { Transform: TRANSFORM, Globals: { Function: { Layers: [1, 2, 3, 4, 5].map((n) => `arn:aws:lambda:eu-west-1:1:layer:own${n}:1`) } }, Resources: { Worker: worker } };

    expect(reason(included(template), 'Sam/Included/Worker')).toBe('tooManyLayers');
  });

  test('is traced with the runtime and handler of the globals, which stay as they are', () => {
    const globals = { Function: { Runtime: 'nodejs22.x', Handler: 'app.handler', Environment: { Variables: { TABLE: 'orders' } }, Layers: ['arn:aws:lambda:eu-west-1:1:layer:own:1'] } };
    const traced = included({ Transform: TRANSFORM, Globals: globals, Resources: { Worker: { Type: SERVERLESS, Properties: { CodeUri: 's3://bucket/key' } } } });

    const found = properties(traced.templates.Sam, 'Worker', SERVERLESS);
    expectTraced(found, 'Tracing');
    expect(found.Layers).toEqual([LAYER]); // SAM puts the global ones in front
    expect(Object.keys(found.Environment.Variables)).not.toContain('TABLE');
    expect(traced.templates.Sam.Globals).toEqual(globals);
    expect(entry(traced, 'Sam/Included/Worker')).toMatchObject({ runtime: 'nodejs22.x', status: 'traced' });
  });

  test('extends a NODE_OPTIONS of the globals in its own environment, since the function\'s value replaces the global one', () => {
    const globals = { Function: { Environment: { Variables: { NODE_OPTIONS: '--enable-source-maps' } } } };
    const traced = included({ Transform: TRANSFORM, Globals: globals, Resources: { Worker: worker } }, new TestProvider({ appendedEnvironment: { NODE_OPTIONS: '--import /opt/x.mjs' } }));

    expect(properties(traced.templates.Sam, 'Worker', SERVERLESS).Environment.Variables.NODE_OPTIONS).toBe('--enable-source-maps --import /opt/x.mjs');
  });

  test.each([
    ['none', undefined, []],
    ['one managed policy by name', 'AmazonSQSReadOnlyAccess', ['AmazonSQSReadOnlyAccess']],
    ['a list', ['A', { SQSPollerPolicy: { QueueName: 'q' } }], ['A', { SQSPollerPolicy: { QueueName: 'q' } }]],
    ['one inline policy', { Statement: [{ Effect: 'Allow', Action: 's3:GetObject', Resource: '*' }] }, [{ Statement: [{ Effect: 'Allow', Action: 's3:GetObject', Resource: '*' }] }]],
  ])('without a role gets the grants by Policies, after the user\'s: %s', (_, policies, kept) => {
    const traced = included({ Transform: TRANSFORM, Resources: { Worker: { Type: SERVERLESS, Properties: { ...worker.Properties, Policies: policies } } } });

    const written = properties(traced.templates.Sam, 'Worker', SERVERLESS).Policies;
    expect(written.slice(0, -1)).toEqual(kept);
    expect(JSON.stringify(written[written.length - 1])).toContain('xray:PutTraceSegments');
    expect(entry(traced, 'Sam/Included/Worker').diagnostics).toEqual([]);
  });

  test('with a role of the template gets the grants in that role', () => {
    const role = { Type: 'AWS::IAM::Role', Properties: { AssumeRolePolicyDocument: {}, Policies: [{ PolicyName: 'own', PolicyDocument: {} }] } };
    const traced = included({ Transform: TRANSFORM, Resources: { Worker: { Type: SERVERLESS, Properties: { ...worker.Properties, Role: { 'Fn::GetAtt': ['Role', 'Arn'] } } }, Role: role } });

    const policies = properties(traced.templates.Sam, 'Role', 'AWS::IAM::Role').Policies;
    expect(policies.map((policy: any) => policy.PolicyName)).toEqual(['own', 'LambdaTracing']);
    expect(properties(traced.templates.Sam, 'Worker', SERVERLESS).Policies).toBeUndefined();
  });

  test('written as an L1 is traced as well', () => {
    const traced = synthesize((app) => {
      const stack = new Stack(app, 'Sam');
      stack.addTransform(TRANSFORM);
      new CfnFunction(stack, 'Worker', { runtime: 'nodejs22.x', handler: 'app.handler', codeUri: 's3://bucket/key', layers: ['arn:aws:lambda:eu-west-1:1:layer:own:1'] });
      LambdaTracing.of(app).add(new TestProvider());
    });

    const found = properties(traced.templates.Sam, 'Worker', SERVERLESS);
    expectTraced(found, 'Tracing');
    expect(found.Layers).toEqual(['arn:aws:lambda:eu-west-1:1:layer:own:1', LAYER]);
  });
});

describe('a plain template by CfnInclude', () => {
  const fn = (more: object) => ({ Type: 'AWS::Lambda::Function', Properties: { Runtime: 'python3.13', Handler: 'app.handler', Code: { S3Bucket: 'b', S3Key: 'k' }, ...more } });

  test('has its function traced and the role of the template extended', () => {
    const traced = included({ Resources: { Fn: fn({ Role: { 'Fn::GetAtt': ['Role', 'Arn'] } }), Role: { Type: 'AWS::IAM::Role', Properties: { AssumeRolePolicyDocument: {} } } } });

    expectTraced(properties(traced.templates.Sam, 'Fn'));
    expect(properties(traced.templates.Sam, 'Role', 'AWS::IAM::Role').Policies).toHaveLength(1);
  });

  test('keeps conditions, intrinsic values and everything else of the function', () => {
    const original = {
      Conditions: { Live: { 'Fn::Equals': [{ Ref: 'AWS::Region' }, 'eu-west-1'] } },
      Resources: { Fn: { ...fn({ Role: 'arn:aws:iam::123456789012:role/r', Environment: { Variables: { URL: { 'Fn::If': ['Live', 'a', 'b'] } } } }), Condition: 'Live', Metadata: { Own: 1 } } },
    };
    const resource = included(original).templates.Sam.Resources.Fn;

    expect(resource).toMatchObject({ Condition: 'Live', Metadata: { Own: 1 } });
    expect(resource.Properties.Environment.Variables.URL).toEqual({ 'Fn::If': ['Live', 'a', 'b'] });
    expectTraced(resource.Properties);
  });

  test.each([
    ['environmentUnreadable', { Environment: { 'Fn::If': ['Live', { Variables: { AA: '1' } }, { Ref: 'AWS::NoValue' }] } }],
    ['layersUnreadable', { Layers: { 'Fn::If': ['Live', ['arn:aws:lambda:eu-west-1:1:layer:own:1'], []] } }],
    ['execWrapperTaken', { Environment: { Variables: { AWS_LAMBDA_EXEC_WRAPPER: { 'Fn::If': ['Live', '/opt/a', '/opt/b'] } } } }],
    ['activeTracingRefused', { TracingConfig: { Mode: { 'Fn::If': ['Live', 'Active', 'PassThrough'] } } }],
  ])('is left as it was where a whole part is an intrinsic function: %s %j', (expected, more) => {
    const template = {
      Conditions: { Live: { 'Fn::Equals': [{ Ref: 'AWS::Region' }, 'eu-west-1'] } },
      Resources: { Fn: fn({ Role: 'arn:aws:iam::123456789012:role/r', ...more }) },
    };
    const traced = included(template);

    expect(reason(traced, 'Sam/Included/Fn')).toBe(expected);
    expect(traced.templates).toEqual(included(template, undefined).templates);
  });
});
