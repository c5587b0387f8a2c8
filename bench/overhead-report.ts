/** What was measured of one arm on one runtime: a value per cold start. */
export interface Series {
  readonly arm: string;
  readonly runtime: string;
  readonly code: string;
  /** Milliseconds of CPU in the Init phase. */
  readonly init: number[];
  /** Bytes, after the last call. */
  readonly rss: number[];
  /** Milliseconds of CPU until the response: the median call. */
  readonly warmResponseCpu: number[];
  /** Milliseconds of CPU with everything after the response: the mean call, since exports come now and then. */
  readonly warmCpu: number[];
  /** Milliseconds until the response, with a back end that answers at once: the median call. */
  readonly response0: number[];
  /** The same with a back end that takes 50 ms. */
  readonly response50: number[];
  /** Milliseconds the environment was held after the response: the mean call. */
  readonly hold: number[];
}

export interface Run {
  readonly machine: string;
  readonly cold: number;
  readonly warm: number;
  readonly series: readonly Series[];
  readonly sizes: Readonly<Record<string, number>>;
}

type Measure = Exclude<keyof Series, 'arm' | 'runtime' | 'code'>;

const MEASURES: readonly (readonly [Measure, string, number])[] = [
  ['init', 'init, CPU ms', 1], ['warmResponseCpu', 'warm to response, CPU ms', 1], ['warmCpu', 'warm in all, CPU ms', 1],
  ['response0', 'response ms, back end 0 ms', 1], ['response50', 'response ms, back end 50 ms', 1], ['hold', 'hold ms', 1], ['rss', 'RSS MB', 1024 * 1024],
];

export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

/** The run as Markdown: for each runtime what is added to the bare function, with the quartiles of both. */
export function report({ machine, cold, warm, series, sizes }: Run): string {
  const lines = [
    '# What the Node.js layer costs',
    '',
    `\`npx tsx bench/overhead.ts --write\`, on ${machine}; ${cold} cold starts of each arm, interleaved, with ${warm} calls at either delay of the back end.`,
    'Added over the bare function: difference of medians, and in brackets the quartiles of the arm. The function has 128 MB and makes one HTTP request and one AWS call.',
    'CPU is counted by the cgroup of the sandbox, so that it does not depend on who else waits for a core; caches and hyperthreads are shared all the same, and',
    'under a high load every figure, that of the bare function too, is larger than on a machine of its own. Response times are wall clock and show the load most.',
    'On Node.js 24 a good part of the RSS is the working memory of the optimizing compilers, which a function with more to do touches as well.',
    '',
  ];
  for (const key of new Set(series.map(({ runtime, code }) => `${runtime}, ${code}`))) {
    const group = series.filter(({ runtime, code }) => `${runtime}, ${code}` === key);
    lines.push(`## ${key}`, '', `| | ${MEASURES.map(([, title]) => title).join(' | ')} |`, `|---|${MEASURES.map(() => '---').join('|')}|`);
    for (const one of group) lines.push(`| ${one.arm} | ${MEASURES.map(([measure, , unit]) => cell(one[measure], group[0][measure], unit, one === group[0])).join(' | ')} |`);
    lines.push('');
  }
  lines.push('## Layer, zipped', '', '| | bytes |', '|---|---|', ...Object.entries(sizes).map(([name, bytes]) => `| ${name} | ${bytes} |`), '');
  return lines.join('\n');
}

function cell(values: readonly number[], base: readonly number[], unit: number, isBase: boolean): string {
  const shown = (value: number) => (value / unit).toFixed(2);
  const spread = `(${shown(quantile(values, 0.25))} to ${shown(quantile(values, 0.75))})`;
  const difference = median(values) - median(base);
  return isBase ? `${shown(median(values))} ${spread}` : `${difference < 0 ? '' : '+'}${shown(difference)} ${spread}`;
}

function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (sorted.length - 1) * share;
  const [low, high] = [sorted[Math.floor(at)], sorted[Math.ceil(at)]];
  return low + (high - low) * (at - Math.floor(at));
}
