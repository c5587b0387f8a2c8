/** Not `performance.now()`: that global loads a module of Node.js that costs a cold start more than most of this layer. */
const { hrtime } = process;

let wall = Date.now();
let monotonic = uptime();

/** Ties the two clocks together again: called at each invocation, since a freeze stops one of them. */
export function anchorClock(): void {
  wall = Date.now();
  monotonic = uptime();
}

/** Milliseconds since the epoch with a fraction; never runs backwards between two anchors. */
export function now(): number {
  return wall + uptime() - monotonic;
}

/** Milliseconds of the clock that timers go by. */
export function uptime(): number {
  // Not taken apart: that goes through an iterator, and this is called twice for each span.
  const time = hrtime();
  return time[0] * 1e3 + time[1] / 1e6;
}

/** A time as the OpenTelemetry API takes it: milliseconds, `performance.now()`, a Date or `[seconds, nanoseconds]`. */
export type TimeInput = number | Date | [number, number] | undefined;

/** A number below is what `performance.now()` gives, 31 years of it. */
const EPOCH_FROM = 1e12;

export function millisecondsOf(time: TimeInput): number {
  if (time === undefined) return now();
  const given = Array.isArray(time) ? time[0] * 1e3 + time[1] / 1e6 : time instanceof Date || typeof time === 'number' ? Number(time) : NaN;
  // What no Date could be is no time, and would be no number on the wire.
  if (!(Math.abs(given) <= 8.64e15)) return now();
  return typeof time === 'number' && given < EPOCH_FROM ? performance.timeOrigin + given : given;
}
