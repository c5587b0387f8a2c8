import { writeFileSync } from 'fs';
import { join } from 'path';
import { App, BootstraplessSynthesizer, CfnParameter, Mixins, Stack } from 'aws-cdk-lib';
import { CfnFunction, Function } from 'aws-cdk-lib/aws-lambda';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { Decision, ITracingProvider, LambdaTracing, mixins, TracingLayer, TracingSecret } from '../../src';
import { app, reportOf, synthesize, templateOf, temporaryFolder } from '../support/app';
import { fakeProvider, recordingProvider, signingProvider } from '../support/fake-provider';
import { functionIn, grantedIn, resourcesIn, variablesIn } from '../support/function-in';
import { importedLayers, l1, l2, layerArn, OneFunction, resourceOf } from '../support/sample-function';
import { expectUntouched, reportedIds, reportedIn, withAndWithout } from '../support/with-and-without';

const { FunctionTracing } = mixins;
const fnOf = (root: App) => (root.node.findChild('Stack') as OneFunction).fn;
const mix = (provider: ITracingProvider) => (root: App) => { fnOf(root).with(new FunctionTracing({ provider })); };

/** A provider that decides as the function says, however wrongly. */
const deciding = (decide: () => unknown): ITracingProvider => ({ name: 'garbage', decide: decide as () => Decision });

describe('props that are wrong are refused with one error that names them all', () => {
  const provider = fakeProvider();
  test.each<[string, object, string[]]>([
    ['no provider', {}, ['FunctionTracing: provider must have a decide() method, got undefined; pass for example new XRayProvider()']],
    ['a provider that is none', { provider: 'xray' }, ['provider must have a decide() method, got xray']],
    ['a null provider', { provider: null }, ['provider must have a decide() method, got null']],
    ['an empty service name', { provider, serviceName: ' ' }, ['serviceName must not be empty']],
    ['a service name that is no text', { provider, serviceName: 5 }, ['serviceName must be a string, got 5']],
    ['a ratio that is no number', { provider, samplingRatio: '0.5' }, ['samplingRatio must be a number from 0 to 1, got 0.5']],
    ['a ratio above 1', { provider, samplingRatio: 1.1 }, ['samplingRatio must be a number from 0 to 1, got 1.1']],
    ['a ratio below 0', { provider, samplingRatio: -0.1 }, ['got -0.1']],
    ['a ratio that is not a number', { provider, samplingRatio: NaN }, ['got NaN']],
    ['an environment that is a list', { provider, environment: ['a'] }, ['environment must be an object, got Array']],
    ['an environment that is a text', { provider, environment: 'A=b' }, ['environment must be an object, got A=b']],
    ['bad variables', { provider, environment: { 'A-B': 'x', 'AWS_REGION': 'y', 'CC': 5 } }, [
      "environment: 'A-B' is not a name Lambda takes", 'environment: Lambda reserves AWS_REGION for itself', 'environment: the value of CC must be a string, got number',
    ]],
    ['everything', { provider: 5, serviceName: '', samplingRatio: 2, environment: { A: 'x' } }, ['provider must', 'serviceName must', 'samplingRatio must', "'A' is not a name"]],
    ['nothing at all', undefined as unknown as object, ['FunctionTracing: provider must have a decide() method']],
    ['null', null as unknown as object, ['FunctionTracing: provider must have a decide() method']],
  ])('%s', (_, props, problems) => {
    for (const problem of problems) { expect(() => new FunctionTracing(props as never)).toThrow(problem); }
  });
});

describe('applying the mixin', () => {
  test('to an L2 reaches its L1, and only that', () => {
    const root = app();
    const { fn } = new OneFunction(root);
    const mixin = new FunctionTracing({ provider: fakeProvider({ environment: { AB: 'c' } }) });
    expect(mixin.supports(fn)).toBe(false);
    expect(mixin.supports(resourceOf(fn))).toBe(true);
    fn.with(mixin);
    expect(variablesIn(templateOf(root))).toEqual({ AB: 'c' });
  });

  test('to a scope reaches every function below, and nothing else', () => {
    const root = app();
    const stack = new Stack(root, 'Stack');
    l2(stack, 'A');
    l1(stack, 'B');
    new Bucket(stack, 'Bucket');
    Mixins.of(stack).apply(new FunctionTracing({ provider: fakeProvider({ environment: { AB: 'c' } }) }));
    const template = templateOf(root);
    expect([variablesIn(template, 'A'), variablesIn(template, 'B')]).toEqual([{ AB: 'c' }, { AB: 'c' }]);
  });

  test('to something that is no function does nothing', () => {
    const root = app();
    const bucket = new Bucket(new Stack(root, 'Stack'), 'Bucket');
    new FunctionTracing({ provider: deciding(() => { throw new Error('asked'); }) }).applyTo(bucket.node.defaultChild!);
    expect(synthesize(root).error).toBeUndefined();
  });

  test('twice is the same as once, and the first provider stays', () => {
    const build = (root: App) => { new OneFunction(root); };
    const { without, traced, root } = withAndWithout((made) => { build(made); mix(signingProvider('one'))(made); }, mix(signingProvider('two')));
    expect(traced.texts).toEqual(without.texts);
    expect(reportedIn(root).provider).toBe('one');
  });

  test('then an Aspect of another provider above keeps the mixin\'s', () => {
    const root = app();
    new OneFunction(root);
    mix(signingProvider('mixin'))(root);
    LambdaTracing.of(root).add(signingProvider('aspect'));
    expect(variablesIn(templateOf(root))).toEqual({ TRACED_BY: 'mixin' });
  });

  test('writes the report without any facade', () => {
    const root = app();
    new OneFunction(root);
    mix(fakeProvider())(root);
    synthesize(root);
    expect(reportOf(root).totals).toMatchObject({ functions: 1, traced: 1 });
  });

  test('to a function that is opted out leaves it alone, with the reason', () => {
    const comparison = withAndWithout((root) => { new OneFunction(root); }, (root) => {
      LambdaTracing.of(root).optOut('not ready');
      mix(fakeProvider({ environment: { AB: 'c' } }))(root);
    });
    expectUntouched(comparison);
    expect(reportedIds(comparison.root)).toEqual(['optedOut']);
  });

  test('passes its options to the provider and to the function', () => {
    const root = app();
    const provider = recordingProvider({ environment: { AB: 'plan', CC: 'plan' } });
    new OneFunction(root).fn.with(new FunctionTracing({ provider, serviceName: 'checkout', samplingRatio: 0.5, environment: { AB: 'mine' } }));
    expect(provider.models[0]).toMatchObject({ serviceName: 'checkout', samplingRatio: 0.5 });
    expect(variablesIn(templateOf(root))).toEqual({ AB: 'mine', CC: 'plan' });
  });

  test('before addEnvironment() and addLayers() loses neither, and the later value of the user wins', () => {
    const root = app();
    const stack = new OneFunction(root, 'Stack', { environment: { EARLY: 'x' } });
    mix(fakeProvider({ environment: { OURS: 'ours', SHARED: 'ours' }, appendedEnvironment: { NODE_OPTIONS: '--ours' }, layers: [TracingLayer.fromArn(layerArn('ours'))] }))(root);
    stack.fn.addEnvironment('LATE', 'y').addEnvironment('SHARED', 'mine').addEnvironment('NODE_OPTIONS', '--mine');
    stack.fn.addLayers(...importedLayers(stack, ['late'])!);
    const properties = functionIn(templateOf(root));
    expect(properties.Environment.Variables).toEqual({ EARLY: 'x', LATE: 'y', OURS: 'ours', SHARED: 'mine', NODE_OPTIONS: '--mine --ours' });
    expect(properties.Layers).toEqual([layerArn('late'), layerArn('ours')]);
  });

  test('to an L1 whose property is set anew afterwards is what the user says; drift is reported where nothing is traced then', () => {
    const root = app();
    const fn = l1(new Stack(root, 'Stack'), 'Fn', { environment: { variables: { NODE_OPTIONS: '--early' } } });
    fn.with(new FunctionTracing({ provider: fakeProvider({ environment: { OURS: 'ours' }, appendedEnvironment: { NODE_OPTIONS: '--ours' } }) }));
    fn.environment = { variables: { NODE_OPTIONS: '--late', LATE: 'y' } };
    expect(variablesIn(templateOf(root))).toEqual({ NODE_OPTIONS: '--late', LATE: 'y' });
  });

  test('to an L1 whose variable is set by an override keeps the override, which is what CDK would write', () => {
    const root = app();
    const fn = resourceOf(new OneFunction(root, 'Stack', { environment: { NODE_OPTIONS: '--property' } }).fn);
    fn.addPropertyOverride('Environment.Variables.NODE_OPTIONS', '--override');
    fn.with(new FunctionTracing({ provider: fakeProvider({ appendedEnvironment: { NODE_OPTIONS: '--ours' } }) }));
    expect(variablesIn(templateOf(root))).toEqual({ NODE_OPTIONS: '--override --ours' });
  });
});

describe('a plan is carried out', () => {
  test('as a whole: layers, wrapper, handler, variables, tracing mode and permissions', () => {
    const root = app();
    const stack = new OneFunction(root);
    stack.fn.with(new FunctionTracing({
      provider: fakeProvider({
        layers: [TracingLayer.fromArn(layerArn('a')), TracingLayer.fromArnByRegion({ 'eu-west-1': layerArn('b'), 'us-east-1': layerArn('b', 1, 'us-east-1') })],
        execWrapper: '/opt/wrapper',
        handlerRedirect: { handler: 'vendor.handler', originalHandlerVariable: 'ORIGINAL' },
        environment: { WHERE: 'arn:${AWS::Partition}:x:${AWS::Region}:${AWS::AccountId}:y' },
        appendedEnvironment: { NODE_OPTIONS: '--ours' },
        activeTracing: true,
        permissions: [{ actions: ['b:Two', 'a:One'], resources: ['arn:${AWS::Partition}:x:${AWS::Region}:${AWS::AccountId}:y'] }],
        secrets: [{ secret: TracingSecret.fromSecretsManagerName('key'), variable: 'KEY_NAME' }],
      }),
    }));
    const template = templateOf(root);
    const here = (rest: string) => ({ 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':x:eu-west-1:', { Ref: 'AWS::AccountId' }, rest]] });
    expect(functionIn(template)).toMatchObject({
      Layers: [layerArn('a'), layerArn('b')],
      Handler: 'vendor.handler',
      TracingConfig: { Mode: 'Active' },
      Environment: { Variables: { AWS_LAMBDA_EXEC_WRAPPER: '/opt/wrapper', ORIGINAL: 'index.handler', WHERE: here(':y'), NODE_OPTIONS: '--ours', KEY_NAME: 'key' } },
    });
    expect(grantedIn(template)).toEqual(expect.arrayContaining([
      { Effect: 'Allow', Action: ['xray:PutTelemetryRecords', 'xray:PutTraceSegments'], Resource: '*' },
      { Effect: 'Allow', Action: ['a:One', 'b:Two'], Resource: here(':y') },
      {
        Effect: 'Allow', Action: 'secretsmanager:GetSecretValue',
        Resource: { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':secretsmanager:eu-west-1:', { Ref: 'AWS::AccountId' }, ':secret:key-??????']] },
      },
    ]));
    expect(grantedIn(template)).toHaveLength(3);
  });

  test.each([0, 1, 2, 3, 4, 5])('after %d layers of the user\'s', (count) => {
    const names = ['a', 'b', 'c', 'd', 'e'].slice(0, count);
    const build = (root: App) => {
      const stack = new OneFunction(root);
      stack.fn.addLayers(...importedLayers(stack, names)!);
    };
    const comparison = withAndWithout(build, mix(fakeProvider({ layers: [TracingLayer.fromArn(layerArn('ours'))], environment: { AB: 'c' } })));
    const template = Object.values(comparison.traced.templates)[0];
    if (count === 5) {
      expectUntouched(comparison);
      expect(reportedIds(comparison.root)).toEqual(['tooManyLayers']);
    } else {
      expect(functionIn(template).Layers).toEqual([...names, 'ours'].map((name) => layerArn(name)));
    }
  });

  test('also where the handler is not known: it is copied as it is', () => {
    const root = app();
    const stack = new OneFunction(root);
    resourceOf(stack.fn).handler = new CfnParameter(stack, 'Handler').valueAsString;
    stack.fn.with(new FunctionTracing({ provider: fakeProvider({ handlerRedirect: { handler: 'vendor.handler', originalHandlerVariable: 'ORIGINAL' } }) }));
    expect(functionIn(templateOf(root))).toMatchObject({ Handler: 'vendor.handler', Environment: { Variables: { ORIGINAL: { Ref: 'Handler' } } } });
  });

  test('also where the handler is not known and its variable is set later: another function would run', () => {
    const root = app();
    const stack = new OneFunction(root);
    resourceOf(stack.fn).handler = new CfnParameter(stack, 'Handler').valueAsString;
    stack.fn.with(new FunctionTracing({ provider: fakeProvider({ handlerRedirect: { handler: 'vendor.handler', originalHandlerVariable: 'ORIGINAL' } }) }));
    stack.fn.addEnvironment('ORIGINAL', 'other.handler');
    expect(variablesIn(templateOf(root))).toMatchObject({ ORIGINAL: { Ref: 'Handler' } });
  });

  test('also where the user has null for a variable that is to be extended', () => {
    const root = app();
    const stack = new OneFunction(root);
    resourceOf(stack.fn).environment = { variables: { NODE_OPTIONS: null as unknown as string, OWN: 'x' } };
    stack.fn.with(new FunctionTracing({ provider: fakeProvider({ appendedEnvironment: { NODE_OPTIONS: '--ours' } }) }));
    expect(variablesIn(templateOf(root))).toMatchObject({ NODE_OPTIONS: '--ours', OWN: 'x' });
  });

  test('not in a stack that takes no assets where the plan brings one, and leaves no trace in the template', () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'wrapper'), 'x');
    const build = (root: App) => { l2(new Stack(root, 'Stack', { synthesizer: new BootstraplessSynthesizer() })); };
    const comparison = withAndWithout(build, (root) => LambdaTracing.of(root).add(fakeProvider({
      environment: { AB: 'c' }, layers: [TracingLayer.fromArnByRegion({ 'eu-west-1': layerArn('b') }), TracingLayer.fromAsset(folder, 'ours')],
    })));
    expectUntouched(comparison);
    expect(reportedIds(comparison.root)).toEqual(['noAssets']);
    expect(reportedIn(comparison.root).diagnostics[0].message).not.toContain(folder);
  });

  test.each([
    ['elsewhere', () => join(temporaryFolder(), 'some', 'nowhere'), 'there is no nowhere to make layer ours from'],
    ['below the app\'s folder', () => join(process.cwd(), 'layers-of-mine', 'nowhere'), 'there is no layers-of-mine/nowhere to make layer ours from'],
  ])('not with a layer that is not there, %s, and the report has no folder of this machine', (_, path, named) => {
    const root = app();
    new OneFunction(root);
    const missing = path();
    LambdaTracing.of(root).add(fakeProvider({ layers: [TracingLayer.fromAsset(missing, 'ours')] }));
    synthesize(root);
    const { id, message } = reportedIn(root).diagnostics[0];
    expect(id).toBe('cdk-lambda-tracing:noAssets');
    expect(message).toContain(named);
    expect(message).not.toContain(missing);
    expect(message).not.toContain(process.cwd());
  });

  test('with a layer that is deployed with the app, once per stack', () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'wrapper'), 'x');
    const root = app();
    const stack = new Stack(root, 'Stack');
    [l2(stack, 'A'), l2(stack, 'B')].forEach((fn) => fn.with(new FunctionTracing({ provider: fakeProvider({ layers: [TracingLayer.fromAsset(folder, 'ours')] }) })));
    const template = templateOf(root);
    const [[id], ...more] = resourcesIn(template, 'AWS::Lambda::LayerVersion');
    expect(more).toEqual([]);
    expect(['A', 'B'].map((name) => functionIn(template, name).Layers)).toEqual([[{ Ref: id }], [{ Ref: id }]]);
    expect(reportedIn(root, 'Stack/A').changes?.layers).toEqual(['ours (deployed with the app)']);
  });

  test('in an unknown region by one mapping per stack, whatever the number of functions', () => {
    const root = app();
    const stack = new Stack(root, 'Stack');
    const arns = { 'us-east-1': layerArn('b', 1, 'us-east-1'), 'eu-west-1': layerArn('b') };
    [l2(stack, 'A'), l2(stack, 'B')].forEach((fn) => fn.with(new FunctionTracing({ provider: fakeProvider({ layers: [TracingLayer.fromArnByRegion(arns)] }) })));
    const template = templateOf(root);
    const [[name, mapping], ...more] = Object.entries(template.Mappings ?? {});
    expect(more).toEqual([]);
    expect(mapping).toEqual({ 'eu-west-1': { arn: layerArn('b') }, 'us-east-1': { arn: layerArn('b', 1, 'us-east-1') } });
    for (const id of ['A', 'B']) { expect(functionIn(template, id).Layers).toEqual([{ 'Fn::FindInMap': [name, { Ref: 'AWS::Region' }, 'arn'] }]); }
    expect(reportedIn(root, 'Stack/A').changes?.layers).toEqual(['b (by region)']);
  });

  test.each<[string, ConstructorParameters<typeof CfnFunction>[2]['environment']]>([
    ['the environment', { 'Fn::If': ['Yes', { Variables: {} }, { Ref: 'AWS::NoValue' }] } as never],
  ])('not where %s as a whole is an intrinsic function', (_, environment) => {
    const build = (root: App) => {
      const fn = l1(new Stack(root, 'Stack'));
      fn.addPropertyOverride('Environment', environment);
    };
    const comparison = withAndWithout(build, (root) => LambdaTracing.of(root).add(fakeProvider({ environment: { AB: 'c' } })));
    expectUntouched(comparison);
    expect(reportedIds(comparison.root)).toEqual(['environmentUnreadable']);
  });

  test('not where the list of layers as a whole is an intrinsic function', () => {
    const build = (root: App) => { l1(new Stack(root, 'Stack')).addPropertyOverride('Layers', { Ref: 'LayerList' }); };
    const comparison = withAndWithout(build, (root) => LambdaTracing.of(root).add(fakeProvider({ environment: { AB: 'c' } })));
    expectUntouched(comparison);
    expect(reportedIds(comparison.root)).toEqual(['layersUnreadable']);
  });

  test('not where the CDK cannot write the function, and its error is CDK\'s own', () => {
    const root = app();
    const fn = l1(new Stack(root, 'Stack'));
    fn.memorySize = 'much' as never;
    fn.with(new FunctionTracing({ provider: fakeProvider() }));
    expect(synthesize(root).error?.message).toContain('memorySize');
  });
});

test('a Function subclass of the user\'s is a function like others', () => {
  class Special extends Function {}
  const root = app();
  const stack = new OneFunction(root);
  expect(stack.fn).not.toBeInstanceOf(Special);
  new Special(stack, 'Special', { runtime: stack.fn.runtime, handler: 'index.handler', code: { bind: () => ({ inlineCode: 'x' }), bindToResource: () => undefined, isInline: true } as never });
  LambdaTracing.of(root).add(signingProvider('ours'));
  expect(variablesIn(templateOf(root), 'Special')).toEqual({ TRACED_BY: 'ours' });
});
