import { App, CfnCondition, CfnParameter, CfnResource, Fn, Stack, Token } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { entry, expectTraced, LAYER, properties, reason, synthesize, TestProvider } from './synthesis';
import { LambdaTracing } from '../../src';

const servicePrincipal = new iam.ServicePrincipal('lambda.amazonaws.com');

/** One L1 function with a role of each kind. */
function withRole(role: (stack: Stack) => string, shape: 'l1' | 'raw' = 'l1') {
  return synthesize((app: App) => {
    const stack = new Stack(app, 'Shop');
    if (shape === 'l1') {
      new lambda.CfnFunction(stack, 'Fn', { code: { zipFile: 'exports.handler = 1' }, runtime: 'nodejs22.x', handler: 'index.handler', role: role(stack) });
    } else {
      new CfnResource(stack, 'Fn', {
        type: 'AWS::Lambda::Function',
        properties: { Code: { ZipFile: 'exports.handler = 1' }, Runtime: 'nodejs22.x', Handler: 'index.handler', Role: role(stack) },
      });
    }
    LambdaTracing.of(app).add(new TestProvider());
  });
}

describe.each(['l1', 'raw'] as const)('the role of a function written as %s', (shape) => {
  test.each<[string, (stack: Stack) => string]>([
    ['an ARN', () => 'arn:aws:iam::123456789012:role/elsewhere'],
    ['a parameter', (stack) => new CfnParameter(stack, 'RoleArn').valueAsString],
    ['Fn.getAtt() on a logical id, which names no construct', (stack) => {
      new iam.Role(stack, 'Role', { assumedBy: servicePrincipal });
      return Fn.getAtt('Role1ABCC5F0', 'Arn').toString();
    }],
    ['an import', () => Fn.importValue('role-arn')],
  ])('is not guessed from %s: tracing is applied and the statements to add are reported', (_, role) => {
    const traced = withRole(role, shape);

    expectTraced(properties(traced.templates.Shop, 'Fn'));
    const { diagnostics, status } = entry(traced, 'Shop/Fn');
    expect(status).toBe('traced');
    expect(diagnostics.map(({ id }) => id)).toEqual(['cdk-lambda-tracing:permissionsNotGranted']);
    expect(diagnostics[0].message).toContain('"xray:PutTelemetryRecords","xray:PutTraceSegments"');
    expect(diagnostics[0].message).toContain('logs:PutLogEvents');
    expect(JSON.stringify(traced.templates.Shop)).not.toContain('"LambdaTracing"');
  });

  test.each<[string, (stack: Stack) => string]>([
    ['an L2 role', (stack) => new iam.Role(stack, 'Role', { assumedBy: servicePrincipal }).roleArn],
    ['an L1 role', (stack) => new iam.CfnRole(stack, 'Role', { assumeRolePolicyDocument: {} }).attrArn],
    ['a raw role', (stack) => Token.asString(new CfnResource(stack, 'Role', {
      type: 'AWS::IAM::Role', properties: { AssumeRolePolicyDocument: {}, Policies: [{ PolicyName: 'own', PolicyDocument: {} }] },
    }).getAtt('Arn'))],
  ])('is extended when it is %s', (_, role) => {
    const traced = withRole(role, shape);

    const policies = properties(traced.templates.Shop, 'Role', 'AWS::IAM::Role').Policies;
    expect(policies[policies.length - 1].PolicyName).toBe('LambdaTracing');
    expect(entry(traced, 'Shop/Fn').diagnostics).toEqual([]);
  });
});

describe('a raw resource', () => {
  const raw = (more: object, provider = new TestProvider()) => (app: App) => {
    const stack = new Stack(app, 'Shop');
    new CfnCondition(stack, 'Live');
    new CfnResource(stack, 'Fn', {
      type: 'AWS::Lambda::Function',
      properties: { Code: { ZipFile: 'x' }, Runtime: 'nodejs22.x', Handler: 'index.handler', Role: 'arn:aws:iam::123456789012:role/r', ...more },
    });
    LambdaTracing.of(app).add(provider);
  };

  test('whose variables as a whole are an intrinsic function is left alone', () => {
    const traced = synthesize(raw({ Environment: { Variables: { 'Fn::If': ['Live', { AA: '1' }, { BB: '1' }] } } }));

    expect(reason(traced, 'Shop/Fn')).toBe('environmentUnreadable');
    expect(properties(traced.templates.Shop, 'Fn').Layers).toBeUndefined();
  });

  test('keeps its layers, in front of ours, and its variables', () => {
    const traced = synthesize(raw({ Layers: ['arn:aws:lambda:eu-west-1:1:layer:own:1', { Ref: 'Own' }], Environment: { Variables: { AA: '1', BB: { Ref: 'X' } } } }));

    const found = properties(traced.templates.Shop, 'Fn');
    expectTraced(found);
    expect(found.Layers).toEqual(['arn:aws:lambda:eu-west-1:1:layer:own:1', { Ref: 'Own' }, LAYER]);
    expect(found.Environment.Variables).toMatchObject({ AA: '1', BB: { Ref: 'X' } });
  });

  test('appends to an option variable whose value is an intrinsic function', () => {
    const traced = synthesize(raw({ Environment: { Variables: { NODE_OPTIONS: { Ref: 'Options' } } } }, new TestProvider({ appendedEnvironment: { NODE_OPTIONS: '--import /opt/x.mjs' } })));

    expect(properties(traced.templates.Shop, 'Fn').Environment.Variables.NODE_OPTIONS)
      .toEqual({ 'Fn::Join': ['', [{ Ref: 'Options' }, ' --import /opt/x.mjs']] });
  });

  test('of a type that can only be instrumented in its code is reported', () => {
    const traced = synthesize((app) => {
      new CfnResource(new Stack(app, 'Shop'), 'Web', { type: 'AWS::Lambda::WebFunction', properties: { Runtime: 'nodejs24.x' } });
      LambdaTracing.of(app).add(new TestProvider());
    });

    expect(reason(traced, 'Shop/Web')).toBe('webFunction');
    expect(traced.findings).toEqual(['webFunction Shop/Web']);
  });
});

describe('property overrides of the user', () => {
  const overridden = (change: (fn: lambda.CfnFunction) => void, provider = new TestProvider()) => synthesize((app: App) => {
    const fn = new lambda.CfnFunction(new Stack(app, 'Shop'), 'Fn', {
      code: { zipFile: 'x' }, runtime: 'nodejs22.x', handler: 'index.handler', role: 'arn:aws:iam::123456789012:role/r', layers: ['arn:aws:lambda:eu-west-1:1:layer:dropped:1'],
    });
    change(fn);
    LambdaTracing.of(app).add(provider);
  });

  test('of the wrapper count as the user\'s wrapper', () => {
    const traced = overridden((fn) => fn.addPropertyOverride('Environment.Variables.AWS_LAMBDA_EXEC_WRAPPER', '/opt/mine'));

    expect(reason(traced, 'Shop/Fn')).toBe('execWrapperTaken');
    expect(properties(traced.templates.Shop, 'Fn').Environment.Variables).toEqual({ AWS_LAMBDA_EXEC_WRAPPER: '/opt/mine' });
  });

  test('of the layers are what ours are appended to', () => {
    const traced = overridden((fn) => fn.addPropertyOverride('Layers', ['arn:aws:lambda:eu-west-1:1:layer:kept:1']));

    expect(properties(traced.templates.Shop, 'Fn').Layers).toEqual(['arn:aws:lambda:eu-west-1:1:layer:kept:1', LAYER]);
  });

  test('of the runtime are what the provider sees', () => {
    const traced = overridden((fn) => fn.addPropertyOverride('Runtime', 'python3.13'));

    expect(entry(traced, 'Shop/Fn').runtime).toBe('python3.13');
  });
});
