import { MapNode, ServiceMap } from './service-map';

const BOX = { width: 190, height: 40, gapX: 90, gapY: 24, margin: 20 };

interface Box extends MapNode {
  readonly x: number;
  readonly y: number;
}

/** The map as a page of its own: one drawing, the same as a table, no script. */
export function serviceMapPage({ nodes, edges }: ServiceMap, title: string): string {
  const columns = [...new Set(nodes.map(({ column }) => column))];
  const boxes = new Map<string, Box>();
  columns.forEach((column, index) => nodes.filter((node) => node.column === column).forEach((node, row) => {
    boxes.set(node.id, { ...node, x: BOX.margin + index * (BOX.width + BOX.gapX), y: BOX.margin + row * (BOX.height + BOX.gapY) });
  }));
  const width = BOX.margin * 2 + columns.length * (BOX.width + BOX.gapX) - BOX.gapX;
  const height = Math.max(...[...boxes.values()].map(({ y }) => y)) + BOX.height + BOX.margin;
  const lines = edges.map(({ from, to, calls, errors }) => line(boxes.get(from)!, boxes.get(to)!, calls, errors)).join('\n');
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
${[...boxes.values()].map(box).join('\n')}
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

function box({ id, kind, x, y }: Box): string {
  const label = id.length > 28 ? `${id.slice(0, 27)}…` : id;
  return `<g class="node"><title>${escaped(id)}</title><rect class="${kind}" x="${x}" y="${y}" width="${BOX.width}" height="${BOX.height}" rx="6"/>`
    + `<text x="${x + BOX.width / 2}" y="${y + BOX.height / 2 + 4}" text-anchor="middle">${escaped(label)}</text></g>`;
}

function line(from: Box, to: Box, calls: number, errors: number): string {
  const [x1, y1, x2, y2] = [from.x + BOX.width, from.y + BOX.height / 2, to.x, to.y + BOX.height / 2];
  const bend = Math.max(30, Math.abs(x2 - x1) / 2);
  return `<g class="edge"><title>${escaped(`${from.id} to ${to.id}: ${calls} calls, ${errors} errors`)}</title>`
    + `<path${errors > 0 ? ' class="bad"' : ''} marker-end="url(#arrow)" d="M${x1} ${y1}C${x1 + bend} ${y1} ${x2 - bend} ${y2} ${x2} ${y2}"/></g>`;
}

/** Names come from wherever a function's calls go: text, never markup. */
function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
