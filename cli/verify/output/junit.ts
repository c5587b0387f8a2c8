import { xml } from '../../summary/junit';
import { Verified } from '../verdict';

/** JUnit XML: a test per function, which fails where tracing breaks it, and is skipped where nothing could be proven. */
export function junitResult(functions: readonly Verified[]): string {
  const broken = functions.filter(({ verdict }) => verdict === 'broken').length;
  const skipped = functions.filter(({ verdict }) => verdict !== 'broken' && verdict !== 'proven').length;
  const counts = `tests="${functions.length}" failures="${broken}" errors="0"`;
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="cdk-lambda-tracing verify" ${counts}>`, `  <testsuite name="verify" ${counts} skipped="${skipped}">`,
    ...functions.map(test),
    '  </testsuite>', '</testsuites>', '',
  ].join('\n');
}

function test({ facts: { path, stack }, verdict, why = '', findings, comparison }: Verified): string {
  const message = xml([verdict, why].filter((text) => text !== '').join(': '));
  const details = xml(findings.map(({ severity, id, message: text }) => `${severity} ${id}: ${text}`).join('\n'));
  const inner = verdict === 'proven' ? '' : verdict === 'broken' ? `<failure message="${message}">${details}</failure>` : `<skipped message="${message}"/>`;
  return `    <testcase classname="${xml(stack)}" name="${xml(path)}" time="${((comparison?.with.ms ?? 0) / 1000).toFixed(3)}">${inner}</testcase>`;
}
