/** How much a message matters to a CI job. */
export enum DiagnosticSeverity {
  /** Fails the synthesis. */
  ERROR = 'error',
  /** Shown at synthesis; fails it under `cdk synth --strict`. */
  WARNING = 'warning',
  /** Only in the report. */
  INFO = 'info',
}

/**
 * One message to the user, with an id that never changes.
 */
export interface Diagnostic {
  /**
   * Stable id: `<package>:<camelCaseReason>`, never with `::` in it.
   *
   * For example `cdk-lambda-tracing:tooManyLayers`. Providers outside this package use their own package's name.
   */
  readonly id: string;

  /** What happened and the value that was met, lower case, no final period. */
  readonly message: string;

  /**
   * What to do about it.
   * @default - nothing to do
   */
  readonly fix?: string;

  /**
   * How much it matters.
   * @default DiagnosticSeverity.WARNING
   */
  readonly severity?: DiagnosticSeverity;
}
