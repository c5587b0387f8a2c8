/** Milliseconds since the epoch as a decimal string of nanoseconds. */
export function nanosecondsOf(milliseconds: number): string {
  return String(BigInt(Math.max(0, Math.round(milliseconds * 1e3))) * 1000n);
}
