import { headline, Summary } from './findings';

/** For people, and for logs. */
export function textSummary(summary: Summary): string {
  const findings = summary.findings.map(({ path, severity, id, message, fix, location }) => [
    `${severity.toUpperCase()} ${plain(path) || 'the app'}${location === undefined ? '' : ` (${location.file}:${location.line})`}`,
    `  ${plain(message)} [${plain(id)}]`,
    ...(fix === undefined ? [] : [`  fix: ${plain(fix)}`]),
  ].join('\n'));
  return `${[headline(summary), ...findings].join('\n\n')}\n`;
}

/** Names may hold what a terminal obeys. */
function plain(text: string): string {
  return text.replace(/\p{Cc}/gu, ' ');
}
