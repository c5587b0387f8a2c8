import { readFileSync, writeFileSync } from 'fs';
import { join } from 'path';
import { Aspects, CfnResource, Validations } from 'aws-cdk-lib';
import { folderWith, reported, reportOf, skipped } from './assembly';
import { run } from '../../cli/program';
import { DiagnosticSeverity, LambdaTracing, TracingCoverage, TracingLevel } from '../../src';
import { app, synthesize } from '../support/app';
import { answering, fakeProvider, signingProvider } from '../support/fake-provider';
import { OneFunction } from '../support/sample-function';

const TODAY = ['--today', '2027-03-02'];
const OPT_OUT = { scope: 'Shop', reason: 'latency|budget', expires: '2027-03-01' };
const FUNCTIONS = [
  reported(),
  reported({ path: 'Shop/Weak/Resource', level: 'INVOCATION' }),
  skipped(),
  skipped({ path: 'Shop/Mine/Resource', status: 'excluded', optOut: OPT_OUT, diagnostics: [{ id: 'cdk-lambda-tracing:optedOut', severity: 'info', message: 'opted out' }] }),
];

async function cli(...args: string[]) {
  const printed = { out: '', note: '' };
  const exitCode = await run(args, '0', { out: (text) => { printed.out += text; }, note: (text) => { printed.note += text; } });
  return { exitCode, ...printed };
}

function assembly(more: { readonly [file: string]: unknown } = {}, functions = FUNCTIONS): string {
  return folderWith({ 'lambda-tracing.json': reportOf(functions), ...more });
}

async function json(folder: string, ...args: string[]) {
  const { out } = await cli('summary', folder, '-f', 'json', ...args);
  return JSON.parse(out) as { coverage: number; optOuts: object[]; findings: { id: string; path: string; severity: string; message: string }[] };
}

describe('summary', () => {
  test('a level below the required one is a finding and counts', async () => {
    expect((await json(assembly(), '--today', '2027-03-01')).coverage).toBe(66);
    const { coverage, findings } = await json(assembly(), '--today', '2027-03-01', '--required-level', 'CODE');
    expect(coverage).toBe(33);
    expect(findings).toContainEqual(expect.objectContaining({ id: 'cdk-lambda-tracing:levelBelowRequired', path: 'Shop/Weak/Resource', severity: 'warning' }));
  });

  test.each([['2027-03-01', 66, 0], ['2027-03-02', 50, 1]])('an opt-out until 2027-03-01, on %s', async (today, expected, expired) => {
    const { coverage, findings, optOuts } = await json(assembly(), '--today', today);
    expect(coverage).toBe(expected);
    expect(findings.filter(({ id }) => id === 'cdk-lambda-tracing:optOutExpired')).toHaveLength(expired);
    expect(optOuts).toEqual([{ path: 'Shop/Mine/Resource', ...OPT_OUT }]);
  });

  test('without a date the day it is counts', async () => {
    const long = skipped({ path: 'Old', status: 'excluded', diagnostics: [], optOut: { ...OPT_OUT, expires: '2020-01-01' } });
    expect((await json(assembly({}, [long]))).coverage).toBe(0);
  });

  test('opt-outs are listed in text and Markdown, with reason and date', async () => {
    expect((await cli('summary', assembly(), ...TODAY)).out).toMatch(/\n\nOpted out\n {2}Shop\/Mine\/Resource: latency\|budget, at Shop, until 2027-03-01\n$/);
    expect((await cli('summary', assembly(), ...TODAY, '-f', 'markdown')).out).toContain('\n| Opted out | Why |\n|---|---|\n| Shop&#47;Mine&#47;Resource | latency&#124;budget, at Shop, until 2027-03-01 |\n');
  });

  test('--fail-on-untraced makes what falls short an error, and nothing else', async () => {
    const { exitCode, note, out } = await cli('summary', assembly(), ...TODAY, '--fail-on-untraced', '--required-level', 'CODE');
    expect(exitCode).toBe(1);
    expect(note).toContain('3 functions are not traced as they should be');
    expect(out.match(/^ERROR \S+/gm)).toEqual(['ERROR Shop/Weak/Resource', 'ERROR Shop/Legacy/Resource', 'ERROR Shop/Mine/Resource']);
  });

  test('what the baseline has does not fail it, in any format', async () => {
    const baseline = join(folderWith({ b: { version: 1, functions: { 'Shop/Legacy/Resource': 'NONE', 'Shop/Weak/Resource': 'INVOCATION' } } }), 'b');
    const args = ['--today', '2027-03-01', '--fail-on-untraced', '--required-level', 'CODE', '--baseline', baseline];
    const { exitCode, out } = await cli('summary', assembly(), ...args);
    expect(exitCode).toBe(0);
    expect(out).not.toMatch(/^(ERROR|WARNING)/m);
    expect((await cli('summary', assembly(), ...args, '-s', 'info')).out).toContain('no layer for runtime nodejs14.x (in the baseline)');
    expect((await cli('summary', assembly(), ...args, '-f', 'junit')).out).toContain('tests="4" failures="0" errors="0" skipped="3"');
    expect((await cli('summary', assembly(), ...args, '-f', 'github')).out).toBe('');
    expect(JSON.parse((await cli('summary', assembly(), ...args, '-f', 'sarif')).out).runs[0].results).toEqual([]);
  });

  test('no baseline hides an opt-out that has expired', async () => {
    const baseline = join(folderWith({ b: { version: 1, functions: { 'Shop/Mine/Resource': 'NONE', 'Shop/Legacy/Resource': 'NONE' } } }), 'b');
    expect((await cli('summary', assembly(), ...TODAY, '--fail-on-untraced', '--baseline', baseline)).exitCode).toBe(1);
  });

  test('a baseline that has more than is needed is said to', async () => {
    const baseline = join(folderWith({ b: { version: 1, functions: { 'Shop/Legacy/Resource': 'NONE', 'Shop/Orders/Resource': 'NONE' } } }), 'b');
    const { findings } = await json(assembly(), ...TODAY, '--baseline', baseline);
    expect(findings).toContainEqual(expect.objectContaining({ id: 'cdk-lambda-tracing:baselineOutdated', path: '', message: '1 entries of the baseline are no longer needed as they are: Shop/Orders/Resource' }));
  });

  test('budgets are findings of the app', async () => {
    const args = [...TODAY, '--min-coverage', '99', '--max-untraced', '1'];
    const { findings } = await json(assembly(), ...args);
    expect(findings.slice(0, 2).map(({ id, severity }) => [id, severity])).toEqual([['cdk-lambda-tracing:coverageTooLow', 'error'], ['cdk-lambda-tracing:tooManyUntraced', 'error']]);
    expect((await cli('summary', assembly(), ...args, '-f', 'junit')).out).toContain('<testsuite name="the app" tests="2" failures="2"');
    expect((await cli('summary', assembly(), ...args, '-f', 'github')).out).toMatch(/^::error title=cdk-lambda-tracing%3AcoverageTooLow::the app: 50 %25 of 4 functions/);
  });

  test.each<[string[], { readonly [file: string]: unknown }, number, RegExp]>([
    [['--baseline', 'no/such'], {}, 3, /cannot read no\/such: it does not exist; write it with cdk-lambda-tracing baseline/],
    [['--baseline', __filename], {}, 3, /is not a baseline: it is not complete JSON/],
    [['--today', '2027-02-30'], {}, 2, /must be a date such as 2027-03-01/],
    [['--required-level', 'FULL'], {}, 2, /Allowed choices are CODE, INVOCATION, NONE/],
    [[], { 'validation-report.json': '{ "pluginReports": [' }, 3, /validation-report\.json: it is not complete JSON; synthesize the app once more/],
    [[], { 'validation-report.json': { pluginReports: [{ pluginName: 'cdk-lambda-tracing', violations: [null, { ruleName: 5 }, { ruleName: 'x', description: 'y' }] }, null] } }, 0, /^$/],
    [[], { 'validation-report.json': 'null' }, 0, /^$/],
  ])('%j with %j', async (args, files, expected, message) => {
    const { exitCode, note } = await cli('summary', assembly(files), ...args);
    expect(exitCode).toBe(expected);
    expect(note).toMatch(message);
  });
});

describe('summary of what was synthesized', () => {
  test('has drift, and the severities of the app\'s own gate, at the user\'s line', async () => {
    const root = app({ '@aws-cdk/core:stackTraceLimit': 50 });
    const [good, bad] = ['Good', 'Bad'].map((id) => new OneFunction(root, id));
    LambdaTracing.of(good).add(fakeProvider({ execWrapper: '/opt/wrapper' }));
    LambdaTracing.of(bad).add(answering({ reason: { id: 'vendor:no', message: 'no layer' } }));
    Aspects.of(root).add({ visit: (node) => { if (node === good.fn.node.defaultChild) { (node as CfnResource).addPropertyDeletionOverride('Environment'); } } }, { priority: 900 });
    Validations.of(root).addPlugins(new TracingCoverage({ environments: [{ paths: ['Bad'], severity: DiagnosticSeverity.ERROR }], maxUntraced: 1 }));
    synthesize(root);

    const { coverage, findings } = await json(root.outdir);
    expect(coverage).toBe(0);
    expect(findings.map(({ id, path, severity }) => [id, path, severity])).toEqual([
      ['vendor:no', 'Bad/Fn/Resource', 'error'],
      ['cdk-lambda-tracing:tooManyUntraced', '', 'error'],
      ['cdk-lambda-tracing:drifted', 'Good/Fn/Resource', 'warning'],
    ]);
  });

  test('what somebody has acknowledged is no warning, and has the reason', async () => {
    const root = app();
    const stack = new OneFunction(root);
    LambdaTracing.of(root).add(answering({ reason: { id: 'vendor:no', message: 'no layer' } }));
    Validations.of(stack.fn).acknowledge({ id: 'cdk-lambda-tracing::vendor:no', reason: 'next sprint' });
    synthesize(root);

    expect((await json(root.outdir)).findings).toEqual([]);
    expect((await json(root.outdir, '-s', 'info')).findings).toEqual([expect.objectContaining({ severity: 'info', message: 'no layer (acknowledged: next sprint)' })]);
  });
});

describe('baseline', () => {
  const file = () => join(folderWith({}), 'baseline.json');
  const entries = (path: string) => (JSON.parse(readFileSync(path, 'utf8')) as { functions: object }).functions;

  test('has what falls short, and what is below a required level', async () => {
    const [all, coded] = [file(), file()];
    expect(await cli('baseline', assembly(), '-f', all)).toMatchObject({ exitCode: 0, out: `${all}: 1 functions\n`, note: '' });
    expect(entries(all)).toEqual({ 'Shop/Legacy/Resource': 'NONE' });
    await cli('baseline', assembly(), '-f', coded, '--required-level', 'CODE');
    expect(entries(coded)).toEqual({ 'Shop/Legacy/Resource': 'NONE', 'Shop/Weak/Resource': 'INVOCATION' });
  });

  test('is only tightened: what is better goes or rises, what is new is refused, and so is what got worse', async () => {
    const path = file();
    writeFileSync(path, JSON.stringify({ version: 1, functions: { fixed: 'NONE', gone: 'NONE', risen: 'NONE', sunk: 'INVOCATION' } }));
    const now = [
      reported({ path: 'fixed' }), reported({ path: 'risen', level: 'INVOCATION' }), skipped({ path: 'sunk' }), skipped({ path: 'new' }),
    ];
    const { exitCode, out, note } = await cli('baseline', assembly({}, now), '-f', path, '--required-level', 'CODE');
    expect(exitCode).toBe(1);
    expect(out).toBe(`- fixed\n- gone\n- risen\n${path}: 2 functions\n`);
    expect(note).toContain('2 functions are not traced as they should be and not in');
    expect(note).toContain('sunk, new; trace them, or take them in with --accept-new');
    expect(entries(path)).toEqual({ risen: 'INVOCATION', sunk: 'INVOCATION' });
  });

  test('takes new functions in where that is asked for', async () => {
    const path = file();
    writeFileSync(path, JSON.stringify({ version: 1, functions: {} }));
    expect(await cli('baseline', assembly(), '-f', path, '--accept-new')).toMatchObject({ exitCode: 0, out: `+ Shop/Legacy/Resource\n${path}: 1 functions\n` });
  });

  test('gives the same file again', async () => {
    const path = file();
    await cli('baseline', assembly(), '-f', path);
    const first = readFileSync(path, 'utf8');
    expect((await cli('baseline', assembly(), '-f', path)).exitCode).toBe(0);
    expect(readFileSync(path, 'utf8')).toBe(first);
  });

  test.each(['{', '{ "version": 9, "functions": {} }', '[]'])('a file that is none, %s, stays as it is', async (text) => {
    const path = file();
    writeFileSync(path, text);
    expect((await cli('baseline', assembly(), '-f', path)).exitCode).toBe(3);
    expect(readFileSync(path, 'utf8')).toBe(text);
  });

  test('makes the gate of the app green', async () => {
    const path = file();
    const estate = (baseline?: string) => {
      const root = app();
      ['Good', 'Bad'].forEach((id) => new OneFunction(root, id));
      LambdaTracing.of(root).add(signingProvider('ours'));
      LambdaTracing.of(root.node.findChild('Bad')).add(fakeProvider({ level: TracingLevel.INVOCATION }));
      Validations.of(root).addPlugins(new TracingCoverage({ baseline, requiredLevel: TracingLevel.CODE, failOnUntraced: true }));
      return { root, ...synthesize(root) };
    };
    const { root, error } = estate();
    expect(error).toBeDefined();
    await cli('baseline', root.outdir, '-f', path, '--required-level', 'CODE');
    expect(estate(path)).toMatchObject({ error: undefined, output: '' });
  });
});
