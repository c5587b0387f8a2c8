import type { Summary } from './findings';
import type { ReportedFunction } from '../../src/contract/report';

/** JUnit XML: a suite per stack, a test per function, which fails where the function is not traced. */
export function junitSummary({ functions, totals }: Summary): string {
  const stacks = new Map<string, ReportedFunction[]>();
  functions.forEach((entry) => stacks.set(entry.stack, [...stacks.get(entry.stack) ?? [], entry]));
  const failures = totals.skipped + totals.uncovered;
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="cdk-lambda-tracing" tests="${totals.functions}" failures="${failures}" skipped="${totals.excluded}">`,
    ...[...stacks].flatMap(([stack, entries]) => [
      `  <testsuite name="${xml(stack)}" tests="${entries.length}" failures="${count(entries, 'skipped', 'uncovered')}" errors="0" skipped="${count(entries, 'excluded')}">`,
      ...entries.map(test),
      '  </testsuite>',
    ]),
    '</testsuites>', '',
  ].join('\n');
}

function test({ path, stack, status, diagnostics }: ReportedFunction): string {
  const why = xml(diagnostics.map(({ message }) => message).join('; ') || 'no provider is attached to its scope');
  const fixes = xml(diagnostics.flatMap(({ id, fix }) => [id, ...(fix === undefined ? [] : [`fix: ${fix}`])]).join('\n'));
  const inner = { traced: '', excluded: `<skipped message="${why}"/>` }[status as string] ?? `<failure message="${why}">${fixes}</failure>`;
  return `    <testcase classname="${xml(stack)}" name="${xml(path)}" time="0">${inner}</testcase>`;
}

function count(entries: readonly ReportedFunction[], ...statuses: string[]): number {
  return entries.filter(({ status }) => statuses.includes(status)).length;
}

/** Characters that XML 1.0 does not have at all become a question mark. */
function xml(text: string): string {
  return text
    .replace(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '?')
    .replace(/[&<>"'\t\n\r]/g, (character) => `&#${character.charCodeAt(0)};`);
}
