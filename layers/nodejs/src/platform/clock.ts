let wall = Date.now();
let monotonic = performance.now();

/** Ties the two clocks together again: called at each invocation, since a freeze stops one of them. */
export function anchorClock(): void {
  wall = Date.now();
  monotonic = performance.now();
}

/** Milliseconds since the epoch with a fraction; never runs backwards between two anchors. */
export function now(): number {
  return wall + performance.now() - monotonic;
}

/** A time as the OpenTelemetry API takes it: milliseconds, `performance.now()`, a Date or `[seconds, nanoseconds]`. */
export type TimeInput = number | Date | [number, number] | undefined;

export function millisecondsOf(time: TimeInput): number {
  if (Array.isArray(time)) return time[0] * 1e3 + time[1] / 1e6;
  if (time instanceof Date) return time.getTime();
  if (typeof time === 'number' && Number.isFinite(time)) return time < performance.timeOrigin ? performance.timeOrigin + time : time;
  return now();
}
