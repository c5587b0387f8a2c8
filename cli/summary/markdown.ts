import { headline, optOutText, Summary } from './findings';

/** A job's summary has a limit, and a reader's patience as well. */
const LONGEST = 100;

/** For a job's summary page or a comment on a pull request. */
export function markdownSummary(summary: Summary): string {
  const stacks = new Map<string, { functions: number; traced: number }>();
  for (const { stack, verdict } of summary.functions) {
    const { functions, traced } = stacks.get(stack) ?? { functions: 0, traced: 0 };
    stacks.set(stack, { functions: functions + 1, traced: traced + Number(verdict === 'traced') });
  }
  const shown = summary.findings.slice(0, LONGEST);
  const left = summary.findings.length - shown.length;
  return [
    '## Lambda tracing', '', headline(summary), '',
    '| Stack | Traced | Functions |', '|---|--:|--:|',
    ...[...stacks].sort(([one], [other]) => (one < other ? -1 : 1)).map(([stack, { functions, traced }]) => `| ${cell(stack)} | ${traced} | ${functions} |`),
    ...(shown.length === 0 ? [] : ['', '| | Function | Finding | Fix |', '|---|---|---|---|']),
    ...shown.map(({ severity, path, location, message, id, fix = '' }) =>
      `| ${severity} | ${cell(path || 'the app')}${location === undefined ? '' : `<br>${cell(`${location.file}:${location.line}`)}`} | ${cell(message)}<br>${cell(id)} | ${cell(fix)} |`),
    ...(left > 0 ? ['', `and ${left} more`] : []),
    ...(summary.optOuts.length === 0 ? [] : ['', '| Opted out | Why |', '|---|---|', ...optOuts(summary)]), '',
  ].join('\n');
}

function optOuts({ optOuts: all }: Summary): string[] {
  const rows = all.slice(0, LONGEST).map((optOut) => `| ${cell(optOut.path)} | ${cell(optOutText(optOut))} |`);
  return all.length > rows.length ? [...rows, '', `and ${all.length - rows.length} more`] : rows;
}

/** Text that is neither Markdown nor HTML, in one cell of a table. */
function cell(text: string): string {
  return text.replace(/[\s\p{Cc}\p{Cf}]+/gu, ' ').replace(/[&<>|\\`*_~[\]()#!@:/]/g, (character) => `&#${character.charCodeAt(0)};`);
}
