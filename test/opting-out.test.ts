import { App, NestedStack, Stack, Stage, Tags } from 'aws-cdk-lib';
import { Alias, Code, Function, Runtime, SingletonFunction, Version } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { LambdaTracing } from '../src';
import { app, reportOf, synthesize, templateOf } from './support/app';
import { fakeProvider, signingProvider } from './support/fake-provider';
import { variablesIn } from './support/function-in';
import { l1, l2, OneFunction } from './support/sample-function';
import { expectUntouched, reportedIn, statuses, withAndWithout } from './support/with-and-without';

const provider = signingProvider('ours');
const addTo = (options = {}) => (root: App) => LambdaTracing.of(root).add(provider, options);
const tracedBy = (root: App, id = '') => variablesIn(templateOf(root), id).TRACED_BY;

/** A construct of the user's with two functions in it. */
class Pair extends Construct {
  public readonly one = l2(this, 'One');
  public readonly two = l2(this, 'Two');
}

describe('opting out', () => {
  const ways: [string, (root: App) => void, string, string][] = [
    ['by the facade on the function', (root) => LambdaTracing.of((root.node.findChild('Stack') as OneFunction).fn).optOut(' latency '), 'optedOut', 'opted out at Stack/Fn: latency'],
    ['by the facade above', (root) => LambdaTracing.of(root.node.findChild('Stack')).optOut('latency'), 'optedOut', 'opted out at Stack: latency'],
    ['by the facade on the app', (root) => LambdaTracing.of(root).optOut('latency'), 'optedOut', 'opted out at the app: latency'],
    ['by exclude', (root) => LambdaTracing.of(root).add(provider, { exclude: [root.node.findChild('Stack')] }), 'excluded', 'excluded by exclude: [Stack]'],
    ['by excludePaths', (root) => LambdaTracing.of(root).add(provider, { excludePaths: ['Nothing', 'Sta*/**'] }), 'excluded', 'excluded by excludePaths (Sta*/**)'],
  ];

  test.each(ways)('%s beats every provider, and leaves the template as it is without us', (_, optOut, id, message) => {
    const build = (root: App) => { new OneFunction(root); };
    for (const providersFirst of [true, false]) {
      const comparison = withAndWithout(build, (root) => {
        const providers = () => { LambdaTracing.of(root).add(provider); };
        (providersFirst ? [providers, () => optOut(root)] : id === 'optedOut' ? [() => optOut(root), providers] : [() => optOut(root)]).forEach((step) => step());
      });
      expectUntouched(comparison);
      expect(reportedIn(comparison.root)).toMatchObject({ status: 'excluded', level: 'NONE', diagnostics: [{ id: `cdk-lambda-tracing:${id}`, severity: 'info', message }] });
      expect(comparison.traced.output).toBe('');
    }
  });

  test('a nearer provider does not bring an opted-out function back', () => {
    const root = app();
    const stack = new OneFunction(root);
    LambdaTracing.of(root).optOut('all of it');
    LambdaTracing.of(stack.fn).add(provider);
    expect(tracedBy(root)).toBeUndefined();
  });

  test('by exclude reaches the function of an alias, a version and a SingletonFunction', () => {
    const root = app();
    const stack = new Stack(root, 'Stack');
    const [aliased, versioned] = [l2(stack, 'Aliased'), l2(stack, 'Versioned')];
    const single = new SingletonFunction(stack, 'Single', { uuid: 'abc', runtime: Runtime.PYTHON_3_13, handler: 'index.handler', code: Code.fromInline('x') });
    LambdaTracing.of(root).add(provider, {
      exclude: [new Alias(stack, 'Alias', { aliasName: 'live', version: aliased.currentVersion }), new Version(stack, 'Version', { lambda: versioned }), single],
    });
    synthesize(root);
    expect(Object.values(statuses(reportOf(root)))).toEqual(['excluded', 'excluded', 'excluded']);
  });

  test('a path with characters that mean something in a regular expression excludes only itself', () => {
    const root = app();
    const stack = new Stack(root, 'Stack');
    l2(stack, 'a.b');
    l2(stack, 'axb');
    LambdaTracing.of(root).add(provider, { excludePaths: ['Stack/a.b'] });
    synthesize(root);
    expect(statuses(reportOf(root))).toEqual({ 'Stack/a.b/Resource': 'excluded', 'Stack/axb/Resource': 'traced by ours' });
  });
});

describe('the tag lambda-tracing', () => {
  const build = (root: App, props = {}) => l2(new Stack(root, 'Stack', props), 'Fn');
  const statusOf = (tag: (root: App, fn: Function) => void, props = {}) => {
    const root = app();
    const fn = build(root, props);
    LambdaTracing.of(root).add(provider);
    tag(root, fn);
    synthesize(root);
    return reportedIn(root).status;
  };

  test.each<[string, (root: App, fn: Function) => void, object, string]>([
    ['off on the function', (_, fn) => Tags.of(fn).add('lambda-tracing', 'off'), {}, 'excluded'],
    ['OFF on the function', (_, fn) => Tags.of(fn).add('lambda-tracing', 'OFF'), {}, 'excluded'],
    ['off on the app', (root) => Tags.of(root).add('lambda-tracing', 'off'), {}, 'excluded'],
    ['off on the stack\'s props', () => undefined, { tags: { 'lambda-tracing': 'off' } }, 'excluded'],
    ['off above, on nearer', (root, fn) => { Tags.of(root).add('lambda-tracing', 'off'); Tags.of(fn).add('lambda-tracing', 'on'); }, {}, 'traced'],
    ['on above, off nearer', (root, fn) => { Tags.of(root).add('lambda-tracing', 'on'); Tags.of(fn).add('lambda-tracing', 'off'); }, {}, 'excluded'],
    ['off above, removed nearer', (root, fn) => { Tags.of(root).add('lambda-tracing', 'off'); Tags.of(fn).remove('lambda-tracing'); }, {}, 'traced'],
    ['off in the stack\'s props, removed nearer', (_, fn) => Tags.of(fn).remove('lambda-tracing'), { tags: { 'lambda-tracing': 'off' } }, 'traced'],
    ['off twice, the last says on', (root) => { Tags.of(root).add('lambda-tracing', 'off'); Tags.of(root).add('lambda-tracing', 'on'); }, {}, 'traced'],
    ['off for buckets only', (root) => Tags.of(root).add('lambda-tracing', 'off', { includeResourceTypes: ['AWS::S3::Bucket'] }), {}, 'traced'],
    ['off for functions only', (root) => Tags.of(root).add('lambda-tracing', 'off', { includeResourceTypes: ['AWS::Lambda::Function'] }), {}, 'excluded'],
    ['off for all but functions', (_, fn) => Tags.of(fn).add('lambda-tracing', 'off', { excludeResourceTypes: ['AWS::Lambda::Function'] }), {}, 'traced'],
    ['off for the stack, which CloudFormation hands on to its functions', (root) => Tags.of(root).add('lambda-tracing', 'off', { excludeResourceTypes: ['AWS::Lambda::Function'] }), {}, 'excluded'],
    ['off for another key', (root) => Tags.of(root).add('tracing', 'off'), {}, 'traced'],
  ])('%s', (_, tag, props, status) => expect(statusOf(tag, props)).toBe(status));

  test('on an L1 by its own property counts', () => {
    const root = app();
    l1(new Stack(root, 'Stack'), 'Fn', { tags: [{ key: 'lambda-tracing', value: 'off' }] });
    LambdaTracing.of(root).add(provider);
    synthesize(root);
    expect(reportedIn(root)).toMatchObject({ status: 'excluded', diagnostics: [{ message: expect.stringContaining('tag lambda-tracing=off') }] });
  });

  test('leaves the template as it is with the tag and without us', () => {
    expectUntouched(withAndWithout((root) => Tags.of(build(root)).add('lambda-tracing', 'off'), addTo()));
  });
});

describe('the context lambda-tracing:exclude', () => {
  const build = (root: App) => { const stack = new Stack(root, 'Stack'); new Pair(stack, 'Pair'); l2(stack, 'Fn'); };
  const statusesWith = (context: unknown) => {
    const root = app({ 'lambda-tracing:exclude': context });
    build(root);
    LambdaTracing.of(root).add(provider);
    const { error } = synthesize(root);
    if (error) { throw error; }
    return Object.values(statuses(reportOf(root)));
  };

  test.each<[string, unknown, string[]]>([
    ['a list', ['Stack/Pair', 'Stack/Nothing'], ['traced by ours', 'excluded', 'excluded']],
    ['a string, as -c gives it', 'Stack/Fn, Stack/Pair/One', ['excluded', 'excluded', 'traced by ours']],
    ['a string of one', '**/Two', ['traced by ours', 'traced by ours', 'excluded']],
    ['an empty string', '', ['traced by ours', 'traced by ours', 'traced by ours']],
    ['an empty list', [], ['traced by ours', 'traced by ours', 'traced by ours']],
  ])('may be %s', (_, context, expected) => expect(statusesWith(context)).toEqual(expected));

  test.each<[string, unknown, string[]]>([
    ['a number', 5, ["context 'lambda-tracing:exclude' must be a list of path patterns or one comma-separated string, got 5"]],
    ['an object', { Stack: true }, ['must be a list of path patterns', 'got {"Stack":true}']],
    ['malformed patterns', ['/Stack', 'Stack/**x', 5, ''], [
      "context 'lambda-tracing:exclude': a pattern must not begin or end with '/' or hold '//', got '/Stack'",
      "'**' must be a segment of its own, got 'Stack/**x'", 'a pattern must be a string, got 5', 'a pattern must not be empty', "write construct paths such as 'Shop/Legacy/**'",
    ]],
    ['malformed patterns in a string', '/Stack,Stack//Fn', ["got '/Stack'", "got 'Stack//Fn'"]],
  ])('is refused with one error where it is %s', (_, context, messages) => {
    for (const message of messages) { expect(() => statusesWith(context)).toThrow(message); }
  });

  test('leaves the templates as they are without us', () => {
    expectUntouched(withAndWithout(build, addTo(), { 'lambda-tracing:exclude': 'Stack' }));
  });
});

describe('the off switch', () => {
  /** An app in which tracing would change nearly everything it can. */
  const build = (root: App) => {
    const stack = new Stack(root, 'Stack');
    l2(stack, 'Fn', { environment: { MINE: 'x' } }).currentVersion;
    l1(stack, 'L1');
    l2(new NestedStack(stack, 'Nested'), 'Fn');
    l2(new Stack(new Stage(root, 'Stage'), 'Stack'), 'Fn');
  };
  const traceAll = (root: App) => {
    const everything = fakeProvider({
      activeTracing: true, environment: { AB: 'c' }, permissions: [{ actions: ['a:b'], resources: ['*'] }], appendedEnvironment: { NODE_OPTIONS: '-x' },
    });
    LambdaTracing.of(root).add(everything, { failOnUntraced: true });
    LambdaTracing.of(root).configure({ serviceName: 'x' });
    LambdaTracing.of(root.node.findChild('Stage')).optOut('x');
  };

  test.each([false, 'false'])('%j gives every template byte for byte, without a report or a finding', (value) => {
    const comparison = withAndWithout(build, traceAll, { 'lambda-tracing:enabled': value });
    expectUntouched(comparison);
    expect(comparison.traced.output).toBe('');
    expect(() => reportOf(comparison.root)).toThrow('ENOENT');
  });

  test.each([true, 'true', undefined])('%j leaves tracing on', (value) => {
    const { without, traced } = withAndWithout(build, traceAll, { 'lambda-tracing:enabled': value });
    expect(traced.texts).not.toEqual(without.texts);
  });

  test.each(['no', 0, null, 'FALSE'])('%j is refused: it is better to be asked than to guess', (value) => {
    const root = app({ 'lambda-tracing:enabled': value });
    build(root);
    LambdaTracing.of(root).add(provider);
    expect(synthesize(root).error?.message).toContain(`context 'lambda-tracing:enabled' must be true or false, got ${JSON.stringify(value)}`);
  });

  test('for a part of the app leaves that part alone, without complaint', () => {
    const root = app();
    const [on, off] = ['On', 'Off'].map((id) => new Stack(root, id));
    off.node.setContext('lambda-tracing:enabled', false);
    l2(on);
    l2(off);
    LambdaTracing.of(root).add(provider, { failOnUntraced: true });
    const { error, output } = synthesize(root);
    expect(error).toBeUndefined();
    expect(output).toBe('');
    expect(statuses(reportOf(root))).toEqual({ 'On/Fn/Resource': 'traced by ours', 'Off/Fn/Resource': 'excluded' });
  });
});
