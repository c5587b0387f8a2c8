import { readFileSync } from 'fs';
import { join } from 'path';
import ts from 'typescript';
import { REPORT_FILE, REPORT_VERSION } from '../../src/contract/report';

const ROOT = join(__dirname, '..', '..');
const page = readFileSync(join(ROOT, 'docs', 'report.md'), 'utf8');
const source = ts.createSourceFile('report.ts', readFileSync(join(ROOT, 'src', 'contract', 'report.ts'), 'utf8'), ts.ScriptTarget.Latest, true);

/** The fields of an interface of the contract. */
function fieldsOf(name: string): string[] {
  const found = source.statements.filter(ts.isInterfaceDeclaration).find((declaration) => declaration.name.text === name);
  return found!.members.map((member) => member.name!.getText(source));
}

/** The fields in the table under a heading of the page. */
function documented(heading: string): string[] {
  const section = page.split(`\n## ${heading}\n`)[1].split('\n## ')[0];
  return [...section.matchAll(/^\| `(\w+)` \|/gm)].map(([, field]) => field);
}

test.each([
  ['TracingReport', 'The file'],
  ['ReportedFunction', 'A function'],
  ['ReportedChanges', 'Changes'],
  ['ReportedBefore', 'Before'],
  ['ReportedOptOut', 'An opt-out'],
  ['ReportedDiagnostic', 'A diagnostic'],
])('every field of %s is under "%s", in the same order', (name, heading) => {
  expect(documented(heading)).toEqual(fieldsOf(name));
});

test('the file and the version are those of the contract', () => {
  expect(page).toContain(`# The report, \`${REPORT_FILE}\``);
  expect(page).toContain(`\n| ${REPORT_VERSION} | the first release |`);
  expect(page.match(/^\| \d+ \|/gm)).toHaveLength(REPORT_VERSION);
});

test('the example has every field, and totals that add up', () => {
  const example = JSON.parse(/```json\n([\s\S]*?)```/.exec(page)![1]);
  expect(Object.keys(example)).toEqual(fieldsOf('TracingReport'));
  // Traced, so nobody has opted it out.
  expect(Object.keys(example.functions[0]).sort()).toEqual(fieldsOf('ReportedFunction').filter((field) => field !== 'optOut').sort());
  const { functions, traced, excluded, skipped, uncovered, byLevel } = example.totals;
  expect(traced + excluded + skipped + uncovered).toBe(functions);
  expect(byLevel.CODE + byLevel.INVOCATION + byLevel.NONE).toBe(functions);
});
