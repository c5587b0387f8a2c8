import { readFileSync } from 'fs';
import { join } from 'path';
import type { ReportedDiagnostic } from '../../src/contract/report';
import { Failure, reasonOf } from '../failure';

/** Where the CDK writes what validation plugins have found. */
const FILE = 'validation-report.json';

const PLUGIN = 'cdk-lambda-tracing';

/** What was found, and where. */
type Found = ReportedDiagnostic & { readonly path: string };

/** What TracingCoverage has found. */
export interface ValidationFindings {
  /** By id and path. */
  readonly found: ReadonlyMap<string, Found>;
  readonly byPath: ReadonlyMap<string, readonly Found[]>;
  /** Why somebody has acknowledged a finding. */
  readonly acknowledged: ReadonlyMap<string, string>;
}

/** Where nothing was validated: there is a report and no assembly. */
export const NOT_VALIDATED: ValidationFindings = { found: new Map(), byPath: new Map(), acknowledged: new Map() };

/** By what one finding is told from another. */
export function findingKey(id: string, path: string): string {
  return `${id} ${path}`;
}

/** What only the validation knows: drift, and what the app's own TracingCoverage asks for, with its severities. Nothing where the CDK wrote no file. */
export function validationFindings(assembly: string): ValidationFindings {
  const found = new Map<string, Found>();
  const acknowledged = new Map<string, string>();
  for (const plugin of listIn(contentOf(join(assembly, FILE)), 'pluginReports').filter(({ pluginName }) => pluginName === PLUGIN)) {
    for (const violation of listIn(plugin, 'violations')) { diagnosticsIn(violation).forEach((diagnostic) => found.set(findingKey(diagnostic.id, diagnostic.path), diagnostic)); }
    for (const violation of listIn(plugin, 'suppressedViolations')) {
      diagnosticsIn(violation).forEach(({ id, path }) => acknowledged.set(findingKey(id, path), String(violation.reason ?? '')));
    }
  }
  const byPath = new Map<string, Found[]>();
  for (const finding of found.values()) { byPath.set(finding.path, [...byPath.get(finding.path) ?? [], finding]); }
  return { found, byPath, acknowledged };
}

type Json = { readonly [name: string]: unknown };

function contentOf(file: string): Json {
  try {
    return Object(JSON.parse(readFileSync(file, 'utf8'))) as Json;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') { return {}; }
    throw new Failure(`cannot read ${file}: ${error instanceof SyntaxError ? 'it is not complete JSON' : reasonOf(error)}; synthesize the app once more`);
  }
}

function listIn(value: Json, name: string): Json[] {
  const list = value[name];
  return Array.isArray(list) ? list.filter((entry): entry is Json => typeof entry === 'object' && entry !== null) : [];
}

function diagnosticsIn(violation: Json): Found[] {
  const { ruleName, description, suggestedFix, severity } = violation;
  if (typeof ruleName !== 'string' || typeof description !== 'string') { return []; }
  const known = severity === 'error' || severity === 'info' ? severity : 'warning';
  return listIn(violation, 'violatingConstructs').map(({ constructPath }) => ({
    path: String(constructPath ?? ''), id: ruleName, severity: known, message: description, ...(typeof suggestedFix === 'string' ? { fix: suggestedFix } : {}),
  }));
}
