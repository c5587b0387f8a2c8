import { App, Aspects, CfnResource, IAspect, NestedStack, Stack, Stage } from 'aws-cdk-lib';
import { Alias, CfnFunction, Code, DockerImageCode, DockerImageFunction, Function, Runtime, SingletonFunction, Version } from 'aws-cdk-lib/aws-lambda';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { Construct, IConstruct } from 'constructs';
import { LambdaTracing, PackageType } from '../src';
import { app, reportOf, synthesize, templateOf } from './support/app';
import { fakeProvider, recordingProvider, signingProvider } from './support/fake-provider';
import { functionIn, resourcesIn, variablesIn } from './support/function-in';
import { l1, l2, OneFunction } from './support/sample-function';
import { expectUntouched, reportedIds, reportedIn, statuses, withAndWithout } from './support/with-and-without';

const provider = signingProvider('ours');
const addTo = (options = {}) => (root: App) => LambdaTracing.of(root).add(provider, options);
const tracedBy = (root: App, id = '') => variablesIn(templateOf(root), id).TRACED_BY;

/** A construct of the user's with two functions in it. */
class Pair extends Construct {
  public readonly one = l2(this, 'One');
  public readonly two = l2(this, 'Two');
}

describe('add() traces', () => {
  test('an L2, an L1, a SingletonFunction, and functions of nested stacks and of Stages below', () => {
    const root = app();
    const stack = new Stack(root, 'Stack');
    l2(stack, 'L2');
    l1(stack, 'L1');
    new SingletonFunction(stack, 'Single', { uuid: 'abc', runtime: Runtime.PYTHON_3_13, handler: 'index.handler', code: Code.fromInline('x') });
    l2(new NestedStack(stack, 'Nested'), 'InNested');
    l2(new Stack(new Stage(new Stage(root, 'Outer'), 'Inner'), 'Deep'), 'InStage');
    LambdaTracing.of(root).add(provider);
    const { templates } = synthesize(root);
    const functions = Object.values(templates).flatMap((template) => resourcesIn(template, 'AWS::Lambda::Function'));
    expect(functions.map(([, { Properties }]) => Properties.Environment.Variables.TRACED_BY)).toEqual(Array(5).fill('ours'));
    expect(Object.values(statuses(reportOf(root)))).toEqual(Array(5).fill('traced by ours'));
  });

  test('one function where it is called on one', () => {
    const root = app();
    const stack = new Stack(root, 'Stack');
    const pair = new Pair(stack, 'Pair');
    LambdaTracing.of(pair.one).add(provider);
    const template = templateOf(root);
    expect([variablesIn(template, 'PairOne'), variablesIn(template, 'PairTwo')]).toEqual([{ TRACED_BY: 'ours' }, {}]);
  });

  test('functions that are made after it was called', () => {
    const root = app();
    LambdaTracing.of(root).add(provider);
    new OneFunction(root);
    expect(tracedBy(root)).toBe('ours');
  });

  test('a function behind an alias, a version or a SingletonFunction', () => {
    const root = app();
    const stack = new Stack(root, 'Stack');
    const [aliased, versioned] = [l2(stack, 'Aliased'), l2(stack, 'Versioned')];
    const single = new SingletonFunction(stack, 'Single', { uuid: 'abc', runtime: Runtime.PYTHON_3_13, handler: 'index.handler', code: Code.fromInline('x') });
    LambdaTracing.of(new Alias(stack, 'Alias', { aliasName: 'live', version: aliased.currentVersion })).add(provider);
    LambdaTracing.of(new Version(stack, 'Version', { lambda: versioned })).add(provider);
    LambdaTracing.of(single).add(provider);
    expect(Object.values(resourcesIn(templateOf(root), 'AWS::Lambda::Function')).map(([, { Properties }]) => Properties.Environment.Variables.TRACED_BY)).toEqual(['ours', 'ours', 'ours']);
  });

  test('a whole construct, also where that has a member named like one of an alias', () => {
    class Service extends Construct {
      public readonly lambda = l2(this, 'Main');
      public readonly other = l2(this, 'Other');
      public readonly functionArn = this.lambda.functionArn;
    }
    const root = app();
    LambdaTracing.of(new Service(new Stack(root, 'Stack'), 'Service')).add(provider);
    expect(statuses(reportOf((synthesize(root), root)))).toEqual({ 'Stack/Service/Main/Resource': 'traced by ours', 'Stack/Service/Other/Resource': 'traced by ours' });
  });

  test('at once whether it is called once or many times', () => {
    const build = (root: App) => { new OneFunction(root); LambdaTracing.of(root).add(provider); };
    const { without, traced } = withAndWithout(build, (root) => {
      LambdaTracing.of(root).add(provider);
      LambdaTracing.of(root.node.findChild('Stack')).add(provider);
    });
    expect(traced.texts).toEqual(without.texts);
  });

  test('a container image with what needs no layer', () => {
    const root = app();
    const asked = recordingProvider({ environment: { AB: 'c' } });
    new DockerImageFunction(new Stack(root, 'Stack'), 'Image', { code: DockerImageCode.fromEcr({ repositoryArn: 'arn', repositoryUriForTagOrDigest: () => 'uri', grantPull: () => undefined } as never) });
    LambdaTracing.of(root).add(asked);
    expect(variablesIn(templateOf(root))).toEqual({ AB: 'c' });
    expect(asked.models).toEqual([expect.objectContaining({ packageType: PackageType.IMAGE, runtime: undefined, handler: undefined, runtimeFamily: undefined })]);
    expect(reportedIn(root).runtime).toBe('container image');
  });
});

describe('add() leaves alone', () => {
  test('an imported function, and says that nothing stands behind it', () => {
    const root = app();
    const stack = new Stack(root, 'Stack', { env: { region: 'eu-west-1', account: '123456789012' } });
    l2(stack, 'Own');
    const imported = Function.fromFunctionArn(stack, 'Imported', 'arn:aws:lambda:eu-west-1:123456789012:function:else');
    LambdaTracing.of(imported).add(provider);
    LambdaTracing.of(Version.fromVersionArn(stack, 'ImportedVersion', 'arn:aws:lambda:eu-west-1:123456789012:function:else:1')).optOut('not ours');
    synthesize(root);
    expect(reportOf(root)).toMatchObject({
      totals: { functions: 1, traced: 0 },
      diagnostics: [
        { path: 'Stack/Imported', id: 'cdk-lambda-tracing:targetNotFound', message: 'add() was called on a construct that stands for no function of this app' },
        { path: 'Stack/ImportedVersion', id: 'cdk-lambda-tracing:targetNotFound', message: 'optOut() was called on a construct that stands for no function of this app' },
      ],
    });
  });

  test('everything but functions: other resources keep every byte', () => {
    const root = app();
    new Bucket(new Stack(root, 'Stack'), 'Bucket');
    const comparison = withAndWithout((made) => { new Bucket(new Stack(made, 'Stack'), 'Bucket'); }, addTo());
    expectUntouched(comparison);
  });

  test('an empty scope, and says so', () => {
    const root = app();
    LambdaTracing.of(new Stack(root, 'Empty')).add(provider);
    const { output } = synthesize(root);
    expect(reportOf(root).diagnostics).toEqual([{
      path: 'Empty', id: 'cdk-lambda-tracing:noFunctions', severity: 'warning', message: 'tracing was added here, but there is no Lambda function below', fix: 'add it to the scope that holds the functions',
    }]);
    expect(output).toContain('no Lambda function below');
  });

  test('a Stage that is made later, and says so', () => {
    const build = (root: App) => new OneFunction(new Stage(root, 'Late'));
    const bare = app();
    build(bare);
    const root = app();
    LambdaTracing.of(root).add(provider);
    build(root);
    const { texts, output } = synthesize(root);
    expect(texts).toEqual(synthesize(bare).texts);
    expect(statuses(reportOf(root))).toEqual({ 'Late/Stack/Fn/Resource': 'uncovered' });
    expect(reportOf(root).diagnostics).toEqual([expect.objectContaining({
      path: 'Late', id: 'cdk-lambda-tracing:uncoveredStage', message: 'this Stage was made after tracing was added above it, so its 1 functions are not traced',
    })]);
    expect(output).toContain('made after tracing was added');
  });
});

describe('of two providers', () => {
  const orders: [string, (outer: () => void, inner: () => void) => void][] = [
    ['outer first', (outer, inner) => { outer(); inner(); }], ['inner first', (outer, inner) => { inner(); outer(); }],
  ];

  test.each(orders)('the nearer one wins, %s', (_, call) => {
    const root = app();
    const stack = new Stack(root, 'Stack');
    const pair = new Pair(stack, 'Pair');
    l2(stack, 'Outside');
    call(() => LambdaTracing.of(root).add(signingProvider('app')), () => call(
      () => LambdaTracing.of(pair).add(signingProvider('pair')), () => LambdaTracing.of(pair.one).add(signingProvider('one'))));
    const template = templateOf(root);
    expect(['PairOne', 'PairTwo', 'Outside'].map((id) => variablesIn(template, id).TRACED_BY)).toEqual(['one', 'pair', 'app']);
  });

  test('on one scope the last one added wins', () => {
    const root = app();
    new OneFunction(root);
    LambdaTracing.of(root).add(signingProvider('first'));
    LambdaTracing.of(root).add(signingProvider('last'));
    expect(tracedBy(root)).toBe('last');
  });

  test('configure() chooses one for a part, also with none above', () => {
    const root = app();
    const stack = new OneFunction(root);
    LambdaTracing.of(stack.fn).configure({ provider: signingProvider('configured') });
    expect(tracedBy(root)).toBe('configured');
  });

  test('configure() beats add() on one scope', () => {
    const root = app();
    new OneFunction(root);
    LambdaTracing.of(root).configure({ provider: signingProvider('configured') });
    LambdaTracing.of(root).add(signingProvider('added'));
    expect(tracedBy(root)).toBe('configured');
  });
});

describe('configure()', () => {
  test('merges by the nearest value of each option, and of each variable', () => {
    const root = app();
    const asked = recordingProvider();
    const stack = new OneFunction(root);
    LambdaTracing.of(stack.fn).configure({ serviceName: 'fn', environment: { BB: 'fn', DD: 'fn' } });
    LambdaTracing.of(root).configure({ serviceName: 'app', samplingRatio: 0.1, environment: { AA: 'app', BB: 'app' } });
    LambdaTracing.of(stack).configure({ samplingRatio: 0.5, environment: { BB: 'stack', CC: 'stack' } });
    LambdaTracing.of(root).add(asked);
    expect(variablesIn(templateOf(root))).toEqual({ AA: 'app', BB: 'fn', CC: 'stack', DD: 'fn' });
    expect(asked.models).toEqual([expect.objectContaining({ serviceName: 'fn', samplingRatio: 0.5 })]);
  });

  test('called twice on one scope keeps what the second call leaves out', () => {
    const root = app();
    const asked = recordingProvider();
    new OneFunction(root);
    LambdaTracing.of(root).add(asked);
    LambdaTracing.of(root).configure({ serviceName: 'one', samplingRatio: 0.1, environment: { AA: 'one', BB: 'one' } });
    LambdaTracing.of(root).configure({ serviceName: undefined, samplingRatio: 0.2, environment: { BB: 'two' } });
    expect(variablesIn(templateOf(root))).toEqual({ AA: 'one', BB: 'two' });
    expect(asked.models).toEqual([expect.objectContaining({ serviceName: 'one', samplingRatio: 0.2 })]);
  });

  test('without any provider changes nothing', () => {
    const build = (root: App) => { new OneFunction(root); };
    expectUntouched(withAndWithout(build, (root) => LambdaTracing.of(root).configure({ serviceName: 'app', environment: { AB: 'c' } })));
  });
});

describe('adopting step by step', () => {
  const build = (root: App) => { const stack = new Stack(root, 'Stack'); new Pair(stack, 'Pair'); l2(stack, 'Fn'); };
  const fates = (options: (root: App) => object, more: (root: App) => void = () => undefined) => {
    const root = app();
    build(root);
    LambdaTracing.of(root).add(provider, options(root));
    more(root);
    synthesize(root);
    return Object.fromEntries(Object.entries(statuses(reportOf(root))).map(([path, status]) => [path.split('/')[path.split('/').length - 2], status]));
  };

  test('traces what is included, by construct or by path, and excludes from that', () => {
    expect(fates((root) => ({ include: [root.node.findChild('Stack').node.findChild('Fn')], includePaths: ['Stack/Pair'], excludePaths: ['**/Two'] })))
      .toEqual({ Fn: 'traced by ours', One: 'traced by ours', Two: 'excluded' });
    expect(fates(() => ({ includePaths: ['Stack/Fn'] }))).toEqual({ Fn: 'traced by ours', One: 'excluded', Two: 'excluded' });
  });

  test('includes nothing with empty lists', () => {
    expect(fates(() => ({ include: [], includePaths: [] }))).toEqual({ Fn: 'excluded', One: 'excluded', Two: 'excluded' });
  });

  test('leaves the rest to a provider further up', () => {
    expect(fates(() => ({}), (root) => LambdaTracing.of(root.node.findChild('Stack')).add(signingProvider('inner'), { includePaths: ['**/One'] })))
      .toEqual({ Fn: 'traced by ours', One: 'traced by inner', Two: 'traced by ours' });
  });

  test('leaves the templates of the rest as they are', () => {
    expectUntouched(withAndWithout(build, addTo({ includePaths: ['Nothing/**'] })));
  });
});

describe('a wrong call is refused with everything that is wrong', () => {
  const stack = new Stack();
  test.each<[string, () => void, string[]]>([
    ['add() without a provider', () => LambdaTracing.of(stack).add(undefined as never), ['LambdaTracing.add(): provider must have a decide() method, got undefined; pass for example new XRayProvider()']],
    ['add() with a class', () => LambdaTracing.of(stack).add(class XRay { public decide() { return 1; } } as never), ['provider must have a decide() method, got the class XRay; pass an instance of it, new XRay()']],
    ['add() with wrong options', () => LambdaTracing.of(stack).add(provider, { exclude: [undefined as never, 'Shop' as never], excludePaths: ['/x', 5 as never] }), [
      'exclude[0] must be a construct, got undefined', 'exclude[1] must be a construct, got Shop', "got '/x'", 'a pattern must be a string, got 5',
    ]],
    ['add() with a text for a list', () => LambdaTracing.of(stack).add(provider, { exclude: 'Shop' as never, excludePaths: 'Shop/**' as never }), [
      'exclude must be a list of constructs, got Shop', 'excludePaths must be a list of path patterns, got Shop/**',
    ]],
    ['add() with a construct for a list', () => LambdaTracing.of(stack).add(provider, { exclude: stack as never }), ['exclude must be a list of constructs, got Stack']],
    ['configure() with nothing', () => LambdaTracing.of(stack).configure(undefined as never), ['LambdaTracing.configure(): options are required, got undefined']],
    ['configure() with wrong options', () => LambdaTracing.of(stack).configure({ provider: {} as never, samplingRatio: 7, environment: { A: 'x' } }), [
      'LambdaTracing.configure(): provider must have a decide() method, got Object', 'samplingRatio must be a number from 0 to 1, got 7', "'A' is not a name",
    ]],
    ['optOut() without a reason', () => LambdaTracing.of(stack).optOut('  '), ['LambdaTracing.optOut(): a reason is required, got "  "']],
    ['optOut() with nothing', () => LambdaTracing.of(stack).optOut(undefined as never), ['a reason is required, got undefined']],
    ['of() nothing', () => LambdaTracing.of(undefined as never), ['LambdaTracing.of(): scope must be a construct, got undefined']],
    ['of() a text', () => LambdaTracing.of('Shop' as never), ['LambdaTracing.of(): scope must be a construct, got Shop']],
  ])('%s', (_, call, messages) => {
    for (const message of messages) { expect(call).toThrow(message); }
  });

  test('and leaves nothing behind', () => {
    const root = app();
    new OneFunction(root);
    expect(() => LambdaTracing.of(root).add(provider, { excludePaths: [''] })).toThrow();
    expect(tracedBy(root)).toBeUndefined();
  });
});

describe('another Aspect', () => {
  const later: IAspect = {
    visit(node: IConstruct) {
      if (CfnResource.isCfnResource(node) && node.cfnResourceType === 'AWS::Lambda::Function') {
        const fn = node.node.scope as Function;
        fn.addEnvironment('LATER', 'x');
        fn.addEnvironment('TRACED_BY', 'the user');
      }
    },
  };

  test.each([[200], [500], [1000]])('at priority %d that sets variables after us is obeyed', (priority) => {
    for (const stabilization of [true, false]) {
      const root = app({ '@aws-cdk/core:aspectStabilization': stabilization });
      new OneFunction(root);
      LambdaTracing.of(root).add(fakeProvider({ environment: { TRACED_BY: 'ours', OURS: 'y' } }));
      Aspects.of(root).add(later, { priority });
      expect(variablesIn(templateOf(root))).toEqual({ LATER: 'x', TRACED_BY: 'the user', OURS: 'y' });
    }
  });
});

describe('versions', () => {
  const build = (root: App) => {
    const { fn } = new OneFunction(root);
    new Alias(fn, 'Alias', { aliasName: 'live', version: fn.currentVersion });
  };
  const versionIn = (root: App) => resourcesIn(templateOf(root), 'AWS::Lambda::Version').map(([id]) => id);

  test('roll once, and are the same again at every synthesis after that', () => {
    const make = (plan?: object) => { const root = app(); build(root); if (plan) { LambdaTracing.of(root).add(fakeProvider(plan)); } return versionIn(root); };
    const plan = { environment: { AB: 'c' }, appendedEnvironment: { NODE_OPTIONS: '--x' }, permissions: [{ actions: ['a:b'], resources: ['*'] }] };
    const [bare, first, second] = [make(), make(plan), make(plan)];
    expect(first).toHaveLength(1);
    expect(first).not.toEqual(bare);
    expect(second).toEqual(first);
  });

  test('stay where the plan changes nothing in the function', () => {
    const comparison = withAndWithout(build, (root) => LambdaTracing.of(root).add(fakeProvider({})));
    expectUntouched(comparison);
    expect(reportedIds(comparison.root)).toEqual([]);
  });
});

describe('many functions', () => {
  test('1,000 in 10 stacks are all traced, and reported once each', () => {
    const root = app();
    for (let index = 0; index < 1000; index++) {
      const id = `Stack${index % 10}`;
      const stack = (root.node.tryFindChild(id) ?? new Stack(root, id)) as Stack;
      new CfnFunction(stack, `Fn${index}`, { code: { zipFile: 'x' }, role: 'arn:aws:iam::123456789012:role/r', runtime: 'python3.13', handler: 'index.handler' });
    }
    LambdaTracing.of(root).add(provider);
    expect(synthesize(root).error).toBeUndefined();
    expect(reportOf(root).totals).toMatchObject({ functions: 1000, traced: 1000 });
    expect(new Set(reportOf(root).functions.map(({ path }) => path)).size).toBe(1000);
  }, 60_000);

  test('240 with grants in one stack stay under the 500 resources of CloudFormation', () => {
    const root = app();
    const stack = new Stack(root, 'Stack');
    for (let index = 0; index < 240; index++) { l2(stack, `Fn${index}`); }
    LambdaTracing.of(root).add(fakeProvider({ activeTracing: true, permissions: [{ actions: ['a:b'], resources: ['*'] }] }));
    const template = templateOf(root);
    expect(Object.keys(template.Resources)).toHaveLength(480);
    expect(functionIn(template, 'Fn239').TracingConfig).toEqual({ Mode: 'Active' });
  }, 60_000);
});
