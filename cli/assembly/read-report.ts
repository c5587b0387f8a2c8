import { readFileSync, statSync } from 'fs';
import { join } from 'path';
import { REPORT_FILE, REPORT_VERSION, ReportedFunction, TracingReport } from '../../src/contract/report';
import { Failure, reasonOf } from '../failure';

const HOW = 'synthesize the app with tracing: cdk synth';

/** Whether it is a report by itself, as `template` writes it, and no cloud assembly. */
export function isReportFile(assembly: string): boolean {
  return statSync(assembly, { throwIfNoEntry: false })?.isFile() ?? false;
}

/** The report in a cloud assembly, or in a file of its own, checked: the file may be anybody's, half-written, or from another version. */
export function readReport(assembly: string): TracingReport {
  const file = isReportFile(assembly) ? assembly : join(assembly, REPORT_FILE);
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    throw new Failure(`cannot read ${file}: ${reasonOf(error)}; ${HOW}`);
  }
  let content: unknown;
  try {
    content = JSON.parse(text) as unknown;
  } catch {
    throw new Failure(`${file} is not complete JSON; ${HOW}`);
  }
  const version = isObject(content) ? content.version : undefined;
  if (typeof version === 'number' && version > REPORT_VERSION) {
    throw new Failure(`${file} has version ${version}, and this command knows ${REPORT_VERSION} at most; use the version of cdk-lambda-tracing that the app uses`);
  }
  const problem = version === REPORT_VERSION ? problemWith(content as Record<string, unknown>) : 'its version is missing';
  if (problem !== undefined) { throw new Failure(`${file} is not a report of cdk-lambda-tracing: ${problem}; ${HOW}`); }
  return content as TracingReport;
}

function problemWith({ totals, functions, diagnostics }: Record<string, unknown>): string | undefined {
  if (!isObject(totals) || !isObject(totals.byLevel) || !['functions', 'traced', 'excluded', 'skipped', 'uncovered'].every((name) => typeof totals[name] === 'number')) {
    return 'its totals are missing';
  }
  if (!Array.isArray(functions) || !Array.isArray(diagnostics)) { return 'its list of functions or diagnostics is missing'; }
  const bad = functions.findIndex((entry) => !isReportedFunction(entry));
  if (bad >= 0) { return `function ${bad + 1} is not complete`; }
  return diagnostics.every((entry) => isDiagnostic(entry) && typeof (entry as { path?: unknown }).path === 'string') ? undefined : 'a diagnostic is not complete';
}

export function isReportedFunction(entry: unknown): entry is ReportedFunction {
  return isObject(entry)
    && ['path', 'logicalId', 'stack', 'runtime', 'status', 'level'].every((name) => typeof entry[name] === 'string')
    && Array.isArray(entry.diagnostics) && entry.diagnostics.every(isDiagnostic)
    && (entry.changes === undefined || isChanges(entry.changes))
    && (entry.optOut === undefined || isOptOut(entry.optOut));
}

function isOptOut(optOut: unknown): boolean {
  return isObject(optOut) && ['scope', 'reason'].every((name) => typeof optOut[name] === 'string') && ['string', 'undefined'].includes(typeof optOut.expires);
}

function isChanges(changes: unknown): boolean {
  return isObject(changes) && ['layers', 'environment', 'permissions'].every((name) => Array.isArray(changes[name]) && (changes[name] as unknown[]).every((value) => typeof value === 'string'));
}

function isDiagnostic(entry: unknown): boolean {
  return isObject(entry) && ['id', 'severity', 'message'].every((name) => typeof entry[name] === 'string') && ['string', 'undefined'].includes(typeof entry.fix);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
