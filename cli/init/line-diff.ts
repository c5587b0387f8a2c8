/** A run of lines that differ. */
export interface Hunk {
  /** Index of its first line, before and after. */
  readonly from: number;
  readonly to: number;
  readonly removed: readonly string[];
  readonly added: readonly string[];
}

const CONTEXT = 3;

/** Lines with their ends: joined they are the text. */
export function linesOf(text: string): string[] {
  return text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
}

/** What differs between two texts, by longest common subsequence; they are source files, and alike. */
export function hunksBetween(before: string, after: string): Hunk[] {
  const [one, other] = [linesOf(before), linesOf(after)];
  let start = 0;
  while (start < Math.min(one.length, other.length) && one[start] === other[start]) { start++; }
  let end = 0;
  while (end < Math.min(one.length, other.length) - start && one[one.length - 1 - end] === other[other.length - 1 - end]) { end++; }
  const [left, right] = [one.slice(start, one.length - end), other.slice(start, other.length - end)];
  const lengths = Array.from({ length: left.length + 1 }, () => new Uint32Array(right.length + 1));
  for (let i = left.length - 1; i >= 0; i--) {
    for (let j = right.length - 1; j >= 0; j--) { lengths[i][j] = left[i] === right[j] ? lengths[i + 1][j + 1] + 1 : Math.max(lengths[i + 1][j], lengths[i][j + 1]); }
  }
  const hunks: { from: number; to: number; removed: string[]; added: string[] }[] = [];
  let open: (typeof hunks)[number] | undefined;
  for (let i = 0, j = 0; i < left.length || j < right.length;) {
    if (i < left.length && j < right.length && left[i] === right[j]) {
      open = undefined;
      i++;
      j++;
      continue;
    }
    if (open === undefined) { hunks.push(open = { from: start + i, to: start + j, removed: [], added: [] }); }
    if (j >= right.length || (i < left.length && lengths[i + 1][j] >= lengths[i][j + 1])) {
      open.removed.push(left[i++]);
    } else {
      open.added.push(right[j++]);
    }
  }
  return hunks;
}

/** As `diff -u` shows it: what is near by is shown together. */
export function unifiedDiff(file: string, before: string | undefined, after: string): string {
  const lines = linesOf(before ?? '');
  const groups: Hunk[][] = [];
  for (const hunk of hunksBetween(before ?? '', after)) {
    const last = groups.at(-1)?.at(-1);
    if (last !== undefined && hunk.from - last.from - last.removed.length <= 2 * CONTEXT) {
      groups.at(-1)!.push(hunk);
    } else {
      groups.push([hunk]);
    }
  }
  return [`--- ${before === undefined ? '/dev/null' : file}\n+++ ${file}\n`, ...groups.map((group) => groupText(lines, group))].join('');
}

function groupText(lines: readonly string[], group: readonly Hunk[]): string {
  const [{ from, to }, last] = [group[0], group[group.length - 1]];
  const start = Math.max(0, from - CONTEXT);
  const end = Math.min(lines.length, last.from + last.removed.length + CONTEXT);
  const shown: string[] = [];
  let at = start;
  for (const hunk of group) {
    shown.push(...lines.slice(at, hunk.from).map((line) => ` ${line}`), ...hunk.removed.map((line) => `-${line}`), ...hunk.added.map((line) => `+${line}`));
    at = hunk.from + hunk.removed.length;
  }
  shown.push(...lines.slice(at, end).map((line) => ` ${line}`));
  const count = (sign: string) => shown.filter((line) => line.startsWith(sign) || line.startsWith(' ')).length;
  const place = (index: number, length: number) => `${length === 0 ? 0 : index + 1},${length}`;
  const head = `@@ -${place(start, count('-'))} +${place(to - (from - start), count('+'))} @@\n`;
  return [head, ...shown].map((line) => (line.endsWith('\n') ? line : `${line}\n\\ No newline at end of file\n`)).join('');
}
