import type { ReportedFunction, ReportedTotals, TracingReport } from '../../src/contract/report';

/** What a terminal can show. */
export interface Terminal {
  readonly width: number;
  readonly colours: boolean;
}

interface Row {
  readonly group: string;
  readonly name: string;
  readonly runtime: string;
  readonly level: string;
  readonly permissions: string;
  readonly paint: Colour;
  /** Paragraphs of the last column; the first stands beside the name. */
  readonly details: readonly string[];
}

type Colour = 'green' | 'cyan' | 'yellow' | 'dim' | 'bold';

const CODES: Record<Colour, number> = { green: 32, cyan: 36, yellow: 33, dim: 2, bold: 1 };
const HEADINGS = { name: 'FUNCTION', runtime: 'RUNTIME', level: 'TRACED', permissions: 'IAM', details: 'ATTACHED, OR WHY NOT' };
const LONGEST_NAME = 20;
const NARROWEST = 30;
const INDENT = '  ';
const GAP = '  ';

/** The report as a table for people. */
export function shopTable(report: TracingReport, terminal: Terminal): string {
  const paint = (text: string, colour: Colour) => (terminal.colours ? `\u001b[${CODES[colour]}m${text}\u001b[0m` : text);
  const rows = report.functions.map(row).sort((one, other) => compare(one.group, other.group) || compare(one.name, other.name));
  const width = (column: 'name' | 'runtime' | 'level' | 'permissions') => Math.max(HEADINGS[column].length, ...rows.map((entry) => entry[column].length));
  const [name, runtime, level, permissions] = [width('name'), width('runtime'), width('level'), width('permissions')];
  const start = INDENT.length + [name, runtime, level, permissions].reduce((sum, column) => sum + column + GAP.length, 0);

  const cells = (entry: Pick<Row, 'name' | 'runtime' | 'level' | 'permissions'>, colour: Colour) =>
    [INDENT + entry.name.padEnd(name), entry.runtime.padEnd(runtime), paint(entry.level.padEnd(level), colour), entry.permissions.padStart(permissions), ''].join(GAP);

  const lines = [paint(cells(HEADINGS, 'dim') + HEADINGS.details, 'dim')];
  let group: string | undefined;
  for (const entry of rows) {
    if (entry.group !== group) { lines.push('', paint(entry.group, 'bold')); }
    group = entry.group;
    const [first = 'covered by no provider', ...rest] = entry.details.flatMap((text) => wrap(text, Math.max(terminal.width - start, NARROWEST)));
    lines.push(cells(entry, entry.paint) + first);
    lines.push(...rest.map((line) => ' '.repeat(start) + paint(line, 'dim')));
  }
  return [...lines, '', ...totals(report.totals).map((line) => paint(line, 'bold'))].join('\n');
}

function row(entry: ReportedFunction): Row {
  // An L2 names its function's resource "Resource", a custom resource provider "Handler".
  const path = entry.path.replace(/\/(Resource|Handler)$/, '').split('/');
  const name = path[path.length - 1];
  return {
    group: path.slice(0, -1).join('/'),
    name: name.length > LONGEST_NAME ? `${name.slice(0, LONGEST_NAME - 1)}…` : name,
    runtime: entry.runtime === 'unknown' ? '-' : entry.runtime,
    permissions: String(entry.changes?.permissions.length || ''),
    ...verdict(entry),
  };
}

function verdict(entry: ReportedFunction): Pick<Row, 'level' | 'paint' | 'details'> {
  const messages = entry.diagnostics.map(({ message }) => message);
  switch (entry.status) {
    case 'traced': {
      // Of what is said about a traced function, what keeps it from being traced in full.
      const notes = entry.diagnostics.filter(({ severity }) => severity !== 'info' || entry.level !== 'CODE').map(({ message }) => message);
      return { level: entry.level, paint: entry.level === 'CODE' ? 'green' : 'cyan', details: [attached(entry), ...notes] };
    }
    case 'excluded':
      return { level: 'left alone', paint: 'dim', details: messages };
    default: {
      const fixes = entry.diagnostics.flatMap(({ fix }) => (fix === undefined ? [] : [`fix: ${fix}`]));
      return { level: 'no', paint: 'yellow', details: [...messages, ...fixes] };
    }
  }
}

function attached({ changes }: ReportedFunction): string {
  return [
    ...(changes?.layers ?? []).map(layerName),
    ...(changes?.execWrapper === undefined ? [] : [changes.execWrapper.replace(/^\/opt\//, '')]),
    ...(changes?.handler === undefined ? [] : [`handler ${changes.handler}`]),
    ...(changes?.activeTracing ? ['X-Ray'] : []),
  ].join(' + ') || 'nothing that was not there';
}

/** `arn:aws:lambda:eu-west-1:123456789012:layer:tracer:7` is `tracer:7`; of a layer of this package its name says enough. */
function layerName(layer: string): string {
  return layer.split(':layer:').pop()!.replace(' (deployed with the app)', '');
}

function totals({ functions, traced, excluded, skipped, uncovered, byLevel }: ReportedTotals): string[] {
  const untraced = [
    ...(skipped > 0 ? [`${skipped} could not be`] : []),
    ...(excluded > 0 ? [`${excluded} left alone on purpose`] : []),
    ...(uncovered > 0 ? [`${uncovered} covered by no provider`] : []),
  ];
  return [
    `${functions} functions: ${[`${traced} traced`, ...untraced].join(', ')}`,
    `CODE        ${String(byLevel.CODE).padStart(3)}  spans from inside the code`,
    `INVOCATION  ${String(byLevel.INVOCATION).padStart(3)}  one span per invocation, from the Lambda platform`,
  ];
}

function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines[lines.length - 1];
    if (last !== undefined && last.length + 1 + word.length <= width) {
      lines[lines.length - 1] = `${last} ${word}`;
    } else {
      lines.push(word);
    }
  }
  return lines;
}

/** By code unit: the same order on every machine. */
function compare(one: string, other: string): number {
  return one < other ? -1 : Number(one > other);
}
