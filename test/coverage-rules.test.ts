import { writeFileSync } from 'fs';
import { join } from 'path';
import { App, Aspects, CfnResource, Stack, Stage, Validations } from 'aws-cdk-lib';
import { CoverageEnvironment, DiagnosticSeverity, LambdaTracing, TracingCoverage, TracingCoverageProps, TracingLevel } from '../src';
import { app, reportOf, reportTextOf, synthesize, temporaryFolder } from './support/app';
import { answering, fakeProvider, signingProvider } from './support/fake-provider';
import { l2, OneFunction } from './support/sample-function';

const refusing = answering({ reason: { id: 'vendor:no', message: 'no layer for this one', fix: 'wait' } }, 'vendor');

/** A function that its provider refuses. */
function refused(context = {}): { root: App; stack: OneFunction } {
  const root = app(context);
  return { root, stack: new OneFunction(root) };
}

describe('what is asked of an app', () => {
  const invocationOnly = fakeProvider({ level: TracingLevel.INVOCATION }, 'weak');

  /** An app of two stacks, one traced and one refused. */
  function mixed(context = {}): App {
    const root = app(context);
    const [good, bad] = ['Good', 'Bad'].map((id) => new OneFunction(root, id));
    LambdaTracing.of(good).add(signingProvider('ours'));
    LambdaTracing.of(bad).add(refusing);
    return root;
  }

  function checked(root: App, props: TracingCoverageProps) {
    Validations.of(root).addPlugins(new TracingCoverage(props));
    return synthesize(root);
  }

  test.each<[string, TracingLevel | undefined, boolean]>([
    ['is enough where nothing is required', undefined, false],
    ['is enough where it is what is required', TracingLevel.INVOCATION, false],
    ['is a finding where more is required', TracingLevel.CODE, true],
  ])('a level %s', (_, requiredLevel, found) => {
    const { root } = refused();
    LambdaTracing.of(root).add(invocationOnly);
    const { output, error } = checked(root, { requiredLevel });
    expect(output.includes('traced at level INVOCATION, and CODE is required')).toBe(found);
    expect(error).toBeUndefined();
  });

  test('a level below the required one fails the synthesis with failOnUntraced, of the plugin or of the scope', () => {
    for (const failing of [true, false]) {
      const { root } = refused();
      LambdaTracing.of(root).add(invocationOnly, { failOnUntraced: !failing });
      expect(checked(root, { requiredLevel: TracingLevel.CODE, failOnUntraced: failing }).error).toBeDefined();
    }
  });

  test.each<[TracingCoverageProps, RegExp | undefined]>([
    [{ minCoverage: 50, maxUntraced: 1 }, undefined],
    [{ minCoverage: 51 }, /50 % of 2 functions are traced as they should be, and at least 51 % have to be/],
    [{ maxUntraced: 0 }, /1 functions are not traced as they should be, and at most 0 may be/],
  ])('budgets: %j', (props, message) => {
    const { output, error } = checked(mixed(), props);
    expect(error === undefined).toBe(message === undefined);
    expect(output).toMatch(message ?? /no layer for this one/);
  });

  test('budgets count a Stage\'s functions one by one, and none that was left alone on purpose', () => {
    const root = mixed();
    LambdaTracing.of(root.node.findChild('Bad')).optOut('not ready');
    LambdaTracing.of(root).add(signingProvider('outer'));
    const late = new Stage(root, 'Late');
    ['One', 'Other'].forEach((id) => new OneFunction(late, id));
    expect(checked(root, { maxUntraced: 1 }).output).toContain('2 functions are not traced');
    const same = mixed();
    LambdaTracing.of(same.node.findChild('Bad')).optOut('not ready');
    expect(checked(same, { minCoverage: 100 }).error).toBeUndefined();
  });

  test('an app without functions is within every budget', () => {
    expect(checked(app(), { minCoverage: 100, maxUntraced: 0 }).error).toBeUndefined();
  });

  test.each<[string, CoverageEnvironment[], 'error' | 'warning' | 'silent']>([
    ['the path', [{ paths: ['Bad'], severity: DiagnosticSeverity.ERROR }], 'error'],
    ['the account', [{ accounts: ['123456789012'], severity: DiagnosticSeverity.ERROR }], 'error'],
    ['the region', [{ regions: ['eu-west-1', 'eu-central-1'], severity: DiagnosticSeverity.ERROR }], 'error'],
    ['all of them', [{ paths: ['B*'], accounts: ['123456789012'], regions: ['eu-central-1'], severity: DiagnosticSeverity.ERROR }], 'error'],
    ['not all of them', [{ paths: ['Bad'], regions: ['us-east-1'], severity: DiagnosticSeverity.ERROR }], 'warning'],
    ['the first that fits', [{ severity: DiagnosticSeverity.INFO }, { paths: ['Bad'], severity: DiagnosticSeverity.ERROR }], 'silent'],
    ['one that says nothing of it', [{ paths: ['Bad'] }], 'warning'],
  ])('the severity is that of the environment, found by %s', (_, environments, expected) => {
    const root = app();
    const bad = new Stack(root, 'Bad', { env: { account: '123456789012', region: 'eu-central-1' } });
    l2(bad);
    LambdaTracing.of(bad).add(refusing);
    const { output, error } = checked(root, { environments });
    expect(error === undefined ? output === '' ? 'silent' : 'warning' : 'error').toBe(expected);
  });

  test('an environment softens the plugin\'s failOnUntraced, not that of a scope', () => {
    const soft = { failOnUntraced: true, environments: [{ paths: ['Bad'], severity: DiagnosticSeverity.WARNING }] };
    expect(checked(mixed(), soft).error).toBeUndefined();
    const strict = mixed();
    LambdaTracing.of(strict.node.findChild('Bad')).add(refusing, { failOnUntraced: true });
    expect(checked(strict, soft).error).toBeDefined();
  });

  test('an environment has a required level of its own, and none is asked of a stack without region', () => {
    const { root } = refused();
    LambdaTracing.of(root).add(invocationOnly);
    const environments = (region: string) => [{ regions: [region], requiredLevel: TracingLevel.CODE }];
    expect(checked(root, { environments: environments('eu-west-1') }).output).toContain('CODE is required');
    const agnostic = app();
    l2(new Stack(agnostic, 'Agnostic'));
    LambdaTracing.of(agnostic).add(invocationOnly);
    expect(checked(agnostic, { environments: environments('eu-central-1') }).output).toBe('');
  });

  test('a Stage is in the environment of its functions', () => {
    const root = app();
    LambdaTracing.of(root).add(signingProvider('ours'));
    new OneFunction(new Stage(root, 'Prod'));
    expect(checked(root, { environments: [{ paths: ['Prod'], severity: DiagnosticSeverity.ERROR }] }).error).toBeDefined();
  });

  test.each<[object, RegExp]>([
    [{ requiredLevel: 'FULL', minCoverage: 101, maxUntraced: -1 }, /^TracingCoverage: requiredLevel must be one of CODE, INVOCATION, NONE, got "FULL"; minCoverage must be a number from 0 to 100, got 101; maxUntraced must be a number that is not negative, got -1$/],
    [{ environments: [{ paths: ['a//b'], severity: 'fatal' }, { accounts: '1' }] }, /environments\[0\]\.severity must be one of error, warning, info, got "fatal"; environments\[0\]\.paths: .*; environments\[1\]\.accounts must be a list, got "1"/],
    [{ environments: {} }, /environments must be a list/],
    [{ environments: [{ paths: 'Prod' }, null] }, /environments\[0\]\.paths must be a list of path patterns, got "Prod"/],
    [{ baseline: 5 }, /baseline must be the path of a file, got 5/],
    [{ baseline: 'no/such.json' }, /baseline no\/such\.json cannot be read: it does not exist; write it with npx cdk-lambda-tracing baseline/],
    [{ baseline: '.' }, /baseline \. cannot be read: EISDIR/],
  ])('%j is refused, with all that is wrong', (props, message) => {
    expect(() => new TracingCoverage(props)).toThrow(message);
  });
});

describe('an opt-out with a date', () => {
  const optedOut = (today: string, expires = '2027-03-01', props: TracingCoverageProps = {}) => {
    const { root, stack } = refused({ 'lambda-tracing:today': today });
    LambdaTracing.of(root).add(signingProvider('ours'));
    LambdaTracing.of(stack.fn).optOut('latency budget', { expires });
    Validations.of(root).addPlugins(new TracingCoverage(props));
    return { root, ...synthesize(root) };
  };

  test.each<[string, boolean]>([['2027-02-28', false], ['2027-03-01', false], ['2027-03-02', true], ['2028-01-01', true]])('on %s has expired: %s', (today, expired) => {
    const { output, error } = optedOut(today);
    expect(output.includes('opted out at Stack/Fn until 2027-03-01, which has passed: latency budget')).toBe(expired);
    expect(error).toBeUndefined();
  });

  test('fails the synthesis once it has expired, where being untraced does', () => {
    expect(optedOut('2027-03-02', undefined, { failOnUntraced: true }).error).toBeDefined();
    expect(optedOut('2027-03-01', undefined, { failOnUntraced: true }).error).toBeUndefined();
  });

  test('counts against the budget once it has expired', () => {
    expect(optedOut('2027-03-01', undefined, { maxUntraced: 0, minCoverage: 100 }).error).toBeUndefined();
    expect(optedOut('2027-03-02', undefined, { maxUntraced: 0 }).output).toContain('1 functions are not traced');
    expect(optedOut('2027-03-02', undefined, { minCoverage: 1 }).output).toContain('0 % of 1 functions');
  });

  test('changes neither the template nor the report by passing', () => {
    const [before, after] = ['2027-03-01', '2027-03-02'].map((today) => optedOut(today));
    expect(after.texts).toEqual(before.texts);
    expect(reportTextOf(after.root)).toBe(reportTextOf(before.root));
    expect(reportOf(after.root).functions[0]).toMatchObject({ status: 'excluded', optOut: { scope: 'Stack/Fn', reason: 'latency budget', expires: '2027-03-01' } });
  });

  test('is found by a plugin where no provider is', () => {
    const { root } = refused({ 'lambda-tracing:today': '2027-03-02' });
    LambdaTracing.of(root).optOut('all of it', { expires: '2027-03-01' });
    Validations.of(root).addPlugins(new TracingCoverage());
    expect(synthesize(root).output).toContain('opted out at the app until 2027-03-01');
  });

  test('is compared with the day it is, by UTC, where the context names none', () => {
    const { root } = refused();
    LambdaTracing.of(root).add(signingProvider('ours'));
    LambdaTracing.of(root).optOut('long gone', { expires: '2020-01-01' });
    expect(synthesize(root).output).toContain('2020-01-01, which has passed');
  });

  test('the context takes a date and nothing else', () => {
    expect(optedOut('tomorrow').output).toContain('context \'lambda-tracing:today\' must be a date such as 2027-03-01, got "tomorrow"');
  });

  test.each(['2027-02-30', '2027-3-1', 'soon', ''])('%j is refused', (expires) => {
    expect(() => LambdaTracing.of(app()).optOut('why', { expires })).toThrow(`expires must be a date such as 2027-03-01, got ${JSON.stringify(expires)}`);
  });

  test('opt-outs are listed at synthesis where that is asked for', () => {
    expect(optedOut('2027-03-01').output).toBe('');
    expect(optedOut('2027-03-01', undefined, { listOptOuts: true })).toMatchObject({ error: undefined, output: expect.stringContaining('opted out at Stack/Fn: latency budget (until 2027-03-01)') });
  });
});

describe('a baseline', () => {
  /** Good/Fn is traced, Bad/Fn is not, Late/Stack/Fn is in a Stage that is not covered. */
  function estate(functions: object, props: TracingCoverageProps = {}) {
    const root = app();
    const [good, bad] = ['Good', 'Bad'].map((id) => new OneFunction(root, id));
    LambdaTracing.of(root).add(fakeProvider({ level: TracingLevel.INVOCATION }));
    LambdaTracing.of(good).add(signingProvider('ours'));
    LambdaTracing.of(bad).add(refusing, { failOnUntraced: true });
    new OneFunction(new Stage(root, 'Late'));
    const baseline = join(temporaryFolder(), 'baseline.json');
    writeFileSync(baseline, JSON.stringify({ version: 1, functions }));
    Validations.of(root).addPlugins(new TracingCoverage({ baseline, failOnUntraced: true, ...props }));
    return synthesize(root);
  }
  const known = { 'Bad/Fn/Resource': 'NONE', 'Late/Stack/Fn/Resource': 'NONE' };

  test('that has every gap makes the synthesis green and silent', () => {
    expect(estate(known)).toMatchObject({ output: '', error: undefined });
  });

  test.each([['Bad/Fn/Resource', 'no layer for this one'], ['Late/Stack/Fn/Resource', 'its 1 functions are not traced']])('that lacks %s does not cover it', (path, message) => {
    const { [path]: _, ...others } = known as Record<string, string>;
    const { output, error } = estate(others);
    expect(error).toBeDefined();
    expect(output).toContain(message);
  });

  test('accepts nothing worse than it says', () => {
    expect(estate({ ...known, 'Bad/Fn/Resource': 'INVOCATION' }).output).toContain('no layer for this one');
  });

  test('that has more than is needed is to be tightened', () => {
    const { output, error } = estate({ ...known, 'Good/Fn/Resource': 'NONE', 'Gone/Fn/Resource': 'NONE' });
    expect(error).toBeUndefined();
    expect(output).toContain('2 entries of the baseline are no longer needed as they are: Good/Fn/Resource, Gone/Fn/Resource');
  });

  test('accepts a level that is below the required one, and is to be tightened when it rises', () => {
    const root = (level: TracingLevel, entry: string) => {
      const { root: made } = refused();
      LambdaTracing.of(made).add(fakeProvider({ level }));
      const baseline = join(temporaryFolder(), 'baseline.json');
      writeFileSync(baseline, JSON.stringify({ version: 1, functions: { 'Stack/Fn/Resource': entry } }));
      Validations.of(made).addPlugins(new TracingCoverage({ baseline, requiredLevel: TracingLevel.CODE, failOnUntraced: true }));
      return synthesize(made);
    };
    expect(root(TracingLevel.INVOCATION, 'INVOCATION')).toMatchObject({ output: '', error: undefined });
    expect(root(TracingLevel.INVOCATION, 'NONE').output).toMatch(/1 entries of the baseline/);
    expect(root(TracingLevel.NONE, 'INVOCATION').error).toBeDefined();
  });

  test('does not hide what was changed after tracing was attached', () => {
    const { root, stack } = refused();
    LambdaTracing.of(root).add(fakeProvider({ execWrapper: '/opt/wrapper' }));
    Aspects.of(root).add({ visit: (node) => { if (node === stack.fn.node.defaultChild) { (node as CfnResource).addPropertyDeletionOverride('Environment'); } } }, { priority: 900 });
    const baseline = join(temporaryFolder(), 'baseline.json');
    writeFileSync(baseline, JSON.stringify({ version: 1, functions: { 'Stack/Fn/Resource': 'NONE' } }));
    Validations.of(root).addPlugins(new TracingCoverage({ baseline }));
    expect(synthesize(root).output).toContain('changed after tracing was attached');
  });

  test('does not change the budgets', () => {
    expect(estate(known, { maxUntraced: 1 }).output).toContain('2 functions are not traced as they should be, and at most 1 may be');
  });
});
