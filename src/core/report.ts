import { Diagnostic, DiagnosticSeverity } from './diagnostic';
import { REPORT_VERSION, ReportedDiagnostic, ReportedFunction, ReportedStatus, TracingReport } from '../contract/report';

/** The report about some functions, with its totals. */
export function reportOf(functions: readonly ReportedFunction[], diagnostics: TracingReport['diagnostics']): TracingReport {
  const count = (status: ReportedStatus) => functions.filter((entry) => entry.status === status).length;
  const at = (level: ReportedFunction['level']) => functions.filter((entry) => entry.level === level).length;
  return {
    version: REPORT_VERSION,
    totals: {
      functions: functions.length,
      traced: count('traced'),
      excluded: count('excluded'),
      skipped: count('skipped'),
      uncovered: count('uncovered'),
      byLevel: { CODE: at('CODE'), INVOCATION: at('INVOCATION'), NONE: at('NONE') },
    },
    functions,
    diagnostics,
  };
}

/** A message as the report has it. */
export function reported({ id, severity, message, fix }: Diagnostic): ReportedDiagnostic {
  return { id, severity: severity ?? DiagnosticSeverity.WARNING, message, ...(fix === undefined ? {} : { fix }) };
}
