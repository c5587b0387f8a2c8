import { Verified, VERDICTS } from '../verdict';

/** The version of the shape. A change that an old reader would misread raises it. */
const RESULT_VERSION = 1;

/** For programs. */
export function jsonResult(functions: readonly Verified[], remarks: readonly string[]): string {
  return `${JSON.stringify({
    version: RESULT_VERSION,
    totals: { functions: functions.length, ...Object.fromEntries(VERDICTS.map((verdict) => [verdict, functions.filter((entry) => entry.verdict === verdict).length])) },
    remarks,
    functions: functions.map(({ facts: { path, logicalId, stack, runtime, image }, verdict, why, findings, comparison }) => ({
      path, logicalId, stack, runtime: image ? 'container image' : runtime ?? 'unknown', verdict, ...(why === undefined ? {} : { why }), findings,
      ...(comparison === undefined ? {} : { start: { without: comparison.without, with: comparison.with }, active: comparison.active }),
      ...(comparison?.answers === undefined ? {} : {
        // The answers themselves may hold anything.
        invocation: {
          without: { status: comparison.answers.without.status, ms: comparison.answers.without.ms },
          with: { status: comparison.answers.with.status, ms: comparison.answers.with.ms },
          same: comparison.answers.without.text === comparison.answers.with.text, varies: comparison.answers.varies, spans: comparison.answers.spans,
        },
      }),
    })),
  }, undefined, 2)}\n`;
}
