import { InstrumentationPlan, TracingLayer, TracingLevel, TracingSecret } from '../../src';
import { problemWithPlan } from '../../src/core/check-plan';
import { RESERVED_VARIABLES } from '../../src/core/limits';

const secret = TracingSecret.fromSecretsManagerName('key');
const problem = (plan: object) => problemWithPlan({ level: TracingLevel.CODE, ...plan } as InstrumentationPlan, 'vendor');

test('a plan that uses everything has no problem', () => {
  expect(problem({
    layers: [TracingLayer.fromArn('arn:a'), TracingLayer.fromArnByRegion({ 'eu-west-1': 'arn:b' }), TracingLayer.fromAsset('/layers/x', 'x')],
    execWrapper: '/opt/vendor',
    handlerRedirect: { handler: 'vendor.handler', originalHandlerVariable: 'VENDOR_HANDLER', originalHandler: 'a.b' },
    environment: { VENDOR_URL: 'https://example.com' },
    appendedEnvironment: { NODE_OPTIONS: '--require /opt/x' },
    activeTracing: true,
    permissions: [{ actions: ['logs:PutLogEvents'], resources: ['*'] }],
    secrets: [{ secret, variable: 'VENDOR_KEY', byArn: true }],
    referencedSecrets: [secret],
    notes: [{ id: 'vendor:note', message: 'something to know' }],
  })).toBeUndefined();
});

test('what a map inherits is not in it', () => {
  const inherited = { helper: () => 1, AWS_REGION: 'x' };
  const environment = Object.assign(Object.create(inherited), { VENDOR_URL: 'x' });
  expect(problem({ environment, appendedEnvironment: environment })).toBeUndefined();
});

test('what is undefined is left out', () => {
  expect(problem({
    layers: undefined, execWrapper: undefined, handlerRedirect: undefined, environment: undefined, appendedEnvironment: undefined,
    activeTracing: undefined, permissions: undefined, secrets: undefined, referencedSecrets: undefined, notes: undefined,
  })).toBeUndefined();
});

describe.each([...RESERVED_VARIABLES])('the variable %s, which Lambda reserves,', (variable) => {
  test.each<[string, object]>([
    ['environment', { environment: { [variable]: 'x' } }],
    ['appended environment', { appendedEnvironment: { [variable]: 'x' } }],
    ['secret', { secrets: [{ secret, variable }] }],
    ['original handler', { handlerRedirect: { handler: 'a.b', originalHandlerVariable: variable } }],
  ])('is refused as %s', (_, plan) => {
    expect(problem(plan)).toMatchObject({ id: 'cdk-lambda-tracing:variableReserved', message: `vendor wants to set ${variable}, which Lambda reserves for itself` });
  });
});

test.each(['', 'A', '1A', 'A-B', 'A.B'])('the name %j is refused', (variable) => {
  expect(problem({ environment: { [variable]: 'x' } })).toMatchObject({
    id: 'cdk-lambda-tracing:variableNameInvalid', message: `'${variable}' is not a name that Lambda takes for an environment variable, asked for by vendor`,
  });
});

describe('a plan is refused whose', () => {
  test.each<[string, object, string]>([
    ['level is missing', { level: undefined }, 'level is undefined'],
    ['level is unknown', { level: 'SOME' }, 'level is "SOME"'],
    ['wrapper is outside /opt', { execWrapper: '/var/task/wrapper' }, 'execWrapper must be a path under /opt, got "/var/task/wrapper"'],
    ['wrapper is empty', { execWrapper: '' }, 'execWrapper must be a path under /opt, got ""'],
    ['wrapper is no string', { execWrapper: 5 }, 'execWrapper must be a path under /opt, got 5'],
    ['wrapper is hidden among the variables', { environment: { AWS_LAMBDA_EXEC_WRAPPER: '/opt/x' } }, 'AWS_LAMBDA_EXEC_WRAPPER belongs into execWrapper'],
    ['redirect has no handler', { handlerRedirect: { handler: '', originalHandlerVariable: 'AB' } }, 'handlerRedirect has no handler'],
    ['redirect has a handler that is no string', { handlerRedirect: { handler: {}, originalHandlerVariable: 'AB' } }, 'handlerRedirect has no handler'],
    ['redirect has an original handler that is no string', { handlerRedirect: { handler: 'a.b', originalHandlerVariable: 'AB', originalHandler: 5 } }, 'the value of originalHandler is number, not a string'],
    ['redirect is a string', { handlerRedirect: 'a.b' }, 'handlerRedirect'],
    ['variable is null', { environment: { AB: null } }, 'the value of AB is null, not a string'],
    ['variable is a number', { environment: { AB: 5 } }, 'the value of AB is number, not a string'],
    ['appended text is an object', { appendedEnvironment: { NODE_OPTIONS: {} } }, 'the value of NODE_OPTIONS is object, not a string'],
    ['appended text is a number, where the same variable is also set', { appendedEnvironment: { NODE_OPTIONS: 5 }, environment: { NODE_OPTIONS: 'x' } }, 'the value of NODE_OPTIONS is number'],
    ['set value is a number, where the same variable is also appended', { appendedEnvironment: { NODE_OPTIONS: 'x' }, environment: { NODE_OPTIONS: 5 } }, 'the value of NODE_OPTIONS is number'],
    ['environment is a list', { environment: ['a'] }, 'environment must be an object'],
    ['environment is a string', { environment: 'AB=c' }, 'environment must be an object'],
    ['appended environment is a function', { appendedEnvironment: () => 1 }, 'appendedEnvironment must be an object'],
    ['layers are a string', { layers: 'arn:a' }, 'layers must be a list'],
    ['layers hold a string', { layers: ['arn:a'] }, 'layers[0] is no TracingLayer'],
    ['layers hold nothing', { layers: [undefined] }, 'layers[0] is no TracingLayer'],
    ['layer has neither ARN', { layers: [TracingLayer.fromArn('arn:a'), {}] }, 'layers[1] is no TracingLayer'],
    ['layer has a number for an ARN', { layers: [{ arn: 5 }] }, 'layers[0] is no TracingLayer'],
    ['layer has an empty ARN', { layers: [TracingLayer.fromArn('')] }, 'layers[0] is no TracingLayer'],
    ['layer has a number for a region\'s ARN', { layers: [{ arnByRegion: { 'eu-west-1': 5 } }] }, 'layers[0] is no TracingLayer'],
    ['layer is published nowhere', { layers: [TracingLayer.fromArnByRegion({})] }, 'layers[0] is no TracingLayer'],
    ['active tracing is a string', { activeTracing: 'false' }, 'activeTracing must be true or false'],
    ['permissions are an object', { permissions: { actions: ['a:b'], resources: ['*'] } }, 'permissions must be a list'],
    ['permission is nothing', { permissions: [null] }, 'a permission needs actions and resources, got null'],
    ['permission has no actions', { permissions: [{ actions: [], resources: ['*'] }] }, 'a permission needs actions and resources, got {"actions":[],"resources":["*"]}'],
    ['permission has no resources', { permissions: [{ actions: ['a:b'] }] }, 'a permission needs actions and resources'],
    ['permission has a string for actions', { permissions: [{ actions: 'a:b', resources: ['*'] }] }, 'a permission needs actions and resources'],
    ['permission has a resource that is no string', { permissions: [{ actions: ['a:b'], resources: [{ Ref: 'X' }] }] }, 'a permission needs actions and resources'],
    ['secrets are a string', { secrets: 'key' }, 'secrets must be a list'],
    ['secret is missing', { secrets: [{ variable: 'AB' }] }, 'AB names a secret, but what is given is no TracingSecret'],
    ['secret is a string', { secrets: [{ variable: 'AB', secret: 'key' }] }, 'AB names a secret, but what is given is no TracingSecret'],
    ['secret is nothing', { secrets: [null] }, 'secrets[0] has no variable'],
    ['secret has no variable', { secrets: [{ secret }] }, 'secrets[0] has no variable'],
    ['redirect has no variable', { handlerRedirect: { handler: 'a.b' } }, 'handlerRedirect has no originalHandlerVariable'],
    ['wrapper is a list', { execWrapper: ['/opt/a'] }, 'execWrapper must be a path under /opt, got ["/opt/a"]'],
    ['secret has no name', { secrets: [{ variable: 'AB', secret: TracingSecret.fromPlainText('x') }] }, 'AB names a secret, but a plain-text value has no name'],
    ['referenced secrets are a string', { referencedSecrets: 'key' }, 'referencedSecrets must be a list'],
    ['referenced secret is nothing', { referencedSecrets: [undefined] }, 'referencedSecrets[0] is no TracingSecret'],
    ['notes are a string', { notes: 'x' }, 'notes must be a list'],
    ['note has no id', { notes: [{ message: 'x' }] }, 'notes[0] needs an id and a message'],
    ['note is nothing', { notes: [undefined] }, 'notes[0] needs an id and a message'],
  ])('%s', (_, plan, why) => {
    const found = problem(plan);
    expect(found).toMatchObject({ id: 'cdk-lambda-tracing:planInvalid' });
    expect(found!.message).toContain(`the plan of vendor cannot be carried out: ${why}`);
  });

  test.each([null, undefined, 5, 'plan', true, []])('whole is %j', (plan) => {
    expect(problemWithPlan(plan as never, 'vendor')).toMatchObject({ id: 'cdk-lambda-tracing:planInvalid' });
  });
});
