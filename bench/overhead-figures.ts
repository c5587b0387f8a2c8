import { added, COMPOSITION, type Group, type Measure, type Run, type Series } from './overhead-run';
import type { Shares } from './overhead-share';
import { median } from './statistics';

/** One thing we promise of our own layer, and what this run says to it. */
export interface Figure {
  readonly what: string;
  readonly limit: number;
  readonly unit: string;
  readonly measured: number;
  /** The same in an environment that has been at work for a while, where that tells more than how much code has been compiled. */
  readonly worked?: number;
}

const KB = 1024;
const MB = 1024 * 1024;

/** Milliseconds of CPU that the Init phase may grow by. */
const INIT_LIMIT: Readonly<Record<string, number>> = { 'nodejs24.x': 10, 'nodejs22.x': 15 };

/** In words. */
export function verdict({ measured, worked = measured, limit }: Figure): string {
  if (measured <= limit) return worked <= limit ? 'met' : 'met, **missed** later';
  return worked <= limit ? '**missed**, met later' : '**missed**';
}

/** Every figure the layer is held to. Where both of our arms have one, the worse counts. */
export function figures({ groups, sizes, delivery: { quota, quotaWorked, ...delivery } }: Run): Figure[] {
  const apart = (shares: Shares) => median(shares.ours) - median(shares.bare);
  const worst = (series: readonly Series[], measure: Measure, of = 'ours') => Math.max(...ours(series, of).map((one) => added(series, one, measure)));
  type Limit = number | ((group: Group) => number);
  const each = (what: string, limit: Limit, unit: string, measured: (series: readonly Series[]) => number, later = true): Figure[] => groups.map((group) => ({
    what: `${what}, ${group.title}`,
    limit: typeof limit === 'number' ? limit : limit(group),
    unit,
    measured: measured(group.series),
    worked: later ? measured(group.worked) : undefined,
  }));
  return [
    ...each('init added, CPU', ({ series }) => INIT_LIMIT[series[0].runtime], 'ms', (series) => worst(series, 'init'), false),
    ...each("init added, CPU, as a share of the OpenTelemetry composition's", 0.2, '', (series) => worst(series, 'init') / added(series, composition(series), 'init'), false),
    ...each('CPU added per warm call before the response', 0.5, 'ms', (series) => worst(series, 'warmResponseCpu')),
    ...each('CPU added per warm call in all, over HTTP', 2, 'ms', (series) => worst(series, 'warmCpu', 'OTLP')),
    ...each('CPU added per warm call in all, over UDP', 0.7, 'ms', (series) => worst(series, 'warmCpu', 'UDP')),
    ...each('response delay added, back end at 50 ms', 1, 'ms', (series) => worst(series, 'response50', 'OTLP')),
    {
      what: "response delay added at a 128 MB function's share of CPU, back end at 50 ms",
      limit: 10,
      unit: 'ms',
      measured: apart(quota),
      worked: apart(quotaWorked),
    },
    ...each('RSS added', 4, 'MB', (series) => worst(series, 'rss') / MB),
    { what: 'layer, zipped', limit: 40, unit: 'KB', measured: Math.max(...Object.entries(sizes).filter(([name]) => name.startsWith('ours')).map(([, bytes]) => bytes)) / KB },
    { what: `spans lost in ${delivery.freezes.calls} calls with freezes at random points, back end over TLS`, limit: 0, unit: '', measured: delivery.freezes.lost },
    { what: 'mean hold, 10 calls a second, back end at 50 ms', limit: 10, unit: 'ms', measured: delivery.denseHold },
    { what: `mean hold over ${delivery.holeCalls} calls, back end a black hole`, limit: 30, unit: 'ms', measured: delivery.holeHold },
  ];
}

/** What holds on any machine, however busy: ratios between arms of the same run, with a wide margin, and that no span is lost. */
export function broken({ groups, sizes, delivery }: Run): string[] {
  const half = (what: string, mine: number, theirs: number) => (mine < theirs / 2 ? [] : [`${what}: ${mine.toFixed(2)} is not below half of ${theirs.toFixed(2)}`]);
  return [
    ...groups.flatMap(({ title, series }) => ours(series).flatMap((one) => ([['init', 'init CPU added'], ['rss', 'RSS added']] as const).flatMap(([measure, what]) => half(
      `${what} by ${one.arm}, ${title}, beside the OpenTelemetry composition`, added(series, one, measure), added(series, composition(series), measure),
    )))),
    ...groups.flatMap(({ title, series }) => ours(series, 'OTLP').flatMap((one) => half(
      `response delay added by ${one.arm}, ${title}, back end at 50 ms, beside the OpenTelemetry composition`, added(series, one, 'response50'), added(series, composition(series), 'response50'),
    ))),
    ...Object.entries(sizes).filter(([name]) => name.startsWith('ours')).flatMap(([name, bytes]) => half(`size of ${name}, beside the OpenTelemetry composition`, bytes, sizes[COMPOSITION])),
    ...(delivery.freezes.lost === 0 ? [] : [`${delivery.freezes.lost} of ${delivery.freezes.calls} spans were lost`]),
    // An export alone takes 50 ms; every call would be held for it.
    ...(delivery.denseHold < 25 ? [] : [`mean hold in dense traffic: ${delivery.denseHold.toFixed(1)} ms, where each export takes 50 ms`]),
  ];
}

function ours(series: readonly Series[], of = 'ours'): Series[] {
  return series.filter((one) => one.ours && one.arm.includes(of));
}

function composition(series: readonly Series[]): Series {
  const found = series.find(({ arm }) => arm === COMPOSITION);
  if (!found) throw new Error(`${COMPOSITION} did not run on ${series[0].runtime}, ${series[0].code}`);
  return found;
}
