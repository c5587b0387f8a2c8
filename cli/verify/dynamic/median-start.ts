import type { Start } from '../verdict';

/** One start that stands for several: the medians of what they took; of those that ended otherwise than well the first. */
export function medianStart(starts: readonly Start[]): Start {
  const failed = starts.find(({ status }) => status !== 'success');
  if (failed !== undefined || starts.length === 1) { return failed ?? starts[0]; }
  const of = (what: (start: Start) => number) => median(starts.map(what));
  return { ...starts[0], ms: of(({ ms }) => ms), cpuMs: of(({ cpuMs }) => cpuMs), rssBytes: of(({ rssBytes }) => rssBytes) };
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((one, other) => one - other);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}
