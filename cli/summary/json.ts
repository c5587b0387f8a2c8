import type { Summary } from './findings';

/** The version of the shape. A change that an old reader would misread raises it. */
const SUMMARY_VERSION = 1;

/** For programs. */
export function jsonSummary({ totals, coverage, findings, optOuts }: Summary): string {
  const flat = findings.map(({ location, ...finding }) => ({ ...finding, ...location }));
  return `${JSON.stringify({ version: SUMMARY_VERSION, totals, coverage, findings: flat, optOuts }, undefined, 2)}\n`;
}
