import type { TemplateFunction } from './function-scan';
import type { ReportedFunction, ReportedOptOut } from '../../src/contract/report';
import { problemWithDate } from '../../src/core/calendar-date';
import { isReportedFunction } from '../assembly/read-report';
import { isPlainObject } from '../text/text-source';

/** What this command has written about a function into its metadata, before: it is done, and stays as it is. */
export function markOf({ metadata: { LambdaTracing: mark } }: TemplateFunction): ReportedFunction | undefined {
  return isReportedFunction(mark) && mark.status === 'traced' ? mark : undefined;
}

/** Who has opted a function out in its metadata: `LambdaTracing: off`, or `LambdaTracing: { OptOut: reason, Expires: date }`. */
export function optOutIn({ metadata: { LambdaTracing: mark } }: TemplateFunction): Pick<ReportedOptOut, 'reason' | 'expires'> | undefined {
  if (mark === 'off' || mark === false) { return { reason: `metadata LambdaTracing: ${String(mark)}` }; }
  if (!isPlainObject(mark) || mark.OptOut === undefined) { return undefined; }
  return { reason: String(mark.OptOut), ...(problemWithDate(mark.Expires) === undefined ? { expires: mark.Expires as string } : {}) };
}
