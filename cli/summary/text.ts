import { headline, optOutText, Summary } from './findings';

/** For people, and for logs. */
export function textSummary(summary: Summary): string {
  const findings = summary.findings.map(({ path, severity, id, message, fix, location }) => [
    `${severity.toUpperCase()} ${plain(path) || 'the app'}${location === undefined ? '' : ` (${plain(location.file)}:${location.line})`}`,
    `  ${plain(message)} [${plain(id)}]`,
    ...(fix === undefined ? [] : [`  fix: ${plain(fix)}`]),
  ].join('\n'));
  const optOuts = summary.optOuts.map((optOut) => `  ${plain(optOut.path)}: ${plain(optOutText(optOut))}`);
  return `${[headline(summary), ...findings, ...(optOuts.length === 0 ? [] : [['Opted out', ...optOuts].join('\n')])].join('\n\n')}\n`;
}

/** Names may hold what a terminal obeys, and what turns the order of characters around. */
function plain(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}]/gu, ' ');
}
