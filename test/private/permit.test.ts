import { App, Stack } from 'aws-cdk-lib';
import { IRole, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { CfnFunction } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { LambdaTracing } from '../../src';
import { app, synthesize, Template } from '../support/app';
import { fakeProvider } from '../support/fake-provider';
import { grantedIn, resourceIn, resourcesIn } from '../support/function-in';
import { l1, l2 } from '../support/sample-function';
import { reportedIn, withAndWithout } from '../support/with-and-without';

const permission = { actions: ['logs:PutLogEvents'], resources: ['*'] };
const statement = { Effect: 'Allow', Action: 'logs:PutLogEvents', Resource: '*' };
const granting = fakeProvider({ permissions: [permission] });
const newRole = (stack: Stack, id = 'Role') => new Role(stack, id, { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
const env = { region: 'eu-west-1', account: '123456789012' };

/** The template of the one stack, with the grants of a provider. */
function granted(build: (stack: Stack) => void, provider = granting): { template: Template; root: App } {
  const root = app();
  build(new Stack(root, 'Stack', { env }));
  LambdaTracing.of(root).add(provider);
  const { templates, error } = synthesize(root);
  if (error) { throw error; }
  return { template: Object.values(templates)[0], root };
}

const notes = (root: App, path = '') => reportedIn(root, path).diagnostics.map(({ id, message }) => `${id.split(':')[1]}: ${message}`);

describe('a grant goes into the role', () => {
  test('of an L2, as an inline policy and no resource more', () => {
    const { template, root } = granted((stack) => { l2(stack); });
    expect(grantedIn(template)).toEqual([statement]);
    expect(resourcesIn(template, 'AWS::IAM::Policy')).toEqual([]);
    expect(notes(root)).toEqual([]);
  });

  test('that an L2 was given, behind the policies that it has', () => {
    const { template } = granted((stack) => {
      const role = newRole(stack);
      role.addToPolicy(new PolicyStatement({ actions: ['s3:GetObject'], resources: ['*'] }));
      l2(stack, 'Fn', { role });
    });
    expect(grantedIn(template)).toEqual([statement]);
    expect(resourceIn(template, 'AWS::IAM::Policy').Properties.PolicyDocument.Statement).toEqual([{ Effect: 'Allow', Action: 's3:GetObject', Resource: '*' }]);
  });

  test('with inline policies of its own, after them', () => {
    const { template } = granted((stack) => {
      const role = newRole(stack);
      (role.node.defaultChild as never as { policies: object[] }).policies = [{ policyName: 'Mine', policyDocument: {} }];
      l2(stack, 'Fn', { role });
    });
    expect(resourceIn(template, 'AWS::IAM::Role').Properties.Policies.map(({ PolicyName }: { PolicyName: string }) => PolicyName)).toEqual(['Mine', 'LambdaTracing']);
  });

  test('of an L1, found by the reference', () => {
    expect(grantedIn(granted((stack) => { l1(stack, 'Fn', { role: newRole(stack).roleArn }); }).template)).toEqual([statement]);
  });

  test('that several functions share, each statement once, and in an order that the visits do not decide', () => {
    const build = (ids: string[]) => (stack: Stack) => {
      const role = newRole(stack);
      for (const id of ids) {
        LambdaTracing.of(l2(stack, id, { role })).configure({ provider: fakeProvider({ permissions: [permission, { actions: [`a:${id}`], resources: ['*'] }] }) });
      }
    };
    const statements = grantedIn(granted(build(['One', 'Two'])).template);
    expect(statements).toHaveLength(3);
    expect(grantedIn(granted(build(['Two', 'One'])).template)).toEqual(statements);
  });

  test('of another stack, there, with the region of the function', () => {
    const root = app();
    const role = newRole(new Stack(root, 'Roles', { env }));
    l2(new Stack(root, 'Functions', { env }), 'Fn', { role });
    LambdaTracing.of(root).add(fakeProvider({ permissions: [{ actions: ['a:b'], resources: ['arn:aws:x:${AWS::Region}:y'] }] }));
    const { templates, error } = synthesize(root);
    expect(error).toBeUndefined();
    expect(grantedIn(templates['Roles.template.json'])).toEqual([{ Effect: 'Allow', Action: 'a:b', Resource: 'arn:aws:x:eu-west-1:y' }]);
  });

  test('once, whatever the number of synthesis runs', () => {
    const { template, root } = granted((stack) => { l2(stack); });
    expect(Object.values(synthesize(root, { force: true }).templates)[0]).toEqual(template);
  });
});

describe('an imported role', () => {
  const roleArn = 'arn:aws:iam::123456789012:role/existing';

  test('that may be changed gets one policy per stack, each statement once', () => {
    const { template, root } = granted((stack) => {
      const role = Role.fromRoleArn(stack, 'Role', roleArn);
      l2(stack, 'One', { role });
      l2(stack, 'Two', { role });
    });
    const { Properties } = resourceIn(template, 'AWS::IAM::Policy');
    expect(Properties).toMatchObject({ Roles: ['existing'], PolicyDocument: { Statement: [statement] } });
    expect([notes(root, 'Stack/One'), notes(root, 'Stack/Two')]).toEqual([[], []]);
  });

  test('that may be changed, in two stacks, gets a policy in each', () => {
    const root = app();
    for (const id of ['One', 'Two']) {
      const stack = new Stack(root, id, { env });
      l2(stack, 'Fn', { role: Role.fromRoleArn(stack, 'Role', roleArn) });
    }
    LambdaTracing.of(root).add(granting);
    const { templates } = synthesize(root);
    expect(Object.values(templates).map((template) => resourcesIn(template, 'AWS::IAM::Policy').length)).toEqual([1, 1]);
  });
});

describe('a role that cannot be changed leaves the function traced and tells the exact statement', () => {
  const roleArn = 'arn:aws:iam::123456789012:role/existing';
  const cases: [string, (stack: Stack) => void, string][] = [
    ['imported as immutable', (stack) => { l2(stack, 'Fn', { role: Role.fromRoleArn(stack, 'Role', roleArn, { mutable: false }) }); }, 'it is immutable'],
    ['of another account', (stack) => { l2(stack, 'Fn', { role: Role.fromRoleArn(stack, 'Role', roleArn.replace('123456789012', '999999999999')) }); }, 'another account'],
    ['given by ARN to an L1', (stack) => { l1(stack); }, 'it is not part of this app'],
    ['made by withoutPolicyUpdates()', (stack) => { l2(stack, 'Fn', { role: newRole(stack).withoutPolicyUpdates() as IRole }); }, 'immutable'],
  ];

  test.each(cases)('%s', (_, build, why) => {
    const comparison = withAndWithout((root) => build(new Stack(root, 'Stack', { env })), (root) => LambdaTracing.of(root).add(fakeProvider({ permissions: [permission], environment: { AB: 'c' } })));
    const [note, ...more] = notes(comparison.root);
    expect(more).toEqual([]);
    expect(note).toMatch(/^permissionsNotGranted: the role could not be changed/);
    expect(note).toContain(why);
    expect(note).toContain(JSON.stringify([statement]));
    expect(reportedIn(comparison.root).status).toBe('traced');
    const [before, after] = [comparison.without, comparison.traced].map(({ templates }) => Object.values(templates)[0]);
    for (const type of ['AWS::IAM::Role', 'AWS::IAM::Policy']) { expect(resourcesIn(after, type)).toEqual(resourcesIn(before, type)); }
    expect(comparison.traced.output).toContain('the role could not be changed');
  });
});

test('another role that the construct around an L1 happens to have is not touched', () => {
  class Service extends Construct {
    public readonly role = newRole(Stack.of(this), 'Other');
    public readonly imported = l1(this, 'Fn');
  }
  const { template, root } = granted((stack) => { new Service(stack, 'Service'); });
  expect(grantedIn(template)).toEqual([]);
  expect(notes(root)[0]).toContain('it is not part of this app');
});

describe('the 10,240 characters of a role', () => {
  const long = (index: number, length: number) => fakeProvider({ permissions: [{ actions: [`a:b${index}`], resources: ['x'.repeat(length)] }] });

  test('are not exceeded by one grant', () => {
    const { template, root } = granted((stack) => { l2(stack); }, long(1, 10_300));
    expect(grantedIn(template)).toEqual([]);
    expect(notes(root)).toEqual([expect.stringContaining("its inline policies would be over IAM's 10240 characters")]);
  });

  test('count what the role\'s own policy takes', () => {
    const { template } = granted((stack) => {
      const role = newRole(stack);
      role.addToPolicy(new PolicyStatement({ actions: ['s3:GetObject'], resources: ['y'.repeat(6000)] }));
      l2(stack, 'Fn', { role });
    }, long(1, 5000));
    expect(grantedIn(template)).toEqual([]);
  });

  test('are used up by functions that share a role, and no sooner: what was granted is not counted twice', () => {
    const { template, root } = granted((stack) => {
      const role = newRole(stack);
      for (let index = 0; index < 4; index++) { LambdaTracing.of(l2(stack, `Fn${index}`, { role })).configure({ provider: long(index, 3000) }); }
    });
    expect(grantedIn(template)).toHaveLength(3);
    expect([0, 1, 2, 3].map((index) => notes(root, `Stack/Fn${index}`).length)).toEqual([0, 0, 0, 1]);
  });
});

test('a plan without permissions leaves the role as it is', () => {
  const { template } = granted((stack) => { l2(stack); }, fakeProvider({ environment: { AB: 'c' } }));
  expect(resourceIn(template, 'AWS::IAM::Role').Properties).not.toHaveProperty('Policies');
});

test('a function resource without any role is told the statement as well', () => {
  const { root } = granted((stack) => { new CfnFunction(stack, 'Fn', { code: { zipFile: 'x' }, role: '' }); });
  expect(notes(root)[0]).toContain('permissionsNotGranted');
});
