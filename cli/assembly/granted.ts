import type { ReportedFunction } from '../../src/contract/report';

/** Whether a function's role got the permissions of its change; else the user has yet to grant them, as the report says. */
export function isGranted({ diagnostics }: Pick<ReportedFunction, 'diagnostics'>): boolean {
  return !diagnostics.some(({ id }) => id.endsWith(':permissionsNotGranted'));
}
