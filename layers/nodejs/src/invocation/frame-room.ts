const OURS = '/cdk-lambda-tracing/handler.mjs';

/** The limit that we have raised. */
let former = NaN;

export interface FrameRoom {
  /** The handler has returned: the limit is what it was. */
  close(): void;
  /** Takes the one frame more away again from an error that got deeper than our frame is. */
  trim(error: unknown): void;
}

/**
 * Room for one more frame in the stacks of errors while the handler runs: ours.
 *
 * V8 keeps ten. With ours among them a stack that fills the ten would lose its last one, and the error the runtime reports would no
 * longer be the one it reports without us.
 */
export function moreFrames(): FrameRoom {
  // Who has kept the limit that we had set, and puts it back after we have, would have one frame more with each invocation.
  const limit = Error.stackTraceLimit === former + 1 ? former : Error.stackTraceLimit;
  if (typeof limit !== 'number' || !(limit > 0 && limit < 1000)) return { close: () => undefined, trim: () => undefined };
  former = limit;
  Error.stackTraceLimit = limit + 1;
  return {
    close: () => {
      if (Error.stackTraceLimit === limit + 1) Error.stackTraceLimit = limit;
    },
    trim: (error) => trim(error, limit),
  };
}

function trim(error: unknown, limit: number): void {
  try {
    if (!(error instanceof Error) || typeof error.stack !== 'string' || error.stack.includes(OURS)) return;
    const lines = error.stack.split('\n');
    if (lines.filter((line) => line.startsWith('    at ')).length === limit + 1) error.stack = lines.slice(0, -1).join('\n');
  } catch {
    // A stack that cannot be read or written stays as it is.
  }
}
