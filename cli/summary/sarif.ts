import type { Severity, Summary, SummaryFinding } from './findings';

const LEVELS: { readonly [severity in Severity]: string } = { error: 'error', warning: 'warning', info: 'note' };

/** SARIF 2.1.0, for code scanning: results at the line that made the function, and at its place in the construct tree. */
export function sarifSummary({ findings }: Summary): string {
  const rules = [...new Set(findings.map(({ id }) => id))].sort();
  const log = {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [{
      tool: { driver: { name: 'cdk-lambda-tracing', rules: rules.map((id) => ({ id, name: id.split(':').pop(), shortDescription: { text: `${id} (docs/diagnostics.md)` } })) } },
      columnKind: 'utf16CodeUnits',
      results: findings.map((finding) => result(finding, rules)),
    }],
  };
  return `${JSON.stringify(log, undefined, 2)}\n`;
}

function result({ id, severity, path, message, fix, location }: SummaryFinding, rules: readonly string[]): object {
  return {
    ruleId: id,
    ruleIndex: rules.indexOf(id),
    level: LEVELS[severity] ?? 'note',
    message: { text: `${path || 'the app'}: ${message}${fix === undefined ? '' : `. Fix: ${fix}`}` },
    locations: [{
      ...(location === undefined ? {} : {
        physicalLocation: {
          artifactLocation: { uri: location.file.split('/').map(encodeURIComponent).join('/'), uriBaseId: '%SRCROOT%' },
          region: { startLine: location.line, ...(location.column === undefined ? {} : { startColumn: location.column }) },
        },
      }),
      logicalLocations: [{ fullyQualifiedName: path, kind: 'resource' }],
    }],
    // The place in the tree, not the line: the same finding stays the same when the code above it grows.
    partialFingerprints: { 'constructPath/v1': `${id} ${path}` },
  };
}
