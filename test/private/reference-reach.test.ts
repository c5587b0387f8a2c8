import { App, CfnOutput, CfnResource, Lazy, NestedStack, PhysicalName, Stack, Stage } from 'aws-cdk-lib';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Code, Function, LayerVersion } from 'aws-cdk-lib/aws-lambda';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { InstrumentationPlan, LambdaTracing, TracingLayer, TracingSecret } from '../../src';
import { app, synthesize } from '../support/app';
import { fakeProvider } from '../support/fake-provider';
import { functionIn, grantedIn, variablesIn } from '../support/function-in';
import { l2, layerArn } from '../support/sample-function';
import { expectUntouched, reportedIds, reportedIn, withAndWithout } from '../support/with-and-without';

const here = { account: '123456789012', region: 'eu-west-1' };

/** Makes what the plan refers to, and the function; says by which text it is referred to. */
type Build = (root: App) => string;

const ways: [string, (text: string) => Partial<InstrumentationPlan>][] = [
  ['a layer', (text) => ({ layers: [TracingLayer.fromArn(text)] })],
  ['a layer by region', (text) => ({ layers: [TracingLayer.fromArnByRegion({ 'eu-west-1': text, 'us-east-1': text })] })],
  ['a variable', (text) => ({ environment: { AB: `before ${text}` } })],
  ['an appended variable', (text) => ({ appendedEnvironment: { NODE_OPTIONS: `--import ${text}` } })],
  ['an original handler', (text) => ({ handlerRedirect: { handler: 'a.b', originalHandlerVariable: 'ORIGINAL', originalHandler: text } })],
  ['the resource of a permission', (text) => ({ permissions: [{ actions: ['a:b'], resources: [text] }] })],
  ['the action of a permission', (text) => ({ permissions: [{ actions: [text], resources: ['*'] }] })],
];

/** Traces the app with what `build` has made. */
function traced(build: Build, plan: (text: string) => Partial<InstrumentationPlan>) {
  let text = '';
  return withAndWithout((root) => { text = build(root); }, (root) => LambdaTracing.of(root).add(fakeProvider(plan(text))));
}

/** A layer version in a stack, by its ARN. */
const layerIn = (stack: Stack) => new LayerVersion(stack, 'Layer', { code: Code.fromBucket(Bucket.fromBucketName(stack, 'Code', 'artefacts'), 'k') }).layerVersionArn;

const unreachable: [string, Build, string][] = [
  ['in another Stage', (root) => {
    l2(new Stack(new Stage(root, 'Prod'), 'Stack'));
    return layerIn(new Stack(new Stage(root, 'Base'), 'Layers'));
  }, 'it is in another Stage'],
  ['in the app, of a function in a Stage', (root) => {
    l2(new Stack(new Stage(root, 'Prod'), 'Stack'));
    return layerIn(new Stack(root, 'Layers'));
  }, 'it is in another Stage'],
  ['in another region', (root) => {
    l2(new Stack(root, 'Stack', { env: here }));
    return layerIn(new Stack(root, 'Layers', { env: { ...here, region: 'us-east-1' } }));
  }, 'it is in another account or region'],
  ['in a stack without an environment, of a function in one with', (root) => {
    l2(new Stack(root, 'Stack', { env: here }));
    return layerIn(new Stack(root, 'Layers'));
  }, 'it is in another account or region'],
  ['in a stack that depends on the function\'s', (root) => {
    const [layers, stack] = ['Layers', 'Stack'].map((id) => new Stack(root, id));
    layers.addDependency(stack);
    l2(stack);
    return layerIn(layers);
  }, 'would be a cycle'],
  ['in a stack that refers to the function', (root) => {
    const [layers, stack] = ['Layers', 'Stack'].map((id) => new Stack(root, id));
    new CfnOutput(layers, 'Uses', { value: l2(stack).functionArn });
    return layerIn(layers);
  }, 'would be a cycle'],
];

describe.each(ways)('what %s refers to', (_, plan) => {
  test.each(unreachable)('%s, would end the synthesis, so the function is skipped', (__, build, why) => {
    const comparison = traced(build, plan);

    expectUntouched(comparison);
    const [{ id, message, fix }, ...more] = reportedIn(comparison.root).diagnostics;
    expect(more).toEqual([]);
    expect(id).toBe('cdk-lambda-tracing:referenceNotReachable');
    expect(message).toMatch(/^a value for tracing cannot be written into \S*Stack\/Fn\/\S+: it refers to \S*Layers\/Layer\/Resource, and /);
    expect(message).toContain(why);
    expect(fix).toContain('as text');
  });

  test.each<[string, Build]>([
    ['in the function\'s stack', (root) => { const stack = new Stack(root, 'Stack'); l2(stack); return layerIn(stack); }],
    ['in another stack of the environment', (root) => { l2(new Stack(root, 'Stack', { env: here })); return layerIn(new Stack(root, 'Layers', { env: here })); }],
    ['in a nested stack', (root) => { const stack = new Stack(root, 'Stack'); l2(stack); return layerIn(new NestedStack(stack, 'Nested')); }],
    ['in the parent of a nested stack', (root) => { const stack = new Stack(root, 'Stack'); l2(new NestedStack(stack, 'Nested')); return layerIn(stack); }],
    ['nowhere: it is text', (root) => { l2(new Stack(root, 'Stack')); return layerArn('text'); }],
    ['nowhere: it is an import of another Stage', (root) => {
      l2(new Stack(root, 'Stack'));
      return LayerVersion.fromLayerVersionArn(new Stack(new Stage(root, 'Base'), 'Stack'), 'Layer', layerArn('imported')).layerVersionArn;
    }],
  ])('%s, is used', (__, build) => {
    const { traced: synthesis, root } = traced(build, plan);

    expect(synthesis.error).toBeUndefined();
    const { status, diagnostics } = reportedIn(root);
    expect(status).toBe('traced');
    expect(diagnostics).toEqual([]);
  });
});

test('configure({ environment }) is looked at as well', () => {
  const build = (root: App) => {
    l2(new Stack(new Stage(root, 'Prod'), 'Stack'));
    return new Bucket(new Stack(root, 'Base'), 'Bucket').bucketName;
  };
  let name = '';
  const comparison = withAndWithout((root) => { name = build(root); }, (root) => {
    LambdaTracing.of(root).add(fakeProvider({ environment: { AB: 'c' } }));
    LambdaTracing.of(root).configure({ environment: { BUCKET: name } });
  });

  expectUntouched(comparison);
  expect(reportedIds(comparison.root)).toEqual(['referenceNotReachable']);
});

test('so is a secret that is named by a token', () => {
  const build = (root: App) => {
    l2(new Stack(new Stage(root, 'Prod'), 'Stack'));
    return new Secret(new Stack(root, 'Base'), 'Secret').secretArn;
  };
  const comparison = traced(build, (arn) => ({ secrets: [{ secret: TracingSecret.fromSecretsManagerArn(arn), variable: 'KEY' }] }));

  expectUntouched(comparison);
  expect(reportedIds(comparison.root)).toEqual(['referenceNotReachable']);
});

describe('a resource with a physical name in another environment', () => {
  const bucketElsewhere = (bucketName?: string, attribute: 'bucketName' | 'bucketArn' = 'bucketName'): Build => (root) => {
    l2(new Stack(root, 'Stack', { env: here }));
    return new Bucket(new Stack(root, 'Base', { env: { ...here, region: 'us-east-1' } }), 'Bucket', { bucketName })[attribute];
  };

  test.each([
    ['given', 'the-bucket', 'bucketName'], ['given', 'the-bucket', 'bucketArn'],
    ['made where needed', PhysicalName.GENERATE_IF_NEEDED, 'bucketName'], ['made where needed', PhysicalName.GENERATE_IF_NEEDED, 'bucketArn'],
  ] as const)('that is %s is text, and no reference (%s, %s)', (_, name, attribute) => {
    const { traced: synthesis, root } = traced(bucketElsewhere(name, attribute), (text) => ({ environment: { BUCKET: text } }));

    expect(synthesis.error).toBeUndefined();
    expect(reportedIds(root)).toEqual([]);
    expect(JSON.stringify(variablesIn(synthesis.templates['Stack.template.json']).BUCKET)).toMatch(/bucket/);
  });

  test('that is not known until deployment is what CDK cannot write', () => {
    const comparison = traced(bucketElsewhere(), (text) => ({ environment: { BUCKET: text } }));

    expectUntouched(comparison);
    expect(reportedIds(comparison.root)).toEqual(['referenceNotReachable']);
    expect(reportedIn(comparison.root).diagnostics[0].message).toContain('physical name');
  });
});

test('a token that cannot be resolved is a reason, not the end of the synthesis', () => {
  const comparison = traced((root) => { l2(new Stack(root, 'Stack')); return Lazy.string({ produce: () => { throw new Error('not yet'); } }); }, (text) => ({ environment: { AB: text } }));

  expectUntouched(comparison);
  expect(reportedIds(comparison.root)).toEqual(['referenceNotReachable']);
  expect(reportedIn(comparison.root).diagnostics[0].message).toContain('not yet');
});

test('a permission is looked at where the role is', () => {
  const build = (root: App) => {
    const role = new Role(new Stack(root, 'Roles'), 'Role', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
    const stack = new Stack(root, 'Stack');
    l2(stack, 'Fn', { role });
    return new Bucket(stack, 'Bucket').bucketArn;
  };
  const comparison = traced(build, (text) => ({ permissions: [{ actions: ['a:b'], resources: [text] }] }));

  expectUntouched(comparison);
  expect(reportedIn(comparison.root).diagnostics[0].message).toMatch(/into Roles\/Role\/Resource: it refers to Stack\/Bucket\/Resource, and .*would be a cycle/);
});

describe('in one template, what is made from the function', () => {
  const madeFromFunction = (of: (fn: Function) => string): Build => (root) => {
    const stack = new Stack(root, 'Stack');
    const made = new CfnResource(stack, 'Made', { type: 'Custom::Made', properties: { ServiceToken: of(l2(stack)) } });
    return made.getAtt('Value').toString();
  };

  test.each<[string, Build, Partial<InstrumentationPlan> | undefined]>([
    ['directly', madeFromFunction((fn) => fn.functionArn), undefined],
    ['through its alias', madeFromFunction((fn) => fn.addAlias('live').functionArn), undefined],
    ['by a dependency', (root) => {
      const stack = new Stack(root, 'Stack');
      const made = new Bucket(stack, 'Made');
      made.node.addDependency(l2(stack));
      return made.bucketName;
    }, undefined],
    ['by a dependency on one resource', (root) => {
      const stack = new Stack(root, 'Stack');
      const made = new CfnResource(stack, 'Made', { type: 'Custom::Made' });
      made.addDependency(l2(stack).node.defaultChild as CfnResource);
      return made.ref;
    }, undefined],
    ['for its role', (root) => {
      const stack = new Stack(root, 'Stack');
      return new CfnResource(stack, 'Made', { type: 'Custom::Made', properties: { Principal: l2(stack).role!.roleArn } }).getAtt('Value').toString();
    }, { permissions: [{ actions: ['a:b'], resources: ['made'] }] }],
  ])('%s would be a cycle that CloudFormation refuses, so the function is skipped', (_, build, plan) => {
    const comparison = traced(build, (text) => (plan ? { permissions: [{ actions: ['a:b'], resources: [text] }] } : { environment: { AB: text } }));

    expectUntouched(comparison);
    expect(reportedIds(comparison.root)).toEqual(['referenceNotReachable']);
    expect(reportedIn(comparison.root).diagnostics[0].message).toContain('would be a cycle');
  });

  test('is no cycle for another function', () => {
    const { traced: synthesis } = traced((root) => {
      const text = madeFromFunction((fn) => fn.functionArn)(root);
      LambdaTracing.of(root.node.findChild('Stack').node.findChild('Fn')).optOut('it makes what the other needs');
      l2(root.node.findChild('Stack') as Stack, 'Other');
      return text;
    }, (text) => ({ environment: { AB: text }, permissions: [{ actions: ['a:b'], resources: [text] }] }));

    const template = synthesis.templates['Stack.template.json'];
    expect(variablesIn(template, 'Other')).toEqual({ AB: { 'Fn::GetAtt': ['Made', 'Value'] } });
    expect(grantedIn(template, 'Other')).toHaveLength(1);
    expect(functionIn(template, 'Fn').Environment).toBeUndefined();
  });
});

test('many functions that refer to one construct are all traced', () => {
  const root = app();
  const stack = new Stack(root, 'Stack');
  const secret = new Secret(stack, 'Secret');
  ['A', 'B', 'C'].forEach((id) => l2(stack, id));
  LambdaTracing.of(root).add(fakeProvider({ secrets: [{ secret: TracingSecret.fromSecretsManager(secret), variable: 'KEY' }] }));

  expect(synthesize(root).error).toBeUndefined();
  expect(['A', 'B', 'C'].map((id) => reportedIn(root, `Stack/${id}`).status)).toEqual(['traced', 'traced', 'traced']);
});
