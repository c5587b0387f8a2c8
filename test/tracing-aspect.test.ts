import { App, AspectPriority, Aspects, Stack, Stage } from 'aws-cdk-lib';
import { LambdaTracing, TracingAspect } from '../src';
import { app, synthesize, templateOf } from './support/app';
import { fakeProvider, signingProvider } from './support/fake-provider';
import { variablesIn } from './support/function-in';
import { l2, OneFunction } from './support/sample-function';
import { expectUntouched, reportedIn, withAndWithout } from './support/with-and-without';

const build = (root: App) => { new OneFunction(root); };
const aspect = (name: string, props = {}) => new TracingAspect({ provider: signingProvider(name), ...props });

describe.each([[true], [false]])('with Aspect stabilization %s', (stabilization) => {
  const context = { '@aws-cdk/core:aspectStabilization': stabilization };

  test.each([[AspectPriority.MUTATING], [AspectPriority.DEFAULT], [AspectPriority.READONLY], [undefined]])('it traces at priority %p', (priority) => {
    const root = app(context);
    build(root);
    Aspects.of(root).add(aspect('ours'), priority === undefined ? {} : { priority });
    expect(variablesIn(templateOf(root))).toEqual({ TRACED_BY: 'ours' });
  });

  test.each([[200], [500], [1000]])('it gives at priority %d the same template as the facade, with grants and versions', (priority) => {
    const provider = fakeProvider({ activeTracing: true, environment: { AB: 'c' }, permissions: [{ actions: ['a:b'], resources: ['*'] }] });
    const versioned = (root: App) => { new OneFunction(root).fn.currentVersion; };
    const facade = withAndWithout(versioned, (root) => LambdaTracing.of(root).add(provider), context);
    const plain = withAndWithout(versioned, (root) => Aspects.of(root).add(new TracingAspect({ provider }), { priority }), context);
    expect(plain.traced.texts).toEqual(facade.traced.texts);
  });
});

describe('the nearest wins', () => {
  test.each([true, false])('among Aspects, whatever the order in which they are added (outer first: %s)', (outerFirst) => {
    const root = app();
    const stack = new OneFunction(root);
    const adds = [() => Aspects.of(root).add(aspect('outer')), () => Aspects.of(stack.fn).add(aspect('inner'))];
    (outerFirst ? adds : adds.reverse()).forEach((add) => add());
    expect(variablesIn(templateOf(root))).toEqual({ TRACED_BY: 'inner' });
  });

  test.each([[100, 900], [900, 100]])('also against its priority (outer %d, inner %d)', (outer, inner) => {
    const root = app();
    const stack = new OneFunction(root);
    Aspects.of(root).add(aspect('outer'), { priority: outer });
    Aspects.of(stack).add(aspect('inner'), { priority: inner });
    expect(variablesIn(templateOf(root))).toEqual({ TRACED_BY: 'inner' });
  });

  test('between an Aspect and the facade', () => {
    const root = app();
    const stack = new OneFunction(root);
    const other = l2(stack, 'Other');
    Aspects.of(root).add(aspect('outer'));
    LambdaTracing.of(stack).add(signingProvider('facade'));
    Aspects.of(other).add(aspect('inner'));
    const template = templateOf(root);
    expect([variablesIn(template, 'Fn').TRACED_BY, variablesIn(template, 'Other').TRACED_BY]).toEqual(['facade', 'inner']);
  });

  test('on one scope is the last Aspect, and the facade before any', () => {
    const root = app();
    build(root);
    Aspects.of(root).add(aspect('first'));
    Aspects.of(root).add(aspect('last'));
    expect(variablesIn(templateOf(root))).toEqual({ TRACED_BY: 'last' });
    const both = app();
    build(both);
    LambdaTracing.of(both).add(signingProvider('facade'));
    Aspects.of(both).add(aspect('aspect'));
    expect(variablesIn(templateOf(both))).toEqual({ TRACED_BY: 'facade' });
  });
});

test('it leaves alone what it excludes, and says by what', () => {
  const comparison = withAndWithout(build, (root) => Aspects.of(root).add(aspect('ours', { exclude: [root.node.findChild('Stack')] })));
  expectUntouched(comparison);
  expect(reportedIn(comparison.root).diagnostics).toEqual([expect.objectContaining({ message: 'excluded by exclude: [Stack]' })]);
});

test('it obeys configure() and optOut() of the facade', () => {
  const root = app();
  const stack = new OneFunction(root);
  const other = l2(stack, 'Other');
  LambdaTracing.of(stack).configure({ environment: { AB: 'c' } });
  LambdaTracing.of(other).optOut('not ready');
  Aspects.of(root).add(aspect('ours'));
  const template = templateOf(root);
  expect([variablesIn(template, 'Fn'), variablesIn(template, 'Other')]).toEqual([{ TRACED_BY: 'ours', AB: 'c' }, {}]);
});

test('it does not enter a Stage from the app, and can be added to the Stage', () => {
  const root = app();
  const [one, two] = ['One', 'Two'].map((id) => new Stage(root, id));
  [one, two].forEach((stage) => l2(new Stack(stage, 'Stack')));
  Aspects.of(root).add(aspect('app'));
  Aspects.of(two).add(aspect('stage'));
  const { templates } = synthesize(root);
  expect(Object.entries(templates).map(([file, template]) => [file.slice(0, 12), variablesIn(template).TRACED_BY])).toEqual([['assembly-One', undefined], ['assembly-Two', 'stage']]);
});

test('switched off, it changes nothing', () => {
  expectUntouched(withAndWithout(build, (root) => Aspects.of(root).add(aspect('ours')), { 'lambda-tracing:enabled': 'false' }));
});

test.each<[string, unknown, string[]]>([
  ['nothing', undefined, ['TracingAspect: provider must have a decide() method, got undefined']],
  ['no provider', {}, ['TracingAspect: provider must have a decide() method']],
  ['wrong options', { provider: 5, exclude: [5], excludePaths: ['/x'], include: 'Shop' }, ['got 5', 'exclude[0] must be a construct', "got '/x'", 'include must be a list of constructs']],
])('it refuses %s with everything that is wrong', (_, props, messages) => {
  for (const message of messages) { expect(() => new TracingAspect(props as never)).toThrow(message); }
});
