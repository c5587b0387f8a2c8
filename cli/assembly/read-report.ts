import { readFileSync, statSync } from 'fs';
import { join } from 'path';
import { REPORT_FILE, REPORT_VERSION, ReportedFunction, TracingReport } from '../../src/contract/report';
import { Failure, reasonOf } from '../failure';

const STATUSES: readonly string[] = ['traced', 'excluded', 'skipped', 'uncovered'];
const LEVELS: readonly unknown[] = ['CODE', 'INVOCATION', 'NONE'];
const SEVERITIES: readonly unknown[] = ['error', 'warning', 'info'];

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
  if (!isObject(totals) || !areNumbers(totals.byLevel) || !['functions', ...STATUSES].every((name) => typeof totals[name] === 'number')) {
    return 'its totals are missing';
  }
  if (!Array.isArray(functions) || !Array.isArray(diagnostics)) { return 'its list of functions or diagnostics is missing'; }
  const bad = functions.findIndex((entry) => !isReportedFunction(entry));
  if (bad >= 0) { return `function ${bad + 1} is not complete`; }
  const { length } = functions as readonly ReportedFunction[];
  const counted = (status: string) => (functions as readonly ReportedFunction[]).filter((entry) => entry.status === status).length;
  if (totals.functions !== length || STATUSES.some((status) => totals[status] !== counted(status))) { return 'its totals are not those of its functions'; }
  return diagnostics.every((entry) => isDiagnostic(entry) && typeof (entry as { path?: unknown }).path === 'string') ? undefined : 'a diagnostic is not complete';
}

export function isReportedFunction(entry: unknown): entry is ReportedFunction {
  return isObject(entry)
    && areTexts(entry, 'path', 'logicalId', 'stack', 'runtime') && STATUSES.includes(String(entry.status)) && LEVELS.includes(entry.level)
    && areTextsIfThere(entry, 'provider')
    && Array.isArray(entry.diagnostics) && entry.diagnostics.every(isDiagnostic)
    && (entry.changes === undefined || isChanges(entry.changes))
    && (entry.optOut === undefined || isOptOut(entry.optOut));
}

function isOptOut(optOut: unknown): boolean {
  return isObject(optOut) && areTexts(optOut, 'scope', 'reason') && areTextsIfThere(optOut, 'expires');
}

function isChanges(changes: unknown): boolean {
  return isObject(changes)
    && ['layers', 'environment', 'permissions'].every((name) => isListOfTexts(changes[name])) && (changes.chosenLayers === undefined || isListOfTexts(changes.chosenLayers))
    && areTextsIfThere(changes, 'handler', 'execWrapper') && (changes.before === undefined || isBefore(changes.before));
}

function isBefore(before: unknown): boolean {
  return isObject(before) && areTextsIfThere(before, 'handler', 'tracingMode') && (before.environment === undefined || isListOfTexts(before.environment));
}

function isDiagnostic(entry: unknown): boolean {
  return isObject(entry) && areTexts(entry, 'id', 'message') && SEVERITIES.includes(entry.severity) && areTextsIfThere(entry, 'fix');
}

function areTexts(value: Record<string, unknown>, ...names: readonly string[]): boolean {
  return names.every((name) => typeof value[name] === 'string');
}

function areTextsIfThere(value: Record<string, unknown>, ...names: readonly string[]): boolean {
  return names.every((name) => ['string', 'undefined'].includes(typeof value[name]));
}

function isListOfTexts(value: unknown): boolean {
  return Array.isArray(value) && value.every((entry) => typeof entry === 'string');
}

function areNumbers(byLevel: unknown): boolean {
  return isObject(byLevel) && LEVELS.every((level) => typeof byLevel[String(level)] === 'number');
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
