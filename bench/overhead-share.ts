/** Milliseconds until the response at a small share of a core, call by call, of the two arms. */
export interface Shares {
  readonly bare: readonly number[];
  readonly ours: readonly number[];
}

/** Calls of an environment, of which the first is 1. */
export interface CallRange {
  readonly first: number;
  readonly last: number;
}

export const EARLY: CallRange = { first: 6, last: 20 };
/** Those that the other responses with the back end at 50 ms are taken from, by `coldStart`. */
export const WARM: CallRange = { first: 27, last: 41 };
