import { messageOf, warnOnce } from './log';

/** Runs a piece of tracing whose failure must never reach the user's code. */
export function attempt<T>(what: string, run: () => T): T | undefined {
  try {
    return run();
  } catch (error) {
    warnOnce(`${what} failed`, messageOf(error));
    return undefined;
  }
}
