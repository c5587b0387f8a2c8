/**
 * The shape of `lambda-tracing.json`, written into the cloud assembly and read by the CLI.
 * A change that an old reader would misread raises the version.
 */
export const REPORT_FILE = 'lambda-tracing.json';

/** The version of the shape below. */
export const REPORT_VERSION = 1;

/** What happened to one function. */
export type ReportedStatus =
  /** Tracing is attached. */
  | 'traced'
  /** Deliberately not traced: opted out, excluded, owned by the CDK. */
  | 'excluded'
  /** Could not be traced; `diagnostics` says why. */
  | 'skipped'
  /** No provider covers it, or nothing ever visited it. */
  | 'uncovered';

/** One message about one function; ids are documented in docs/diagnostics.md. */
export interface ReportedDiagnostic {
  readonly id: string;
  readonly severity: 'error' | 'warning' | 'info';
  readonly message: string;
  readonly fix?: string;
}

/** What was added to a function. Values are left out on purpose: they may be anything, names may not be secret. */
export interface ReportedChanges {
  readonly layers: readonly string[];
  /** Those of `layers` whose version the app's code names: missing where there is none. A lock does not move them. */
  readonly chosenLayers?: readonly string[];
  readonly handler?: string;
  readonly execWrapper?: string;
  readonly environment: readonly string[];
  readonly activeTracing: boolean;
  /** IAM actions for the function's role, sorted; granted, unless `permissionsNotGranted` is among the diagnostics. */
  readonly permissions: readonly string[];
  /** What stood where tracing has changed something; missing where all of it is new. */
  readonly before?: ReportedBefore;
}

/** What a function had before tracing. Together with its template it gives the function as it was. */
export interface ReportedBefore {
  /** The handler, or the command of a container image; missing where it stayed, or is known at deployment only. */
  readonly handler?: string;
  /** The mode of X-Ray tracing, where there was one. */
  readonly tracingMode?: string;
  /** Names of variables that had a value, to which something was appended; sorted. */
  readonly environment?: readonly string[];
}

/** Who opted a function out, and why. */
export interface ReportedOptOut {
  /** Path of the construct that was opted out. */
  readonly scope: string;
  readonly reason: string;
  /** The last day on which it holds, such as `2027-03-01`. */
  readonly expires?: string;
}

/** One function of the app. */
export interface ReportedFunction {
  readonly path: string;
  readonly logicalId: string;
  readonly stack: string;
  readonly runtime: string;
  readonly status: ReportedStatus;
  readonly provider?: string;
  readonly level: 'CODE' | 'INVOCATION' | 'NONE';
  readonly changes?: ReportedChanges;
  readonly optOut?: ReportedOptOut;
  readonly diagnostics: readonly ReportedDiagnostic[];
}

/** The numbers a CI job looks at first. */
export interface ReportedTotals {
  readonly functions: number;
  readonly traced: number;
  readonly excluded: number;
  readonly skipped: number;
  readonly uncovered: number;
  readonly byLevel: { readonly CODE: number; readonly INVOCATION: number; readonly NONE: number };
}

/** The whole file. */
export interface TracingReport {
  readonly version: number;
  readonly totals: ReportedTotals;
  /** Sorted by path. */
  readonly functions: readonly ReportedFunction[];
  /** Messages that belong to no single function, such as an uncovered Stage. */
  readonly diagnostics: ReadonlyArray<ReportedDiagnostic & { readonly path: string }>;
}
