import { Verified, VERDICTS } from '../verdict';

const MB = 1024 * 1024;
const HEADINGS = ['Function', 'Runtime', 'Verdict', 'Init', 'Tracing adds', 'Memory', 'Invoked'];

/** What was found, for people: a table, and below it why a function is not proven. */
export function textResult(functions: readonly Verified[], remarks: readonly string[]): string {
  const rows = functions.map(row);
  const widths = HEADINGS.map((heading, column) => Math.max(heading.length, ...rows.map((cells) => cells[column].length)));
  const line = (cells: readonly string[]) => cells.map((cell, column) => (column >= 3 && column <= 5 ? cell.padStart(widths[column]) : cell.padEnd(widths[column]))).join('  ').trimEnd();
  return [
    line(HEADINGS), widths.map((width) => '-'.repeat(width)).join('  '), ...rows.map(line), '',
    ...functions.flatMap(remarksOn), ...remarks, headline(functions), '',
  ].join('\n');
}

/** One sentence about the numbers. */
export function headline(functions: readonly Verified[]): string {
  const counts = VERDICTS.map((verdict) => [verdict, functions.filter((entry) => entry.verdict === verdict).length] as const).filter(([, count]) => count > 0);
  return `${functions.length} functions: ${counts.map(([verdict, count]) => `${count} ${verdict}`).join(', ')}`;
}

function row({ facts: { path, runtime, image }, verdict, comparison }: Verified): string[] {
  const name = plain(path.replace(/\/Resource$/, ''));
  const head = [name, image ? 'container image' : plain(runtime ?? 'unknown'), verdict];
  if (comparison === undefined) { return [...head, '', '', '', '']; }
  const { without, with: traced, answers } = comparison;
  const started = traced.status === 'success' && without.status === 'success';
  const invoked = answers === undefined ? '' : `${answers.with.status}, ${answers.spans} span${answers.spans === 1 ? '' : 's'}${answers.varies ? ', answers vary' : ''}`;
  return [
    ...head, started ? `${Math.round(traced.ms)} ms` : traced.status,
    started ? signed(traced.ms - without.ms, 0, 'ms') : '', started ? signed((traced.rssBytes - without.rssBytes) / MB, 1, 'MB') : '', invoked,
  ];
}

function signed(value: number, digits: number, unit: string): string {
  return `${value < 0 ? '-' : '+'}${Math.abs(value).toFixed(digits)} ${unit}`;
}

function remarksOn({ facts, verdict, why, findings }: Verified): string[] {
  const said = findings.filter(({ severity, message }) => severity === 'warning' || why?.includes(message) !== true);
  if (verdict === 'not traced' || (why === undefined && said.length === 0)) { return []; }
  return [
    `${plain(facts.path)}: ${verdict}${why === undefined ? '' : `: ${plain(why)}`}`,
    ...said.map(({ id, severity, message }) => `  ${severity}: ${plain(message)} [${id}]`), '',
  ];
}

/** Names may hold what a terminal obeys. */
function plain(text: string): string {
  return text.replace(/\p{Cc}/gu, ' ');
}
