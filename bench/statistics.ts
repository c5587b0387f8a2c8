/** The middle of some measurements, and how far apart they are. */
export interface Summary {
  readonly median: number;
  readonly lowest: number;
  readonly highest: number;
}

export function summarize(values: readonly number[]): Summary {
  if (values.length === 0) { throw new Error('nothing was measured'); }
  const sorted = [...values].sort((one, other) => one - other);
  const middle = Math.floor(sorted.length / 2);
  return {
    median: sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2,
    lowest: sorted[0],
    highest: sorted[sorted.length - 1],
  };
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
