import { figures, verdict } from './overhead-figures';
import { differences, type Measure, type Run, type Series } from './overhead-run';
import { EARLY, WARM } from './overhead-share';
import { mean, median, quantile } from './statistics';

const MB = 1024 * 1024;
/** Cold starts of each arm that figures may rest on. */
const ENOUGH = 15;

const MEASURES: readonly (readonly [Measure, string, number])[] = [
  ['init', 'cold start: init, CPU ms', 1], ['coldStart', 'init, ms', 1], ['firstCpu', 'first call to response, CPU ms', 1], ['first', 'first call to response, ms', 1],
  ['warmResponseCpu', 'warm call to response, CPU ms', 1], ['warmCpu', 'warm call in all, CPU ms', 1],
  ['response0', 'response, ms, back end 0 ms', 1], ['response50', 'response, ms, back end 50 ms', 1], ['hold', 'hold, ms', 1], ['rss', 'RSS, MB', MB],
];

/** What an environment that has been at work for a while is asked for. */
const WORKED: ReadonlySet<Measure> = new Set(['warmResponseCpu', 'warmCpu', 'response0', 'response50', 'hold', 'rss']);

/** The run as Markdown: what we promise, and for each runtime the bare function and what every arm adds to it, with quartiles. */
export function report(run: Run): string {
  return [
    '# What the Node.js layer costs',
    '',
    `\`npm run bench:overhead -- --write\`, on ${run.machine}; ${run.cold} cold starts of each arm, ${run.cold * run.close} of ours and of the bare function, interleaved, a round of each runtime in turn, with ${run.warm} calls at either delay of the back end.`,
    `Init, which swings most, is that of ${run.cold * run.close * (run.startsAlone + 1)} cold starts of ours and of the bare function. This page and its chart are written by the run.`,
    '',
    ...(run.busy || run.cold < ENOUGH ? [`**Not to be quoted**: ${[...(run.busy ? ['the machine had other work'] : []), ...(run.cold < ENOUGH ? ['there were few cold starts'] : [])].join(', and ')}.`, ''] : []),
    '![What each layer adds to a function on nodejs24.x](benchmarks-overhead.svg)',
    '',
    '## What we promise',
    '',
    `| | at most | in its first calls | after ${run.worked} | |`,
    '|---|---|---|---|---|',
    ...figures(run).map((figure) => {
      const { what, limit, unit, measured, worked } = figure;
      return `| ${what} | ${limit} ${unit} | ${shown(measured)} ${unit} | ${worked === undefined ? '' : `${shown(worked)} ${unit}`} | ${verdict(figure)} |`;
    }),
    '',
    'Added over the bare function: the median of the differences within each round, whose arms run one after another; at a share of a core and of holds, the difference of medians, or the mean. Where there are two arms of ours, the worse one.',
    '',
    `In its first calls: the first ${2 * run.warm + 1} of an environment, while V8 compiles what is called most and grows the space for young objects by what has survived: much of the RSS after so few calls`,
    `is which of two functions has come to that. After ${run.worked}: the same measured so many calls later, of ours and the bare function only.`,
    '',
    '## How it is measured',
    '',
    'The function has 128 MB, and makes one HTTP request and one AWS call, to a server on the same machine. An arm whose tracer did not record the invocations and those requests is refused.',
    'CPU is counted by the cgroup of the sandbox, so that it does not depend on who else waits for a core; caches and hyperthreads are shared all the same, and',
    'under a high load every figure, that of the bare function too, is larger than on a machine of its own. Response times are wall clock and show the load most.',
    'On Node.js 24 most of the RSS after many calls is working memory of the optimizing compilers, on five threads whose allocators keep what they once had: the bare function grows by 16 MB, and a function',
    'with more to do touches as much. With `--no-maglev --no-turbofan` for both, 430 calls leave 2 MB more over UDP and 3 over OTLP. On Node.js 22 it is which function has had its young space doubled.',
    '',
    'The rivals are laid out as their layers are, from npm, at the versions of `bench/rivals/*/package-lock.json`: the OpenTelemetry packages and the AWS Distro in one minified file each, Datadog and',
    "Sentry as npm installs them, without declarations and source maps. The AWS Distro's starting script is ours and sets what theirs sets. Datadog's extension is on no registry: without it",
    "the spans go to the log, so no delay of a back end shows, and its size is that of one of two layers. Sentry's extension takes the spans at once and sends them on; its start is part of the cold start.",
    'On nodejs22.x runs the runtime client that Lambda runs there, which takes callbacks.',
    '',
    "At 128 MB's share a function has 1.44 ms of CPU in every 20 ms, which is about what the bare one uses before its response, after a pause in which caches went cold. What does not",
    'fit waits for the next period, so that a response moves in steps of up to 20 ms, and a median between two such steps tells little more than which half of the calls was the larger.',
    `The row above is of calls ${WARM.first} to ${WARM.last}, as all responses with a back end at 50 ms are; below stand those before them and the means too. Between calls there are 300 to 320 ms, at random:`,
    'a call that had to wait ends just after one has begun, so many whole periods later the next would begin there too, and that waits longest.',
    '',
    ...run.groups.flatMap((group) => [
      ...table(group.title, group.series, MEASURES),
      ...table(`${group.title}, after ${run.worked} calls`, group.worked, MEASURES.filter(([measure]) => WORKED.has(measure))),
    ]),
    '## Layer, zipped',
    '',
    '| | KB |',
    '|---|---|',
    ...Object.entries(run.sizes).map(([name, bytes]) => `| ${name} | ${(bytes / 1024).toFixed(1)} |`),
    '',
    '## Delivery over OTLP',
    '',
    '| | |',
    '|---|---|',
    `| mean hold, 10 calls a second, back end at 50 ms | ${shown(run.delivery.denseHold)} ms |`,
    `| mean hold over ${run.delivery.holeCalls} calls, back end a black hole | ${shown(run.delivery.holeHold)} ms |`,
    ...([
      [`calls ${EARLY.first} to ${EARLY.last}`, run.delivery.quotaEarly],
      [`calls ${WARM.first} to ${WARM.last}`, run.delivery.quota],
      [`after ${run.worked} calls`, run.delivery.quotaWorked],
    ] as const).map(([when, { bare, ours }]) =>
      `| response at 0.072 of a core, which is what 128 MB get, back end at 50 ms, ${when}: median, and mean | bare ${both(bare)}, with the layer ${both(ours)} |`),
    `| spans lost over TLS, freezes at random points, connections dropped every seventh call | ${run.delivery.freezes.lost} of ${run.delivery.freezes.calls} |`,
    '',
  ].join('\n');
}

function table(title: string, all: readonly Series[], measures: typeof MEASURES): string[] {
  return [
    `## ${title}`,
    '',
    `| | ${measures.map(([, heading]) => heading).join(' | ')} |`,
    `|---|${measures.map(() => '---').join('|')}|`,
    ...all.map((series) => `| ${series.arm} | ${measures.map(([measure, , unit]) => cell(all, series, measure, unit)).join(' | ')} |`),
    '',
  ];
}

function cell(all: readonly Series[], series: Series, measure: Measure, unit: number): string {
  const isBase = series === all[0];
  const values = isBase ? series[measure] : differences(all, series, measure);
  const [low, middle, high] = [0.25, 0.5, 0.75].map((share) => quantile(values, share) / unit);
  return `${isBase || middle < 0 ? '' : '+'}${shown(middle)} (${shown(low)} to ${shown(high)})`;
}

function both(values: readonly number[]): string {
  return `${shown(median(values))} ms (${shown(mean(values))})`;
}

function shown(value: number): string {
  return Number.isInteger(value) ? String(value) : value.toFixed(2);
}
