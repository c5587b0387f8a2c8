/** What a CI job can tell apart (docs/cli.md). */
export enum ExitCode {
  /** All is well. */
  OK = 0,
  /** The command ran, and what it looked at is not as it should be. */
  FOUND = 1,
  /** The command line is wrong. */
  USAGE = 2,
  /** What the command needs cannot be read, written or reached. */
  FAILED = 3,
}
