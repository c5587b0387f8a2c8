import { chart } from '../../bench/overhead-chart';
import { broken, figures, verdict } from '../../bench/overhead-figures';
import { report } from '../../bench/overhead-report';
import { added, COMPOSITION, emptySeries, type Run, type Series } from '../../bench/overhead-run';

const MB = 1024 * 1024;

/** An arm of which every measurement is the same number. */
function arm(name: string, ours: boolean, value: { readonly init: number; readonly cpu: number; readonly response: number; readonly mb: number }): Series {
  const { init, cpu, response, mb } = value;
  return {
    ...emptySeries(name, ours, 'nodejs24.x', 'CommonJS'),
    rounds: [0],
    starts: [0],
    init: [init], coldStart: [init], firstCpu: [cpu], first: [response], warmResponseCpu: [cpu], warmCpu: [cpu],
    response0: [response], response50: [response], hold: [0], rss: [mb * MB],
  };
}

type Values = Parameters<typeof arm>[2];

function run(ours: Values, change: Partial<Run> = {}, worked = ours): Run {
  const near = (values: Values) => [
    arm('bare', false, { init: 50, cpu: 1, response: 2, mb: 50 }),
    arm('ours, X-Ray (UDP)', true, values),
    arm('ours, OTLP', true, values),
  ];
  return {
    machine: 'a machine', busy: false, cold: 15, close: 3, startsAlone: 2, warm: 20, worked: 400,
    groups: [{ title: 'nodejs24.x, CommonJS', series: [...near(ours), arm(COMPOSITION, false, { init: 250, cpu: 5, response: 58, mb: 90 })], worked: near(worked) }],
    sizes: { 'ours, X-Ray (UDP)': 30 * 1024, 'ours, OTLP': 30 * 1024, [COMPOSITION]: 300 * 1024 },
    delivery: {
      denseHold: 6, holeHold: 20, holeCalls: 100, freezes: { calls: 1000, lost: 0 },
      quota: { bare: [1, 1, 19], ours: [2, 2, 20] }, quotaEarly: { bare: [1, 3], ours: [20, 40] }, quotaWorked: { bare: [1], ours: [1.5] },
    },
    ...change,
  };
}

const GOOD = { init: 58, cpu: 1.4, response: 2.5, mb: 53 };

test('every figure of a good run is met', () => {
  expect(figures(run(GOOD)).filter((figure) => verdict(figure) !== 'met')).toEqual([]);
  expect(figures(run(GOOD)).map(({ what }) => what)).toHaveLength(12);
  expect(broken(run(GOOD))).toEqual([]);
});

test("at a small share of a core the medians of the other rows' calls count, and the page shows the calls before them and the means", () => {
  const good = run(GOOD);
  const share = figures(good).find(({ what }) => what.includes('128 MB'));
  expect(share).toMatchObject({ measured: 1, worked: 0.5 });
  expect(report(good)).toContain('calls 6 to 20: median, and mean | bare 2 ms (2), with the layer 30 ms (30) |');
  expect(report(good)).toContain('calls 27 to 41: median, and mean | bare 1 ms (7), with the layer 2 ms (8) |');
  const slow = run(GOOD, { delivery: { ...good.delivery, quota: { bare: [1], ours: [12] } } });
  expect(figures(slow).filter((figure) => verdict(figure) !== 'met').map(({ what }) => what)).toEqual([share?.what]);
});

test('a host that is slow for a while is not what an arm adds', () => {
  const bare = { ...emptySeries('bare', false, 'nodejs24.x', 'CommonJS'), rounds: [0, 2], starts: [0, 1, 2], init: [50, 80, 81], rss: [50, 51] };
  const ours = { ...emptySeries('ours, OTLP', true, 'nodejs24.x', 'CommonJS'), rounds: [0, 2], starts: [0, 1, 2], init: [58, 88, 90], rss: [52, 53] };
  const rare = { ...emptySeries(COMPOSITION, false, 'nodejs24.x', 'CommonJS'), rounds: [2], starts: [2], init: [281], rss: [81] };
  const group = [bare, ours, rare];
  expect(added(group, ours, 'init')).toBe(8);
  expect(added(group, rare, 'init')).toBe(200);
  // A start without a call has an init and nothing else.
  expect(added(group, ours, 'rss')).toBe(2);
  expect(added(group, rare, 'rss')).toBe(30);
});

test.each([
  ['init', { ...GOOD, init: 61 }, ['init added, CPU, nodejs24.x, CommonJS']],
  ['warm CPU', { ...GOOD, cpu: 1.71 }, ['CPU added per warm call before the response, nodejs24.x, CommonJS', 'CPU added per warm call in all, over UDP, nodejs24.x, CommonJS']],
  ['response', { ...GOOD, response: 3.1 }, ['response delay added, back end at 50 ms, nodejs24.x, CommonJS']],
  ['memory', { ...GOOD, mb: 54.1 }, ['RSS added, nodejs24.x, CommonJS']],
])('%s over its limit is missed, and said so in the report', (_, ours, missed) => {
  expect(figures(run(ours)).filter((figure) => verdict(figure) !== 'met').map(({ what }) => what)).toEqual(missed);
  expect(report(run(ours)).match(/\*\*missed\*\*/g)).toHaveLength(missed.length);
});

test('what is over its limit in the first calls or later only is missed there', () => {
  const over = { ...GOOD, mb: 54.1 };
  const verdicts = (first: Values, later: Values) => figures(run(first, {}, later)).filter(({ what }) => what.startsWith('RSS')).map(verdict);
  expect(verdicts(over, GOOD)).toEqual(['**missed**, met later']);
  expect(verdicts(GOOD, over)).toEqual(['met, **missed** later']);
  expect(report(run(over, {}, GOOD))).toContain('| RSS added, nodejs24.x, CommonJS | 4 MB | 4.10 MB | 3 MB | **missed**, met later |');
});

test.each([
  ['half of what the others add to the init', { ...GOOD, init: 151 }, {}, 'init CPU added'],
  ['half of the memory', { ...GOOD, mb: 71 }, {}, 'RSS added'],
  ['half of the delay', { ...GOOD, response: 31 }, {}, 'response delay added by ours, OTLP'],
  ['half of the size', GOOD, { sizes: { 'ours, OTLP': 151, [COMPOSITION]: 300 } }, 'size of ours, OTLP'],
  ['a lost span', GOOD, { delivery: { ...run(GOOD).delivery, freezes: { calls: 60, lost: 1 } } }, '1 of 60 spans were lost'],
  ['a hold for every call', GOOD, { delivery: { ...run(GOOD).delivery, denseHold: 51 } }, 'mean hold in dense traffic: 51.0 ms'],
])('%s fails the run, on any machine', (_, ours, change, said) => {
  expect(broken(run(ours, change)).join()).toContain(said);
});

test('says of itself whether it may be quoted', () => {
  expect(report(run(GOOD))).not.toContain('Not to be quoted');
  expect(report(run(GOOD, { busy: true, cold: 2 }))).toContain('**Not to be quoted**: the machine had other work, and there were few cold starts.');
});

test('fails without the composition to compare with', () => {
  const { groups: [group] } = run(GOOD);
  expect(() => figures(run(GOOD, { groups: [{ ...group, series: group.series.slice(0, 3) }] }))).toThrow('OpenTelemetry packages did not run on nodejs24.x, CommonJS');
});

test('the chart shows every arm with its figure, also as text', () => {
  const svg = chart(run(GOOD));
  for (const words of ['OpenTelemetry packages', 'ours, OTLP', '200 ms', '8.0 ms', '56.0 ms', '3.0 MB', '300 KB']) {
    expect(svg.slice(svg.indexOf('<rect'))).toContain(`${words}</text>`);
    expect(svg.slice(0, svg.indexOf('<style'))).toContain(words);
  }
  expect(svg).toContain('prefers-color-scheme: dark');
});
