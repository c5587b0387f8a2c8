import { graphlib, layout } from '@dagrejs/dagre';
import { MapEdge, MapNode, ServiceMap } from './service-map';

const BOX = { width: 215, height: 40 };
const GAPS = { nodesep: 24, edgesep: 24, ranksep: 80, marginx: 20, marginy: 20 };

interface Point {
  readonly x: number;
  readonly y: number;
}

/** The map as a page of its own: one drawing, the same as a table, no script. */
export function serviceMapPage({ nodes, edges }: ServiceMap, title: string): string {
  const graph = new graphlib.Graph({ directed: true }).setGraph({ rankdir: 'LR', ...GAPS });
  for (const { id } of nodes) { graph.setNode(id, { ...BOX }); }
  for (const { from, to } of edges) { graph.setEdge(from, to, {}); }
  layout(graph);
  const { width, height } = graph.graph();
  const columns = new Set(nodes.map(({ id }) => graph.node(id).x));
  const lines = edges.map((edge) => {
    const { points } = graph.edge(edge.from, edge.to);
    return line(edge, edge.from === edge.to ? loop(points) : curve([graph.node(edge.from), ...points.filter(({ x }) => columns.has(x)), graph.node(edge.to)]));
  }).join('\n');
  const boxes = nodes.map((node) => box(node, graph.node(node.id))).join('\n');
  const rows = edges.map(({ from, to, calls, errors }) => `<tr><td>${escaped(from)}</td><td>${escaped(to)}</td><td>${calls}</td><td>${errors}</td></tr>`).join('\n');
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(title)}</title>
<style>
  :root { color-scheme: light dark; --line: light-dark(#767676, #8f8f8f); --text: light-dark(#161616, #f2f2f2); --bad: light-dark(#b00020, #ff8a8a); }
  body { font: 15px/1.4 system-ui, sans-serif; margin: 2rem; background: light-dark(#fff, #161616); color: var(--text); }
  .map { overflow-x: auto; } text { font: 12px system-ui, sans-serif; fill: var(--text); }
  rect { stroke: var(--line); fill: light-dark(#fff, #161616); } .function { fill: light-dark(#e4eefc, #16304f); } .aws { fill: light-dark(#fdeedd, #4a2f12); } .service { fill: light-dark(#e6f4ea, #16391f); }
  path { fill: none; stroke: var(--line); stroke-width: 1.5; } path.bad { stroke: var(--bad); }
  table { border-collapse: collapse; margin-top: 1.5rem; } th, td { text-align: left; padding: .3rem .8rem; border-bottom: 1px solid var(--line); } td:nth-child(n+3), th:nth-child(n+3) { text-align: right; }
</style>
<h1>${escaped(title)}</h1>
<p>${nodes.filter(({ kind }) => kind === 'function').length} functions, ${edges.length} connections, drawn from spans alone.</p>
<div class="map" tabindex="0" role="region" aria-label="Map">
<svg width="${width}" height="${height}" role="img" aria-label="Who calls whom; the table below says the same">
<defs><marker id="arrow" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="7" markerHeight="7" orient="auto"><path d="M0 0L8 4L0 8"/></marker></defs>
${lines}
${boxes}
</svg>
</div>
<table>
<thead><tr><th scope="col">From</th><th scope="col">To</th><th scope="col">Calls</th><th scope="col">Errors</th></tr></thead>
<tbody>
${rows}
</tbody>
</table>
</html>
`;
}

function box({ id, kind }: MapNode, { x, y }: Point): string {
  const label = id.length > 28 ? `${id.slice(0, 27)}…` : id;
  return `<g class="node"><title>${escaped(id)}</title><rect class="${kind}" x="${x - BOX.width / 2}" y="${y - BOX.height / 2}" width="${BOX.width}" height="${BOX.height}" rx="6"/>`
    + `<text x="${x}" y="${y + 4}" text-anchor="middle">${escaped(label)}</text></g>`;
}

/** From box to box, level where it passes between the boxes of a column: it bends where there are none. */
function curve(stops: readonly Point[]): string {
  const side = Math.sign(stops[stops.length - 1].x - stops[0].x) * BOX.width / 2;
  return stops.slice(1).map((stop, i) => {
    const [from, to] = [{ ...stops[i], x: stops[i].x + side }, { ...stop, x: stop.x - side }];
    const middle = (from.x + to.x) / 2;
    return `${i === 0 ? 'M' : 'L'}${at(from)}C${at({ ...from, x: middle })} ${at({ ...to, x: middle })} ${at(to)}`;
  }).join('');
}

/** What calls itself. */
function loop(points: readonly Point[]): string {
  return `M${points.map(at).join('L')}`;
}

function line({ from, to, calls, errors }: MapEdge, path: string): string {
  return `<g class="edge"><title>${escaped(`${from} to ${to}: ${calls} calls, ${errors} errors`)}</title>`
    + `<path${errors > 0 ? ' class="bad"' : ''} marker-end="url(#arrow)" d="${path}"/></g>`;
}

function at({ x, y }: Point): string {
  return `${x.toFixed(1)} ${y.toFixed(1)}`;
}

/** Names come from wherever a function's calls go: text, never markup. */
function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
