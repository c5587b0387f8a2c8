import { App, Aspects, CfnResource, IAspect, Stack, Tags } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { IConstruct } from 'constructs';
import { entry, expectTraced, LAYER, plainFunction, properties, synthesize, TestProvider } from './synthesis';
import { LambdaTracing, mixins, TracingAspect } from '../../src';

/** An Aspect of the user's, on the L2 function. */
function onFunctions(change: (fn: lambda.Function) => void): IAspect {
  return { visit: (node: IConstruct) => { if (node instanceof lambda.Function) { change(node); } } };
}

/** An Aspect of the user's, on the L1 function. */
function onResources(change: (fn: lambda.CfnFunction) => void): IAspect {
  return { visit: (node: IConstruct) => { if (node instanceof lambda.CfnFunction) { change(node); } } };
}

const OWN = 'arn:aws:lambda:eu-west-1:123456789012:layer:own:1';
const PRIORITIES = [100, 200, 499, 500, 1000];

describe.each([true, false])('with Aspect stabilization %s', (stabilization) => {
  const context = { '@aws-cdk/core:aspectStabilization': stabilization };
  const withAspect = (aspect: IAspect, priority: number, provider = new TestProvider()) => synthesize((app: App) => {
    plainFunction(new Stack(app, 'Shop'), 'Fn', { environment: { OWN_VALUE: '1' } });
    LambdaTracing.of(app).add(provider);
    Aspects.of(app).add(aspect, { priority });
  }, { context });

  test.each(PRIORITIES)('layers and variables that another Aspect adds to the L2 at priority %d are kept', (priority) => {
    const found = properties(withAspect(onFunctions((fn) => {
      fn.addEnvironment('ADDED_LATER', '2');
      fn.addLayers(lambda.LayerVersion.fromLayerVersionArn(fn, 'OwnLayer', OWN));
    }), priority).templates.Shop, 'Fn');

    expectTraced(found);
    expect(found.Layers).toEqual([OWN, LAYER]);
    expect(found.Environment.Variables).toMatchObject({ OWN_VALUE: '1', ADDED_LATER: '2' });
  });

  test.each(PRIORITIES)('a tag for everything at priority %d is kept', (priority) => {
    const traced = synthesize((app) => {
      plainFunction(new Stack(app, 'Shop'), 'Fn');
      LambdaTracing.of(app).add(new TestProvider());
      Tags.of(app).add('team', 'orders', { priority });
    }, { context });

    const found = properties(traced.templates.Shop, 'Fn');
    expectTraced(found);
    expect(found.Tags).toEqual([{ Key: 'team', Value: 'orders' }]);
  });

  test.each<[string, (fn: lambda.CfnFunction) => void]>([
    ['environment variable AWS_LAMBDA_EXEC_WRAPPER', (fn) => fn.addPropertyOverride('Environment.Variables.AWS_LAMBDA_EXEC_WRAPPER', '/opt/theirs')],
    ['environment variable AWS_LAMBDA_EXEC_WRAPPER', (fn) => { fn.environment = { variables: { ONLY_THIS: '1' } }; }],
    [`layer ${LAYER}`, (fn) => { fn.layers = [OWN]; }],
    [`layer ${LAYER}`, (fn) => fn.addPropertyOverride('Layers', [OWN])],
    ['tracing mode', (fn) => fn.addPropertyOverride('TracingConfig.Mode', 'PassThrough')],
    ['runtime, from nodejs22.x to "python3.13"', (fn) => { fn.runtime = 'python3.13'; }],
    ['architecture, from x86_64 to "arm64"', (fn) => { fn.architectures = ['arm64']; }],
  ])('a change made after us is theirs to make, and reported as drift: %s', (what, change) => {
    const seen: string[] = [];
    const traced = synthesize((app: App) => {
      const fn = plainFunction(new Stack(app, 'Shop'), 'Fn');
      LambdaTracing.of(app).add(new TestProvider());
      // On the L1 itself: on the same node the priority decides.
      Aspects.of(fn.node.defaultChild!).add(onResources((resource) => { seen.push(resource.node.path); change(resource); }), { priority: 600 });
    }, { context });

    expect(seen).toEqual(['Shop/Fn/Resource']);
    expect(traced.findings).toEqual(['drifted Shop/Fn/Resource']);
    expect(traced.messages).toEqual([`changed after tracing was attached: ${what}`]);
  });

  test.each([
    ['null', null],
    ['a condition', { 'Fn::If': ['Prod', [LAYER], []] }],
  ])('%s instead of the layers is drift', (_, layers) => {
    const traced = withAspect(onResources((fn) => fn.addPropertyOverride('Layers', layers)), 1000);
    expect(traced.findings).toEqual(['drifted Shop/Fn/Resource']);
  });

  test('no drift is reported where nothing drifted, tokens and region look-ups included', () => {
    expect(withAspect(onFunctions(() => undefined), 600, new TestProvider({ environment: { WHERE: 'arn:${AWS::Partition}:x:${AWS::Region}:${AWS::AccountId}' } })).findings).toEqual([]);
  });

  test.each([200, 500, 1000])('TracingAspect itself works at priority %d', (priority) => {
    const traced = synthesize((app) => {
      for (let index = 0; index < 120; index++) { plainFunction(new Stack(app, `Shop${index}`), 'Fn'); } // over the 100 rounds of stabilization
      Aspects.of(app).add(new TracingAspect({ provider: new TestProvider() }), { priority });
    }, { context });

    expect(traced.report!.totals.traced).toBe(120);
    expect(traced.findings).toEqual([]);
  });
});

test('the mixin applied before the function is complete does not lose what comes later', () => {
  const traced = synthesize((app) => {
    const fn = plainFunction(new Stack(app, 'Shop'), 'Fn');
    fn.with(new mixins.FunctionTracing({ provider: new TestProvider() }));
    fn.addEnvironment('ADDED_LATER', '2');
    fn.addLayers(lambda.LayerVersion.fromLayerVersionArn(fn, 'OwnLayer', OWN));
  });

  const found = properties(traced.templates.Shop, 'Fn');
  expectTraced(found);
  expect(found.Environment.Variables.ADDED_LATER).toBe('2');
  expect(found.Layers).toContain(OWN);
  expect(entry(traced, 'Shop/Fn/Resource').status).toBe('traced');
});

test('a variable that the user sets after us wins, and is no drift', () => {
  const traced = synthesize((app) => {
    const fn = plainFunction(new Stack(app, 'Shop'), 'Fn');
    LambdaTracing.of(app).add(new TestProvider(), { failOnUntraced: true });
    Aspects.of(fn.node.defaultChild!).add(onResources((resource) => resource.addPropertyOverride('Environment.Variables.TRACER_ON', 'false')), { priority: 600 });
  });

  expect(properties(traced.templates.Shop, 'Fn').Environment.Variables.TRACER_ON).toBe('false');
  expect(traced.findings).toEqual([]);
});

test('the mixin takes what configure() has set, and its own options win', () => {
  const traced = synthesize((app) => {
    const fn = plainFunction(new Stack(app, 'Shop'), 'Fn');
    LambdaTracing.of(app).configure({ environment: { FROM_APP: 'app', FROM_BOTH: 'app' } });
    fn.with(new mixins.FunctionTracing({ provider: new TestProvider(), environment: { FROM_BOTH: 'mixin' } }));
  });

  expect(properties(traced.templates.Shop, 'Fn').Environment.Variables).toMatchObject({ FROM_APP: 'app', FROM_BOTH: 'mixin' });
});

test('layers are appended to an override that empties the list', () => {
  const traced = synthesize((app) => {
    plainFunction(new Stack(app, 'Shop'), 'Fn');
    LambdaTracing.of(app).add(new TestProvider());
    Aspects.of(app).add({ visit: (node) => { if (CfnResource.isCfnResource(node) && node.cfnResourceType === 'AWS::Lambda::Function') { node.addOverride('Properties', { Layers: [] }); } } }, { priority: 50 });
  });

  expectTraced(properties(traced.templates.Shop, 'Fn'));
});
