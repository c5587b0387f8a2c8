import { added, COMPOSITION, type Group, type Measure, type Run, type Series } from './overhead-run';

/** One thing we promise of our own layer, and what this run says to it. */
export interface Figure {
  readonly what: string;
  readonly limit: number;
  readonly unit: string;
  readonly measured: number;
}

const KB = 1024;
const MB = 1024 * 1024;

/** Milliseconds of CPU that the Init phase may grow by. */
const INIT_LIMIT: Readonly<Record<string, number>> = { 'nodejs24.x': 10, 'nodejs22.x': 15 };

export function met({ measured, limit }: Figure): boolean {
  return measured <= limit;
}

/** Every figure the layer is held to. Where both of our arms have one, the worse counts. */
export function figures({ groups, sizes, delivery }: Run): Figure[] {
  const worst = (group: Group, measure: Measure, of = 'ours') => Math.max(...ours(group, of).map((series) => added(group, series, measure)));
  const each = (what: string, limit: number | ((group: Group) => number), unit: string, measured: (group: Group) => number): Figure[] => groups
    .map((group) => ({ what: `${what}, ${group.title}`, limit: typeof limit === 'number' ? limit : limit(group), unit, measured: measured(group) }));
  return [
    ...each('init added, CPU', ({ series }) => INIT_LIMIT[series[0].runtime], 'ms', (group) => worst(group, 'init')),
    ...each("init added, CPU, as a share of the OpenTelemetry composition's", 0.2, '', (group) => worst(group, 'init') / added(group, composition(group), 'init')),
    ...each('CPU added per warm call before the response', 0.5, 'ms', (group) => worst(group, 'warmResponseCpu')),
    ...each('CPU added per warm call in all, over HTTP', 2, 'ms', (group) => worst(group, 'warmCpu', 'OTLP')),
    ...each('CPU added per warm call in all, over UDP', 0.7, 'ms', (group) => worst(group, 'warmCpu', 'UDP')),
    ...each('response delay added, back end at 50 ms', 1, 'ms', (group) => worst(group, 'response50', 'OTLP')),
    { what: "response delay added at a 128 MB function's share of CPU, back end at 50 ms", limit: 10, unit: 'ms', measured: delivery.quota.ours - delivery.quota.bare },
    ...each('RSS added', 4, 'MB', (group) => worst(group, 'rss') / MB),
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
    ...groups.flatMap((group) => ours(group).flatMap((series) => ([['init', 'init CPU added'], ['rss', 'RSS added']] as const).flatMap(([measure, what]) => half(
      `${what} by ${series.arm}, ${group.title}, beside the OpenTelemetry composition`, added(group, series, measure), added(group, composition(group), measure),
    )))),
    ...groups.flatMap((group) => ours(group, 'OTLP').flatMap((series) => half(
      `response delay added by ${series.arm}, ${group.title}, back end at 50 ms, beside the OpenTelemetry composition`, added(group, series, 'response50'), added(group, composition(group), 'response50'),
    ))),
    ...Object.entries(sizes).filter(([name]) => name.startsWith('ours')).flatMap(([name, bytes]) => half(`size of ${name}, beside the OpenTelemetry composition`, bytes, sizes[COMPOSITION])),
    ...(delivery.freezes.lost === 0 ? [] : [`${delivery.freezes.lost} of ${delivery.freezes.calls} spans were lost`]),
    // An export alone takes 50 ms; every call would be held for it.
    ...(delivery.denseHold < 25 ? [] : [`mean hold in dense traffic: ${delivery.denseHold.toFixed(1)} ms, where each export takes 50 ms`]),
  ];
}

function ours({ series }: Group, of = 'ours'): Series[] {
  return series.filter((one) => one.ours && one.arm.includes(of));
}

function composition({ title, series }: Group): Series {
  const found = series.find(({ arm }) => arm === COMPOSITION);
  if (!found) throw new Error(`${COMPOSITION} did not run on ${title}`);
  return found;
}
