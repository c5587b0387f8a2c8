/** The middle of some measurements, and how far apart they are. */
export interface Summary {
  readonly median: number;
  readonly lowest: number;
  readonly highest: number;
}

export function summarize(values: readonly number[]): Summary {
  if (values.length === 0) { throw new Error('nothing was measured'); }
  return { median: median(values), lowest: Math.min(...values), highest: Math.max(...values) };
}

export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

/** The value that a share of the values is below, between two of them where it has to be. */
export function quantile(values: readonly number[], share: number): number {
  if (values.length === 0) { throw new Error('nothing was measured'); }
  const sorted = [...values].sort((one, other) => one - other);
  const at = (sorted.length - 1) * share;
  const [low, high] = [sorted[Math.floor(at)], sorted[Math.ceil(at)]];
  return low + (high - low) * (at - Math.floor(at));
}

/** What was added to a base measured in the same round, per function. */
export function addedPerFunction(values: readonly number[], bases: readonly number[], functions: number): Summary {
  return summarize(values.map((value, round) => (value - bases[round]) / functions));
}

/** Rows of cells in aligned columns: the first to the left, numbers to the right. */
export function columns(rows: readonly (readonly string[])[]): string {
  const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => row[column].length)));
  return rows.map((row) => row.map((cell, column) => (column === 0 ? cell.padEnd(widths[column]) : cell.padStart(widths[column]))).join('   ').trimEnd()).join('\n');
}
