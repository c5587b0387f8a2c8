/** One thing that a check has found about a function. The ids are listed in docs/cli.md. */
export interface Finding {
  readonly id: string;
  /** An error keeps the function from running as planned. */
  readonly severity: 'error' | 'warning';
  /** Whether tracing brings it: without tracing the function would not have it. */
  readonly ours: boolean;
  readonly message: string;
}

export function error(id: string, message: string, ours: boolean): Finding {
  return { id, severity: 'error', ours, message };
}

export function warning(id: string, message: string, ours: boolean): Finding {
  return { id, severity: 'warning', ours, message };
}
