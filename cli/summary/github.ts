import type { Severity, Summary } from './findings';
import type { SourceLocation } from '../assembly/source-locations';

const COMMANDS: { readonly [severity in Severity]: string } = { error: 'error', warning: 'warning', info: 'notice' };

/** Annotations of GitHub Actions: workflow commands, which show at the line that made the function. */
export function githubAnnotations({ findings }: Summary): string {
  return findings.map(({ severity, id, path, message, fix, location }) => {
    const properties = { ...placeOf(location), title: id };
    const text = `${path || 'the app'}: ${message}${fix === undefined ? '' : `\nfix: ${fix}`}`;
    return `::${COMMANDS[severity] ?? 'notice'} ${Object.entries(properties).map(([name, value]) => `${name}=${property(value)}`).join(',')}::${data(text)}\n`;
  }).join('');
}

function placeOf(location: SourceLocation | undefined): { readonly [property: string]: string } {
  if (location === undefined) { return {}; }
  const { file, line, column } = location;
  return { file, line: String(line), ...(column === undefined ? {} : { col: String(column) }) };
}

function data(text: string): string {
  return text.replace(/%/g, '%25').replace(/\r/g, '%0D').replace(/\n/g, '%0A');
}

function property(text: string): string {
  return data(text).replace(/:/g, '%3A').replace(/,/g, '%2C');
}
