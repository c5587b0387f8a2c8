import { added, differences, type Group, type Measure, type Run } from './overhead-run';
import { quantile } from './statistics';

interface Bar {
  readonly name: string;
  readonly ours: boolean;
  readonly value: number;
  /** Quartiles, where it is a median. */
  readonly spread?: readonly [number, number];
}

interface Panel {
  readonly title: string;
  readonly unit: string;
  readonly bars: readonly Bar[];
  /** Sizes differ by a factor of a thousand. */
  readonly logarithmic?: boolean;
}

const WIDTH = 860;
const NAMES = 190;
const VALUES = 70;
const BAR = 22;
const HEAD = 44;
const MB = 1024 * 1024;

/** Readable on light and on dark pages, with a ground of its own: the picture does not know which page it is on. */
const STYLE = `
  svg { --ground: #ffffff; --ink: #1f2328; --soft: #59636e; --line: #d1d9e0; --ours: #0969da; --theirs: #afb8c1; --whisker: #59636e; }
  @media (prefers-color-scheme: dark) { svg { --ground: #0d1117; --ink: #f0f6fc; --soft: #9198a1; --line: #3d444d; --ours: #4493f8; --theirs: #565e68; --whisker: #c9d1d9; } }
  text { font: 13px system-ui, -apple-system, "Segoe UI", "DejaVu Sans", sans-serif; fill: var(--ink); }
  .title { font-weight: 600; } .soft { fill: var(--soft); } .end { text-anchor: end; } .bold { font-weight: 600; }
  .ours { fill: var(--ours); } .theirs { fill: var(--theirs); } .whisker { stroke: var(--whisker); stroke-width: 1.5; fill: none; } .axis { stroke: var(--line); }`;

/** What each arm adds on the first runtime with the first kind of code, as a picture. */
export function chart({ groups: [group], sizes, cold }: Run): string {
  const panels: Panel[] = [
    panel(group, 'cold start: CPU added to the init', 'ms', 'init', 1),
    panel(group, 'response: delay added to a warm call, back end at 50 ms', 'ms', 'response50', 1),
    panel(group, 'memory added', 'MB', 'rss', MB),
    {
      title: 'layer, zipped (logarithmic)',
      unit: 'KB',
      logarithmic: true,
      bars: group.series.filter(({ arm }) => arm in sizes).map(({ arm, ours }) => ({ name: arm, ours, value: sizes[arm] / 1024 })),
    },
  ];
  let y = 46;
  const body = panels.map((one) => {
    const drawn = draw(one, y);
    y += HEAD + one.bars.length * BAR;
    return drawn;
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${y + 20}" width="${WIDTH}" height="${y + 20}" role="img" aria-label="${escaped(description(panels))}">`,
    `<style>${STYLE}\n</style>`,
    '<rect width="100%" height="100%" style="fill: var(--ground)"/>',
    `<text x="16" y="30" class="title" style="font-size: 16px">Added to a function on ${group.title}</text>`,
    `<text x="${WIDTH - 16}" y="30" class="soft end">medians of at least ${cold} cold starts, quartiles as whiskers</text>`,
    ...body,
    '</svg>',
    '',
  ].join('\n');
}

function panel(group: Group, title: string, unit: string, measure: Measure, per: number): Panel {
  const [, ...rest] = group.series;
  return {
    title,
    unit,
    bars: rest.map((series) => ({
      name: series.arm,
      ours: series.ours,
      value: added(group.series, series, measure) / per,
      spread: [quantile(differences(group.series, series, measure), 0.25) / per, quantile(differences(group.series, series, measure), 0.75) / per],
    })),
  };
}

function draw({ title, unit, bars, logarithmic = false }: Panel, top: number): string {
  const most = Math.max(...bars.flatMap(({ value, spread }) => [value, spread?.[1] ?? 0]), 1);
  const room = WIDTH - NAMES - VALUES - 32;
  const along = (value: number) => NAMES + 16 + room * (logarithmic ? Math.log10(Math.max(value, 1)) / Math.log10(most) : Math.max(value, 0) / most);
  const lines = [`<text x="16" y="${top + 22}" class="title">${escaped(title)}</text>`];
  bars.forEach(({ name, ours, value, spread }, i) => {
    const y = top + HEAD - 12 + i * BAR;
    const end = Math.max(along(value), NAMES + 18);
    lines.push(
      `<text x="${NAMES + 6}" y="${y + 15}" class="end${ours ? ' bold' : ''}">${escaped(name)}</text>`,
      `<rect x="${NAMES + 16}" y="${y + 3}" width="${(end - NAMES - 16).toFixed(1)}" height="${BAR - 7}" rx="2" class="${ours ? 'ours' : 'theirs'}"/>`,
    );
    const tip = spread ? Math.max(end, along(spread[1])) : end;
    if (spread) lines.push(`<path class="whisker" d="M${along(spread[0]).toFixed(1)} ${y + 10.5}H${along(spread[1]).toFixed(1)}"/>`);
    lines.push(`<text x="${(tip + 6).toFixed(1)}" y="${y + 15}" class="${ours ? 'bold' : 'soft'}">${number(value)} ${unit}</text>`);
  });
  lines.push(`<path class="axis" d="M${NAMES + 16} ${top + HEAD - 12}V${top + HEAD - 12 + bars.length * BAR}"/>`);
  return lines.join('\n');
}

/** The figures as text, for who cannot see the picture. */
function description(panels: readonly Panel[]): string {
  return panels.map(({ title, unit, bars }) => `${title}: ${bars.map(({ name, value }) => `${name} ${number(value)} ${unit}`).join(', ')}`).join('. ');
}

function number(value: number): string {
  return Math.abs(value) >= 100 ? value.toFixed(0) : value.toFixed(1);
}

function escaped(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/"/g, '&quot;');
}
