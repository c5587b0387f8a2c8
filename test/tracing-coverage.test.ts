import { App, Aspects, Stack, Stage, Validations } from 'aws-cdk-lib';
import { LambdaTracing, TracingAspect, TracingCoverage } from '../src';
import { app, filesOf, synthesize } from './support/app';
import { answering, fakeProvider, signingProvider } from './support/fake-provider';
import { l2, OneFunction } from './support/sample-function';
import { DIAGNOSTICS } from '../src/core/diagnostics';

const refusing = answering({ reason: { id: 'vendor:no', message: 'no layer for this one', fix: 'wait' } }, 'vendor');
const times = (text: string, output: string) => output.split(text).length - 1;

/** A function that its provider refuses. */
function refused(context = {}): { root: App; stack: OneFunction } {
  const root = app(context);
  return { root, stack: new OneFunction(root) };
}

describe('what comes with add()', () => {
  test('says nothing of success', () => {
    const { root } = refused();
    LambdaTracing.of(root).add(signingProvider('ours'));
    expect(synthesize(root)).toMatchObject({ output: '', error: undefined });
  });

  test('says nothing of functions that no provider covers', () => {
    const { root, stack } = refused();
    l2(new Stack(root, 'Other'));
    LambdaTracing.of(stack).add(signingProvider('ours'));
    expect(synthesize(root).output).toBe('');
  });

  test('warns of a function that is not traced, with construct, reason and advice, and does not fail', () => {
    const { root } = refused();
    LambdaTracing.of(root).add(refusing);
    const { output, error } = synthesize(root);
    expect(error).toBeUndefined();
    for (const text of ['Stack/Fn', 'vendor:no', 'no layer for this one', 'wait']) { expect(output).toContain(text); }
    expect(output).toMatch(/warning/i);
  });

  test('says nothing of functions that were left alone on purpose', () => {
    const { root } = refused();
    LambdaTracing.of(root).add(refusing, { failOnUntraced: true });
    LambdaTracing.of(root).optOut('not ready');
    expect(synthesize(root)).toMatchObject({ output: '', error: undefined });
  });

  test('says each thing once, also with stacks in several environments', () => {
    const { root } = refused();
    l2(new Stack(root, 'Elsewhere', { env: { region: 'us-east-1', account: '123456789012' } }));
    l2(new Stack(root, 'Agnostic'));
    LambdaTracing.of(root).add(refusing);
    const { output } = synthesize(root);
    // Every finding is one entry, whatever the number of functions it is about.
    for (const path of ['Stack/Fn', 'Elsewhere/Fn', 'Agnostic/Fn']) { expect(times(path, output)).toBe(1); }
  });

  test('says it again at the next synthesis', () => {
    const { root } = refused();
    LambdaTracing.of(root).add(refusing);
    const first = synthesize(root);
    expect(synthesize(root, { force: true }).output).toBe(first.output);
  });

  test('writes nothing into the assembly itself: a second synthesis into one folder works', () => {
    const { root } = refused();
    LambdaTracing.of(root).add(refusing);
    synthesize(root);
    const files = filesOf(root);
    const { error } = synthesize(root, { force: true });
    expect(error).toBeUndefined();
    expect(filesOf(root)).toEqual(files);
  });
});

describe('failOnUntraced', () => {
  const ways: [string, (root: App) => void][] = [
    ['by add()', (root) => LambdaTracing.of(root).add(refusing, { failOnUntraced: true })],
    ['by add() on an outer scope, with another provider nearer', (root) => {
      LambdaTracing.of(root).add(signingProvider('outer'), { failOnUntraced: true });
      LambdaTracing.of(root.node.findChild('Stack')).add(refusing);
    }],
    ['by the plain Aspect', (root) => Aspects.of(root).add(new TracingAspect({ provider: refusing, failOnUntraced: true }))],
    ['by a plugin beside add()', (root) => { LambdaTracing.of(root).add(refusing); Validations.of(root).addPlugins(new TracingCoverage({ failOnUntraced: true })); }],
    ['by a plugin registered before add()', (root) => { Validations.of(root).addPlugins(new TracingCoverage({ failOnUntraced: true })); LambdaTracing.of(root).add(refusing); }],
    ['by one of two plugins, the first', (root) => { LambdaTracing.of(root).add(refusing); Validations.of(root).addPlugins(new TracingCoverage({ failOnUntraced: true }), new TracingCoverage()); }],
    ['by one of two plugins, the last', (root) => { LambdaTracing.of(root).add(refusing); Validations.of(root).addPlugins(new TracingCoverage(), new TracingCoverage({ failOnUntraced: true })); }],
  ];

  test.each(ways)('%s fails the synthesis for a function that is not traced', (_, add) => {
    const { root } = refused();
    add(root);
    const { output, error } = synthesize(root);
    expect(error?.name).toBe('ValidationFailed');
    expect(output).toMatch(/ERROR no layer/);
    expect(output).toContain('no layer for this one');
  });

  test.each(ways)('%s does not fail it for a function that is opted out', (_, add) => {
    const { root } = refused();
    add(root);
    LambdaTracing.of(root).optOut('not ready');
    expect(synthesize(root).error).toBeUndefined();
  });

  test.each<[string, (root: App) => void]>([
    ['on the app', (root) => LambdaTracing.of(root).add(signingProvider('ours'), { failOnUntraced: true })],
    ['by a plugin', (root) => { LambdaTracing.of(root).add(signingProvider('ours')); Validations.of(root).addPlugins(new TracingCoverage({ failOnUntraced: true })); }],
  ])('%s fails it for a Stage that came later', (_, add) => {
    const root = app();
    add(root);
    new OneFunction(new Stage(root, 'Late'));
    const { output, error } = synthesize(root);
    expect(error).toBeDefined();
    expect(output).toContain('its 1 functions are not traced');
  });

  test('does not fail it for a function that is traced with a note', () => {
    const { root } = refused();
    LambdaTracing.of(root).add(fakeProvider({ notes: [{ id: 'fake:note', message: 'something to know' }] }), { failOnUntraced: true });
    const { output, error } = synthesize(root);
    expect(error).toBeUndefined();
    expect(output).toContain('something to know');
  });

  test('turns a reason that is for the report only into an error', () => {
    const { root } = refused();
    LambdaTracing.of(root).add(answering({ reason: { id: 'vendor:no', message: 'no layer', severity: 'info' } }), { failOnUntraced: true });
    expect(synthesize(root).error).toBeDefined();
  });

  test('on one scope is no concern of another', () => {
    const root = app();
    const [strict, lax] = ['Strict', 'Lax'].map((id) => new OneFunction(root, id));
    LambdaTracing.of(strict).add(signingProvider('ours'), { failOnUntraced: true });
    LambdaTracing.of(lax).add(refusing);
    expect(synthesize(root).error).toBeUndefined();
  });
});

describe('a plugin of the user\'s', () => {
  test('finds functions in scopes without any provider, also where tracing is not used at all', () => {
    const { root } = refused();
    Validations.of(root).addPlugins(new TracingCoverage());
    const { output, error } = synthesize(root);
    expect(error).toBeUndefined();
    expect(times('this function is covered by no provider', output)).toBe(1);
    expect(output).toContain('cdk-lambda-tracing:untraced');
  });

  test.each([true, false])('does not repeat what another plugin has said (tracing used: %s)', (used) => {
    const { root } = refused();
    if (used) { LambdaTracing.of(root).add(refusing); }
    Validations.of(root).addPlugins(new TracingCoverage(), new TracingCoverage());
    const { output } = synthesize(root);
    expect(times(used ? 'no layer for this one' : 'covered by no provider', output)).toBe(1);
  });

  test.each([true, false])('says it again at the next synthesis (tracing used: %s)', (used) => {
    const { root } = refused();
    if (used) { LambdaTracing.of(root).add(refusing); }
    Validations.of(root).addPlugins(new TracingCoverage());
    const first = synthesize(root);
    expect(synthesize(root, { force: true }).output).toBe(first.output);
  });

  test('is silent where tracing is switched off', () => {
    const { root } = refused({ 'lambda-tracing:enabled': 'false' });
    Validations.of(root).addPlugins(new TracingCoverage({ failOnUntraced: true }));
    expect(synthesize(root)).toMatchObject({ output: '', error: undefined });
  });

  test('is silent where all is traced', () => {
    const { root } = refused();
    LambdaTracing.of(root).add(signingProvider('ours'));
    Validations.of(root).addPlugins(new TracingCoverage({ failOnUntraced: true }));
    expect(synthesize(root)).toMatchObject({ output: '', error: undefined });
  });

  test('on a nested Stage checks the app it is in', () => {
    const root = app();
    const stage = new Stage(root, 'Stage');
    new OneFunction(stage);
    Validations.of(stage).addPlugins(new TracingCoverage());
    expect(synthesize(root).output).toContain('covered by no provider');
  });

  test('has the id of every diagnostic as a rule', () => {
    expect(new TracingCoverage().ruleIds).toEqual(Object.keys(DIAGNOSTICS).map((name) => `cdk-lambda-tracing:${name}`));
    expect(new TracingCoverage().name).toBe('cdk-lambda-tracing');
  });
});

describe('a warning is acknowledged', () => {
  test('by its id, on the function', () => {
    const { root, stack } = refused();
    LambdaTracing.of(root).add(refusing);
    Validations.of(stack.fn).acknowledge({ id: 'cdk-lambda-tracing::vendor:no', reason: 'known' });
    expect(synthesize(root).output).not.toContain('no layer for this one');
  });

  test('by the id as docs/diagnostics.md spells it, on the app', () => {
    const { root } = refused();
    Validations.of(root).addPlugins(new TracingCoverage());
    Validations.of(root).acknowledge({ id: 'cdk-lambda-tracing::cdk-lambda-tracing:untraced', reason: 'known' });
    expect(synthesize(root).output).not.toContain('covered by no provider');
  });
});
