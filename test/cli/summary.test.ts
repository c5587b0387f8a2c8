import { readFileSync } from 'fs';
import { join } from 'path';
import { folderWith, reported, reportOf, skipped } from './assembly';
import { run } from '../../cli/program';

const EVIL = '<script>|`[x](http://x)`\u202e\u001b[31m::error::%0A"&\'\u0000\n';

const FUNCTIONS = [
  reported({ diagnostics: [{ id: 'cdk-lambda-tracing:regionUnknown', severity: 'info', message: 'looked up' }] }),
  skipped(),
  skipped({ path: 'Other/Missed', stack: 'Other', status: 'uncovered', provider: undefined, diagnostics: [] }),
  skipped({ path: 'Other/Mine', stack: 'Other', status: 'excluded', diagnostics: [{ id: 'cdk-lambda-tracing:optedOut', severity: 'info', message: 'opted out: latency' }] }),
];
const ABOUT_APP = [{ path: '', id: 'cdk-lambda-tracing:noFunctions', severity: 'error' as const, message: 'no functions' }];
const METADATA = { '/Shop/Legacy/Resource': [{ type: 'aws:cdk:creationStack', data: [`f (${join(process.cwd(), 'stacks/shop.ts')}:7:3)`] }] };

async function summary(args: readonly string[], functions = FUNCTIONS, diagnostics: Parameters<typeof reportOf>[1] = ABOUT_APP) {
  const assembly = folderWith({ 'lambda-tracing.json': reportOf(functions, diagnostics), 'Shop.metadata.json': METADATA });
  const printed = { out: '', note: '' };
  const exitCode = await run(['summary', assembly, ...args], '0', { out: (text) => { printed.out += text; }, note: (text) => { printed.note += text; } });
  return { exitCode, ...printed };
}

test('text, what matters most first', async () => {
  expect((await summary([])).out).toBe(`4 functions: 1 traced, 1 excluded, 1 skipped, 1 uncovered; coverage 33 %

ERROR the app
  no functions [cdk-lambda-tracing:noFunctions]

WARNING Shop/Legacy/Resource (stacks/shop.ts:7)
  no layer for runtime nodejs14.x [cdk-lambda-tracing:runtimeNotSupported]
  fix: choose another provider

WARNING Other/Missed
  no provider is attached to its scope [cdk-lambda-tracing:untraced]
  fix: add one with LambdaTracing.of(scope).add(provider)
`);
});

test('--severity', async () => {
  expect((await summary(['-s', 'error'])).out.match(/^[A-Z]+ /gm)).toEqual(['ERROR ']);
  expect((await summary(['-s', 'info'])).out.match(/^[A-Z]+ /gm)).toEqual(['ERROR ', 'WARNING ', 'WARNING ', 'INFO ', 'INFO ']);
  expect((await summary(['-s', 'all'])).exitCode).toBe(2);
});

test('JSON', async () => {
  const { coverage, totals, findings, version } = JSON.parse((await summary(['-f', 'json'])).out);

  expect({ coverage, version, traced: totals.traced }).toEqual({ coverage: 33, version: 1, traced: 1 });
  expect(findings[1]).toEqual({ ...FUNCTIONS[1].diagnostics[0], path: 'Shop/Legacy/Resource', file: 'stacks/shop.ts', line: 7, column: 3 });
});

test('GitHub annotations', async () => {
  expect((await summary(['-f', 'github'])).out.split('\n')).toEqual([
    '::error title=cdk-lambda-tracing%3AnoFunctions::the app: no functions',
    '::warning file=stacks/shop.ts,line=7,col=3,title=cdk-lambda-tracing%3AruntimeNotSupported::Shop/Legacy/Resource: no layer for runtime nodejs14.x%0Afix: choose another provider',
    '::warning title=cdk-lambda-tracing%3Auntraced::Other/Missed: no provider is attached to its scope%0Afix: add one with LambdaTracing.of(scope).add(provider)',
    '',
  ]);
});

test('Markdown', async () => {
  const { out } = await summary(['-f', 'markdown']);

  expect(out).toContain('| Other | 0 | 2 |\n| Shop | 1 | 2 |');
  expect(out).toContain('| warning | Shop&#47;Legacy&#47;Resource<br>stacks&#47;shop.ts&#58;7 | no layer for runtime nodejs14.x<br>');
  const { out: long } = await summary(['-f', 'markdown'], Array.from({ length: 103 }, () => skipped()), []);
  expect(long).toMatch(/\n\nand 3 more\n$/);
});

test('JUnit', async () => {
  expect((await summary(['-f', 'junit'])).out).toBe(`<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="cdk-lambda-tracing" tests="5" failures="3">
  <testsuite name="Shop" tests="2" failures="1" errors="0" skipped="0">
    <testcase classname="Shop" name="Shop/Orders/Resource" time="0"></testcase>
    <testcase classname="Shop" name="Shop/Legacy/Resource" time="0"><failure message="no layer for runtime nodejs14.x">cdk-lambda-tracing:runtimeNotSupported&#10;fix: choose another provider</failure></testcase>
  </testsuite>
  <testsuite name="Other" tests="2" failures="1" errors="0" skipped="1">
    <testcase classname="Other" name="Other/Missed" time="0"><failure message="no provider is attached to its scope">cdk-lambda-tracing:untraced&#10;fix: add one with LambdaTracing.of(scope).add(provider)</failure></testcase>
    <testcase classname="Other" name="Other/Mine" time="0"><skipped message="opted out: latency"/></testcase>
  </testsuite>
  <testsuite name="the app" tests="1" failures="1" errors="0" skipped="0">
    <testcase classname="the app" name="cdk-lambda-tracing:noFunctions" time="0"><failure message="no functions">cdk-lambda-tracing:noFunctions</failure></testcase>
  </testsuite>
</testsuites>
`);
});

test('SARIF', async () => {
  const { version, runs: [{ tool, results }] } = JSON.parse((await summary(['-f', 'sarif'])).out);

  expect(version).toBe('2.1.0');
  expect(tool.driver.rules.map(({ id }: any) => id)).toEqual(['cdk-lambda-tracing:noFunctions', 'cdk-lambda-tracing:runtimeNotSupported', 'cdk-lambda-tracing:untraced']);
  expect(results.map(({ level, ruleIndex }: any) => [level, ruleIndex])).toEqual([['error', 0], ['warning', 1], ['warning', 2]]);
  expect(results[1].locations[0]).toEqual({
    physicalLocation: { artifactLocation: { uri: 'stacks/shop.ts', uriBaseId: '%SRCROOT%' }, region: { startLine: 7, startColumn: 3 } },
    logicalLocations: [{ fullyQualifiedName: 'Shop/Legacy/Resource', kind: 'resource' }],
  });
});

test('names that mean something to a format are text in it', async () => {
  const hostile = [skipped({ path: EVIL, stack: EVIL, diagnostics: [{ id: EVIL, severity: 'warning', message: EVIL, fix: EVIL }] })];
  const out = async (format: string) => (await summary(['-f', format], hostile, [])).out;

  for (const format of ['text', 'markdown']) { expect(await out(format)).not.toMatch(/[^\P{Cc}\n]|\p{Cf}/u); }
  expect((await out('github')).trimEnd().split('\n')).toHaveLength(1);
  expect((await out('github')).slice(2)).toMatch(/^warning title=[^:,]*::/);
  expect(await out('markdown')).not.toMatch(/<script|`|\[x\]|http:\/\//);
  const junit = await out('junit');
  expect(junit).not.toMatch(/<script|\u0000/);
  expect(junit.match(/<testcase /g)).toHaveLength(1);
  expect(JSON.parse(await out('sarif')).runs[0].results[0].message.text).toContain(EVIL);
  expect(JSON.parse(await out('json')).findings[0].path).toBe(EVIL);
});

test.each<[string[], number, RegExp]>([
  [['--min-coverage', '33'], 0, /^$/],
  [['--min-coverage', '34'], 1, /^cdk-lambda-tracing: coverage is 33 %, less than 34 %\n$/],
  [['--max-untraced', '2'], 0, /^$/],
  [['--max-untraced', '1', '--min-coverage', '100'], 1, /coverage is 33 %, less than 100 %; 2 functions are not traced as they should be, more than 1\n$/],
  [['--max-untraced', '-1'], 2, /must be a number/],
  [['--min-coverage', ''], 2, /must be a number/],
  [['--format', 'yaml'], 2, /Allowed choices are text, json, markdown, github, junit, sarif/],
])('%j', async (args, expected, message) => {
  const { exitCode, note } = await summary(args);

  expect(exitCode).toBe(expected);
  expect(note).toMatch(message);
});

test('an app without functions is covered', async () => {
  expect((await summary(['--min-coverage', '100'], [], [])).exitCode).toBe(0);
});

test('into a file, also where the verdict is bad', async () => {
  const file = join(folderWith({}), 'summary.txt');
  const { exitCode, out } = await summary(['-o', file, '--max-untraced', '0']);

  expect(exitCode).toBe(1);
  expect(out).toBe('');
  expect(readFileSync(file, 'utf8')).toMatch(/^4 functions/);
});
