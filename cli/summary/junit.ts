import type { Summary, SummaryFinding, SummaryFunction } from './findings';
import type { Verdict } from './gate';

/** JUnit XML: a suite per stack, a test per function, which fails where the function is not traced as it should be; and one for what fails the app. */
export function junitSummary({ functions, unaccepted, failures }: Summary): string {
  const stacks = new Map<string, SummaryFunction[]>();
  functions.forEach((entry) => stacks.set(entry.stack, [...stacks.get(entry.stack) ?? [], entry]));
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="cdk-lambda-tracing" tests="${functions.length + failures.length}" failures="${unaccepted + failures.length}">`,
    ...[...stacks].flatMap(([stack, entries]) => [
      `  <testsuite name="${xml(stack)}" tests="${entries.length}" failures="${count(entries, 'short')}" errors="0" skipped="${count(entries, 'excluded', 'accepted')}">`,
      ...entries.map(test),
      '  </testsuite>',
    ]),
    ...(failures.length === 0 ? [] : [
      `  <testsuite name="the app" tests="${failures.length}" failures="${failures.length}" errors="0" skipped="0">`,
      ...failures.map((finding) => `    <testcase classname="the app" name="${xml(`${finding.id}${finding.path === '' ? '' : ` ${finding.path}`}`)}" time="0">${failure([finding])}</testcase>`),
      '  </testsuite>',
    ]),
    '</testsuites>', '',
  ].join('\n');
}

function test({ path, stack, verdict, findings }: SummaryFunction): string {
  const inner = verdict === 'traced' ? '' : verdict === 'short' ? failure(findings) : `<skipped message="${messages(findings)}"/>`;
  return `    <testcase classname="${xml(stack)}" name="${xml(path)}" time="0">${inner}</testcase>`;
}

function failure(findings: readonly SummaryFinding[]): string {
  const fixes = xml(findings.flatMap(({ id, fix }) => [id, ...(fix === undefined ? [] : [`fix: ${fix}`])]).join('\n'));
  return `<failure message="${messages(findings)}">${fixes}</failure>`;
}

function messages(findings: readonly SummaryFinding[]): string {
  return xml(findings.map(({ message }) => message).join('; '));
}

function count(entries: readonly SummaryFunction[], ...verdicts: Verdict[]): number {
  return entries.filter(({ verdict }) => verdicts.includes(verdict)).length;
}

/** Characters that XML 1.0 does not have at all become a question mark. */
export function xml(text: string): string {
  return text
    .replace(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '?')
    .replace(/[&<>"'\t\n\r]/g, (character) => `&#${character.charCodeAt(0)};`);
}
