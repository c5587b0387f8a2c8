import { readFileSync } from 'fs';
import { join } from 'path';
import { DiagnosticSeverity } from '../../src';
import { diagnostic, DiagnosticKind, DiagnosticName, DIAGNOSTICS, diagnosticId, isExclusion } from '../../src/core/diagnostics';

const names = Object.keys(DIAGNOSTICS) as DiagnosticName[];
const entries = Object.entries(DIAGNOSTICS) as [DiagnosticName, { kind: DiagnosticKind; severity: DiagnosticSeverity; text: string; fix?: string }][];

describe('the table', () => {
  test.each(entries)('%s is worded as every message is', (name, { text, fix }) => {
    expect(name).toMatch(/^[a-z][a-zA-Z]+$/);
    for (const words of [text, ...(fix === undefined ? [] : [fix])]) {
      expect(words).not.toMatch(/\.$/);
      expect(words).not.toMatch(/^(?!Lambda)[A-Z][a-z]/);
    }
  });

  test.each(entries)('%s fills in completely', (name, { text, fix }) => {
    const keys = [...`${text} ${fix ?? ''}`.matchAll(/\{(\w+)\}/g)].map(([, key]) => key);
    const { id, severity, message, fix: advice } = diagnostic(name, Object.fromEntries(keys.map((key) => [key, `<${key}>`])));
    expect(id).toBe(`cdk-lambda-tracing:${name}`);
    expect(id).not.toContain('::');
    expect(severity).toBe(DIAGNOSTICS[name].severity);
    expect(`${message} ${advice ?? ''}`).not.toMatch(/\{\w+\}/);
    keys.forEach((key) => expect(`${message} ${advice ?? ''}`).toContain(`<${key}>`));
  });

  test.each(entries.filter(([, { kind }]) => kind === DiagnosticKind.SKIP))('%s, which leaves a function untraced, says what to do and is seen', (_, { fix, severity }) => {
    expect(fix).toBeTruthy();
    expect(severity).toBe(DiagnosticSeverity.WARNING);
  });
});

test('a value that was forgotten is an error of ours, not a message with a hole', () => {
  expect(() => diagnostic('tooManyLayers', { count: 6, limit: 5 })).toThrow('tooManyLayers needs a value for provider');
});

test('text in braces that comes from a user is left as it is', () => {
  expect(diagnostic('optedOut', { scope: '{reason}', reason: '{scope}' }).message).toBe('opted out at {reason}: {scope}');
});

test('only what was left alone on purpose is an exclusion', () => {
  expect(isExclusion('cdk-lambda-tracing:optedOut')).toBe(true);
  expect(isExclusion('cdk-lambda-tracing:cdkOwnedFunction')).toBe(true);
  expect(isExclusion('cdk-lambda-tracing:tooManyLayers')).toBe(false);
  expect(isExclusion('somebody-else:optedOut')).toBe(false);
});

describe('docs/diagnostics.md', () => {
  const document = readFileSync(join(__dirname, '../../docs/diagnostics.md'), 'utf8');
  const headings = [...document.matchAll(/^## `?(.+?)`?$/gm)].map(([, heading]) => heading);

  test('has a heading for every id, and none more', () => {
    expect([...headings].sort()).toEqual(names.map(diagnosticId).sort());
  });

  test.each(entries)('tells for %s its severity, an example and what to do', (name, { severity }) => {
    const section = document.split(/^## /m).find((part) => part.replace(/`/g, '').startsWith(`${diagnosticId(name)}\n`)) ?? '';
    expect(section).toContain(`Severity: ${severity}`);
    expect(section).toMatch(/^Appears when /m);
    expect(section).toMatch(/^> /m);
    expect(section).toMatch(/^What to do: /m);
  });

  test.each(entries)('shows for %s an example that the table can give', (name, { text }) => {
    const section = document.split(/^## /m).find((part) => part.replace(/`/g, '').startsWith(`${diagnosticId(name)}\n`)) ?? '';
    const example = /^> (.*)$/m.exec(section)?.[1] ?? '';
    const pattern = text.split(/\{\w+\}/).map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('.+');
    expect(example).toMatch(new RegExp(`^${pattern}$`));
  });
});
