import { mkdirSync, writeFileSync } from 'fs';
import { join } from 'path';
import { App, Aspects, CfnResource, Stack, Stage, Tags } from 'aws-cdk-lib';
import { CfnRole, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Alias, CfnFunction, Function, LayerVersion } from 'aws-cdk-lib/aws-lambda';
import { CfnFunction as SamFunction } from 'aws-cdk-lib/aws-sam';
import { IConstruct } from 'constructs';
import { InstrumentationPlan, LambdaTracing, mixins, TracingLayer } from '../../src';
import { app, reportOf, synthesize, temporaryFolder } from '../support/app';
import { fakeProvider, signingProvider } from '../support/fake-provider';
import { functionIn, grantedIn, resourcesIn, variablesIn } from '../support/function-in';
import { l1, l2, layerArn, resourceOf } from '../support/sample-function';
import { Comparison, expectUntouched, reportedIds, reportedIn } from '../support/with-and-without';

const env = { account: '123456789012', region: 'eu-west-1' };
const role = (stack: Stack, id = 'Role') => new Role(stack, id, { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
const everything: Partial<InstrumentationPlan> = {
  layers: [TracingLayer.fromArn(layerArn('ours')), TracingLayer.fromArnByRegion({ 'eu-west-1': layerArn('regional'), 'us-east-1': layerArn('regional') })],
  execWrapper: '/opt/wrapper',
  handlerRedirect: { handler: 'vendor.handler', originalHandlerVariable: 'ORIGINAL' },
  environment: { OURS: 'ours', WHERE: '${AWS::Region}' },
  appendedEnvironment: { NODE_OPTIONS: '--import ours' },
  activeTracing: true,
  permissions: [{ actions: ['a:b'], resources: ['*'] }],
};
const mixed = (plan: Partial<InstrumentationPlan> = everything) => new mixins.FunctionTracing({ provider: fakeProvider(plan) });
const functions = (root: App) => root.node.findAll().filter((node): node is CfnResource => CfnResource.isCfnResource(node) && /Function$/.test(node.cfnResourceType));
const applyTo = (root: App, plan?: Partial<InstrumentationPlan>) => functions(root).forEach((fn) => mixed(plan).applyTo(fn));

const shapes: [string, (stack: Stack) => void][] = [
  ['an L2', (stack) => { l2(stack); }],
  ['an L2 with values of its own', (stack) => {
    const fn = l2(stack, 'Fn', { environment: { NODE_OPTIONS: '--mine', EARLY: 'x' }, layers: [LayerVersion.fromLayerVersionArn(stack, 'Own', layerArn('own'))] });
    new Alias(stack, 'Live', { aliasName: 'live', version: fn.currentVersion });
  }],
  ['an L2 in a stack of an unknown region', (stack) => { l2(new Stack(stack, 'Agnostic')); }],
  ['an L2 with an imported role', (stack) => { l2(stack, 'Fn', { role: Role.fromRoleArn(stack, 'Role', 'arn:aws:iam::123456789012:role/r') }); }],
  ['an L2 whose role is not to be changed', (stack) => { l2(stack, 'Fn', { role: role(stack).withoutPolicyUpdates() as Role }); }],
  ['an L1', (stack) => { l1(stack, 'Fn', { role: role(stack).roleArn, environment: { variables: { EARLY: 'x' } } }); }],
  ['an L1 with overrides', (stack) => {
    const fn = l1(stack, 'Fn', { role: role(stack).roleArn, layers: [layerArn('hidden')] });
    fn.addPropertyOverride('Layers', [layerArn('own')]);
    fn.addPropertyOverride('Environment.Variables.NODE_OPTIONS', '--mine');
    fn.addPropertyOverride('Handler', 'my.handler');
  }],
  ['a raw resource', (stack) => {
    new CfnResource(stack, 'Fn', { type: 'AWS::Lambda::Function', properties: { Code: { ZipFile: 'x' }, Runtime: 'nodejs22.x', Handler: 'index.handler', Role: role(stack).roleArn } });
  }],
  ['a raw resource with values of its own, and a raw role', (stack) => {
    const raw = new CfnResource(stack, 'Role', { type: CfnRole.CFN_RESOURCE_TYPE_NAME, properties: { AssumeRolePolicyDocument: {}, Policies: [{ PolicyName: 'Mine', PolicyDocument: {} }] } });
    new CfnResource(stack, 'Fn', {
      type: 'AWS::Lambda::Function',
      properties: {
        Code: { ZipFile: 'x' }, Runtime: 'nodejs22.x', Handler: 'index.handler', Role: raw.getAtt('Arn'), Layers: [layerArn('own')],
        Environment: { Variables: { NODE_OPTIONS: '--mine', EARLY: { Ref: 'X' } } }, TracingConfig: { Mode: 'Active' },
      },
    });
  }],
  ['a raw resource with a raw role without policies', (stack) => {
    const raw = new CfnResource(stack, 'Role', { type: CfnRole.CFN_RESOURCE_TYPE_NAME, properties: { AssumeRolePolicyDocument: {} } });
    new CfnResource(stack, 'Fn', { type: 'AWS::Lambda::Function', properties: { Code: { ZipFile: 'x' }, Runtime: 'nodejs22.x', Handler: 'index.handler', Role: raw.getAtt('Arn') } });
  }],
  ['a SAM function', (stack) => { new SamFunction(stack, 'Fn', { runtime: 'nodejs22.x', handler: 'index.handler', codeUri: 's3://b/k' }); }],
  ['a SAM function with policies', (stack) => { new SamFunction(stack, 'Fn', { runtime: 'nodejs22.x', handler: 'index.handler', codeUri: 's3://b/k', policies: ['Mine'] }); }],
];

const ways: [string, (scope: IConstruct) => void][] = [
  ['optOut()', (scope) => LambdaTracing.of(scope).optOut('not any more')],
  ['the tag', (scope) => Tags.of(scope).add('lambda-tracing', 'off', { includeResourceTypes: ['AWS::Lambda::Function', 'AWS::Serverless::Function'] })],
];

describe.each(ways)('%s after the mixin was applied', (way, optOut) => {
  /** The same app without us, and with the mixin and then the opt-out. The tag itself is in both. */
  const optedOut = (build: (root: App) => void, since: (root: App) => void = () => undefined, plan = everything): Comparison => {
    const [bare, root] = [app(), app()];
    build(bare);
    build(root);
    applyTo(root, plan);
    since(root);
    optOut(root);
    if (way === 'the tag') { optOut(bare); }
    return { without: synthesize(bare), traced: synthesize(root), root };
  };

  test.each(shapes)('leaves %s as it is without us, byte for byte', (_, build) => {
    const comparison = optedOut((root) => build(new Stack(root, 'Stack', { env })));

    expectUntouched(comparison);
    expect(reportedIds(comparison.root)).toEqual(['optedOut']);
    expect(reportedIn(comparison.root)).toMatchObject({ status: 'excluded' });
    expect(comparison.traced.output).not.toContain('cdk-lambda-tracing');
  });

  test('keeps what was set on the function since', () => {
    const change = (root: App) => {
      const fn = root.node.findChild('Stack').node.findChild('Fn') as Function;
      fn.addEnvironment('LATE', 'y').addEnvironment('OURS', 'mine');
      fn.addLayers(LayerVersion.fromLayerVersionArn(fn, 'Late', layerArn('late')));
      resourceOf(fn).memorySize = 512;
    };
    const comparison = optedOut((root) => { l2(new Stack(root, 'Stack', { env })); }, change);

    expect(comparison.traced.error).toBeUndefined();
    expect(functionIn(comparison.traced.templates['Stack.template.json'])).toMatchObject({
      MemorySize: 512, Handler: 'index.handler', Layers: [layerArn('late')], Environment: { Variables: { LATE: 'y', OURS: 'mine' } },
    });
    expect(Object.keys(variablesIn(comparison.traced.templates['Stack.template.json']))).toEqual(['LATE', 'OURS']);
  });

  test('keeps a whole property, or an override, that was set anew since', () => {
    const change = (root: App) => {
      const fn = root.node.findChild('Stack').node.findChild('Fn') as CfnFunction;
      fn.environment = { variables: { ONLY: 'mine' } };
      fn.addPropertyOverride('Handler', 'my.handler');
    };
    const { traced } = optedOut((root) => { l1(new Stack(root, 'Stack', { env })); }, change);

    expect(functionIn(traced.templates['Stack.template.json'])).toMatchObject({ Handler: 'my.handler', Environment: { Variables: { ONLY: 'mine' } } });
    expect(variablesIn(traced.templates['Stack.template.json'])).toEqual({ ONLY: 'mine' });
    expect(functionIn(traced.templates['Stack.template.json']).Layers).toBeUndefined();
  });

  test('leaves the others traced that share a role, a layer or a mapping with it', () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'wrapper'), 'x');
    const plan = { ...everything, layers: [...everything.layers!, TracingLayer.fromAsset(folder, 'ours')] };
    const build = (root: App, ids: string[]) => {
      const stack = new Stack(root, 'Stack');
      const [shared, imported] = [role(stack), Role.fromRoleArn(stack, 'Imported', 'arn:aws:iam::123456789012:role/r')];
      const other = { ...plan, permissions: [...plan.permissions!, { actions: ['other:action'], resources: ['*'] }] };
      for (const id of ids) { l2(stack, id, { role: shared }).with(mixed(id === 'Other' ? other : plan)); }
      for (const id of ids) { l2(stack, `Imported${id}`, { role: imported }).with(mixed(id === 'Other' ? other : plan)); }
      return stack;
    };
    const root = app();
    const stack = build(root, ['Kept', 'Other']);
    ['Other', 'ImportedOther'].forEach((id) => optOut(stack.node.findChild(id)));
    const template = synthesize(root).templates['Stack.template.json'];
    const alone = app();
    build(alone, ['Kept']);
    const expected = synthesize(alone).templates['Stack.template.json'];

    expect(JSON.stringify(template)).not.toContain('other:action');
    expect(functionIn(template, 'Kept')).toEqual(functionIn(expected, 'Kept'));
    expect(grantedIn(template, 'Role')).toEqual(grantedIn(expected, 'Role'));
    expect(resourcesIn(template, 'AWS::IAM::Policy').map(([, { Properties }]) => Properties.PolicyDocument)).toEqual(resourcesIn(expected, 'AWS::IAM::Policy').map(([, { Properties }]) => Properties.PolicyDocument));
    expect(resourcesIn(template, 'AWS::Lambda::LayerVersion').map(([id]) => id)).toEqual(resourcesIn(expected, 'AWS::Lambda::LayerVersion').map(([id]) => id));
    expect(template.Mappings).toEqual(expected.Mappings);
    expect(functionIn(template, 'Other').Layers).toBeUndefined();
  });

  test('removes a layer of the app and a mapping that nobody else needs', () => {
    const folder = join(temporaryFolder(), 'layer');
    mkdirSync(folder);
    writeFileSync(join(folder, 'wrapper'), 'x');
    const plan = { ...everything, layers: [...everything.layers!, TracingLayer.fromAsset(folder, 'ours')] };

    expectUntouched(optedOut((root) => { l2(new Stack(root, 'Stack')); }, undefined, plan));
  });

  test('works in a Stage, and where the mixin was applied by an Aspect', () => {
    const root = app();
    const stage = new Stage(root, 'Prod');
    l2(new Stack(stage, 'Stack', { env }));
    Aspects.of(stage).add({ visit: (node) => { if (mixed().supports(node)) { mixed().applyTo(node); } } });
    optOut(root);

    const { error, output, templates } = synthesize(root);
    expect(error).toBeUndefined();
    expect(output).not.toContain('added via another Aspect');
    expect(functionIn(Object.values(templates)[0]).Layers).toBeUndefined();
    expect(reportOf(root).totals).toMatchObject({ functions: 1, excluded: 1 });
  });
});

test.each([200, 500, 1000])('the mixin can be applied by an Aspect at priority %d, with stabilization, to more functions than there are rounds', (priority) => {
  const root = app({ '@aws-cdk/core:aspectStabilization': true });
  for (let index = 0; index < 120; index++) { l2(new Stack(root, `Stack${index}`)); }
  Aspects.of(root).add({ visit: (node) => { if (mixed().supports(node)) { mixed().applyTo(node); } } }, { priority });

  expect(synthesize(root).error).toBeUndefined();
  expect(reportOf(root).totals).toMatchObject({ functions: 120, traced: 120 });
});

test('a provider above does not bring back what was opted out after the mixin', () => {
  const root = app();
  const fn = l2(new Stack(root, 'Stack', { env }));
  LambdaTracing.of(root).add(signingProvider('above'));
  fn.with(mixed());
  LambdaTracing.of(fn).optOut('not any more');

  expect(variablesIn(Object.values(synthesize(root).templates)[0])).toEqual({});
});

test('a function that the mixin could not trace is opted out as well, and no longer a complaint', () => {
  const root = app();
  const fn = l2(new Stack(root, 'Stack', { env }));
  LambdaTracing.of(root).add(signingProvider('above'), { failOnUntraced: true });
  fn.with(mixed({ environment: { A: 'a name that Lambda does not take' } }));
  LambdaTracing.of(fn).optOut('not any more');

  expect(synthesize(root).output).not.toContain('cdk-lambda-tracing');
  expect(reportedIds(root)).toEqual(['optedOut']);
});
