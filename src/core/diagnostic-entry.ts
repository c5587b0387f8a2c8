import type { DiagnosticSeverity } from './diagnostic';

/** What a diagnostic means for the function it is about. */
export enum DiagnosticKind {
  /** The user or the CDK wants it so; the function is left alone. */
  EXCLUSION = 'exclusion',
  /** The function could not be traced and is exactly as the user wrote it. */
  SKIP = 'skip',
  /** The function is traced, and this should be known about it. */
  NOTE = 'note',
  /** Found in the finished tree. */
  FINDING = 'finding',
}

/** One entry of the table of messages. */
export interface DiagnosticEntry {
  readonly kind: DiagnosticKind;
  readonly severity: DiagnosticSeverity;
  /** `{name}` is replaced by the value of that name. */
  readonly text: string;
  readonly fix?: string;
}
