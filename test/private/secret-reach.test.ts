import { App, CfnOutput, NestedStack, Stack, Stage } from 'aws-cdk-lib';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Function } from 'aws-cdk-lib/aws-lambda';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { StringParameter } from 'aws-cdk-lib/aws-ssm';
import { Construct } from 'constructs';
import { LambdaTracing, TracingSecret } from '../../src';
import { app, synthesize } from '../support/app';
import { fakeProvider } from '../support/fake-provider';
import { l2 } from '../support/sample-function';
import { reportedIds, reportedIn, withAndWithout } from '../support/with-and-without';

const here = { account: '123456789012', region: 'eu-west-1' };

/** Where a function and the secret that its tracer needs are. */
interface Places {
  readonly fn: Function;
  readonly secret: Construct;
}

function places(build: (root: App) => Places, form: 'read' | 'referenced' = 'read') {
  const trace = (root: App) => {
    const secret = TracingSecret.fromSecretsManager(root.node.findAll().find((construct) => construct instanceof Secret) as Secret);
    LambdaTracing.of(root).add(fakeProvider(form === 'read'
      ? { secrets: [{ secret, variable: 'KEY' }] }
      : { environment: { KEY: secret.deploymentReference! }, referencedSecrets: [secret] }));
  };
  return withAndWithout((root) => { build(root); }, trace);
}

const unreachable: [string, (root: App) => Places, string][] = [
  ['in another Stage', (root) => ({
    secret: new Secret(new Stack(new Stage(root, 'Keys'), 'Stack'), 'Secret'), fn: l2(new Stack(new Stage(root, 'Prod'), 'Stack')),
  }), 'it is in another Stage'],
  ['in the app, of a function in a Stage', (root) => ({
    secret: new Secret(new Stack(root, 'Keys'), 'Secret'), fn: l2(new Stack(new Stage(root, 'Prod'), 'Stack')),
  }), 'it is in another Stage'],
  ['in another account', (root) => ({
    secret: new Secret(new Stack(root, 'Keys', { env: { ...here, account: '999999999999' } }), 'Secret'), fn: l2(new Stack(root, 'Stack', { env: here })),
  }), 'it is in another account or region'],
  ['in another region', (root) => ({
    secret: new Secret(new Stack(root, 'Keys', { env: { ...here, region: 'us-east-1' } }), 'Secret'), fn: l2(new Stack(root, 'Stack', { env: here })),
  }), 'it is in another account or region'],
  ['in a stack without an environment, of a function in one with', (root) => ({
    secret: new Secret(new Stack(root, 'Keys'), 'Secret'), fn: l2(new Stack(root, 'Stack', { env: here })),
  }), 'it is in another account or region'],
  ['in a stack that depends on the function\'s', (root) => {
    const [keys, stack] = ['Keys', 'Stack'].map((id) => new Stack(root, id));
    keys.addDependency(stack);
    return { secret: new Secret(keys, 'Secret'), fn: l2(stack) };
  }, 'would be a cycle'],
  ['in a stack that depends on the function\'s through a third', (root) => {
    const [keys, between, stack] = ['Keys', 'Between', 'Stack'].map((id) => new Stack(root, id));
    keys.addDependency(between);
    between.addDependency(stack);
    return { secret: new Secret(keys, 'Secret'), fn: l2(stack) };
  }, 'would be a cycle'],
  ['in a stack that refers to the function', (root) => {
    const [keys, stack] = ['Keys', 'Stack'].map((id) => new Stack(root, id));
    const fn = l2(stack);
    new CfnOutput(keys, 'Uses', { value: fn.functionArn });
    return { secret: new Secret(keys, 'Secret'), fn };
  }, 'would be a cycle'],
  ['in a stack that refers, through a third, to the function\'s', (root) => {
    const [keys, between, stack] = ['Keys', 'Between', 'Stack'].map((id) => new Stack(root, id));
    const fn = l2(stack);
    new CfnOutput(keys, 'Uses', { value: new StringParameter(between, 'Parameter', { stringValue: fn.functionArn }).parameterArn });
    return { secret: new Secret(keys, 'Secret'), fn };
  }, 'would be a cycle'],
  ['beside the function, whose role is in a stack before it', (root) => {
    const role = new Role(new Stack(root, 'Roles'), 'Role', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
    const stack = new Stack(root, 'Stack');
    return { secret: new Secret(stack, 'Secret'), fn: l2(stack, 'Fn', { role }) };
  }, 'would be a cycle'],
];

describe('a secret construct', () => {
  test.each(unreachable)('%s, would end the synthesis, so the function is skipped', (_, build, why) => {
    for (const form of ['read', 'referenced'] as const) {
      // A reference alone does not go into the role.
      if (form === 'referenced' && why === 'would be a cycle' && _.includes('role')) { continue; }
      const { without, traced, root } = places(build, form);
      expect(without.error).toBeUndefined();
      expect(traced.error).toBeUndefined();
      expect(traced.texts).toEqual(without.texts);
      const [{ id, message, fix }] = reportedIn(root).diagnostics;
      expect(id).toBe('cdk-lambda-tracing:secretNotReachable');
      expect(message).toContain(why);
      expect(message).toMatch(/^the secret construct \S*Secret cannot be referred to from stack \S*(Stack|Roles):/);
      expect(fix).toContain('fromSecretsManagerName');
    }
  });

  test.each<[string, (root: App) => Places]>([
    ['in the function\'s stack', (root) => { const stack = new Stack(root, 'Stack'); return { secret: new Secret(stack, 'Secret'), fn: l2(stack) }; }],
    ['in another stack of the environment', (root) => ({ secret: new Secret(new Stack(root, 'Keys', { env: here }), 'Secret'), fn: l2(new Stack(root, 'Stack', { env: here })) })],
    ['in another stack, both without an environment', (root) => ({ secret: new Secret(new Stack(root, 'Keys'), 'Secret'), fn: l2(new Stack(root, 'Stack')) })],
    ['in the same Stage', (root) => { const stage = new Stage(root, 'Prod'); return { secret: new Secret(new Stack(stage, 'Keys'), 'Secret'), fn: l2(new Stack(stage, 'Stack')) }; }],
    ['in the parent of a nested stack', (root) => { const stack = new Stack(root, 'Stack'); return { secret: new Secret(stack, 'Secret'), fn: l2(new NestedStack(stack, 'Nested')) }; }],
    ['in a nested stack', (root) => { const stack = new Stack(root, 'Stack'); return { secret: new Secret(new NestedStack(stack, 'Nested'), 'Secret'), fn: l2(stack) }; }],
    ['in a stack that the function\'s depends on already', (root) => {
      const [keys, stack] = ['Keys', 'Stack'].map((id) => new Stack(root, id));
      stack.addDependency(keys);
      return { secret: new Secret(keys, 'Secret'), fn: l2(stack) };
    }],
    ['in a stack that refers to another function of another stack', (root) => {
      const [keys, other, stack] = ['Keys', 'Other', 'Stack'].map((id) => new Stack(root, id));
      LambdaTracing.of(other).optOut('not this one');
      new CfnOutput(keys, 'Uses', { value: l2(other).functionArn });
      return { secret: new Secret(keys, 'Secret'), fn: l2(stack, 'Fn') };
    }],
  ])('%s is used and granted', (_, build) => {
    for (const form of ['read', 'referenced'] as const) {
      const { traced, root } = places(build, form);
      expect(traced.error).toBeUndefined();
      const path = (root.node.findAll().find((construct) => construct instanceof Function && construct.stack.node.id !== 'Other') as Function).node.path;
      expect([reportedIn(root, path).status, reportedIds(root, path)]).toEqual(['traced', []]);
      expect(JSON.stringify(Object.values(traced.templates))).toContain(form === 'read' ? 'secretsmanager:GetSecretValue' : '{{resolve:secretsmanager:');
    }
  });
});

test('a secret by name is used in every Stage, account and region', () => {
  const root = app();
  l2(new Stack(new Stage(root, 'Prod'), 'Stack', { env: here }));
  l2(new Stack(root, 'Stack'));
  LambdaTracing.of(root).add(fakeProvider({ secrets: [{ secret: TracingSecret.fromSecretsManagerName('key'), variable: 'KEY', byArn: true }] }));
  const { error, templates } = synthesize(root);
  expect(error).toBeUndefined();
  expect(Object.values(templates).map((template) => JSON.stringify(template).includes('secretsmanager:GetSecretValue'))).toEqual([true, true]);
});
