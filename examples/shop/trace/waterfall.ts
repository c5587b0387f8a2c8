import { PlacedSpan } from './span-tree';

/** The trace as a page of its own: no script, no request to anywhere. */
export function waterfallPage(placed: readonly PlacedSpan[], title: string): string {
  const total = Math.max(...placed.map(({ startMs, durationMs }) => startMs + durationMs));
  const services = [...new Set(placed.map(({ service }) => service))];
  const rows = placed.map((entry) => row(entry, total, services.indexOf(entry.service))).join('\n');
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(title)}</title>
<style>
  :root { color-scheme: light dark; --line: light-dark(#ddd, #3a3a3a); --quiet: light-dark(#595959, #a6a6a6); }
  body { font: 15px/1.4 system-ui, sans-serif; margin: 2rem auto; max-width: 75rem; padding: 0 1rem; background: light-dark(#fff, #161616); color: light-dark(#161616, #f2f2f2); }
  p { color: var(--quiet); }
  table { border-collapse: collapse; width: 100%; }
  th { text-align: left; font-weight: 600; border-bottom: 2px solid var(--line); padding: .3rem .5rem; }
  td { border-bottom: 1px solid var(--line); padding: .35rem .5rem; vertical-align: top; }
  td:nth-child(2), th:nth-child(2) { white-space: nowrap; }
  td:nth-child(3), th:nth-child(3) { text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums; }
  td:last-child { width: 40%; }
  .track { position: relative; height: 1.1rem; }
  .bar { position: absolute; height: 100%; min-width: 3px; border-radius: 3px; }
  .s0 { background: light-dark(#1f5fbf, #6ea8fe); } .s1 { background: light-dark(#a33b0b, #ff9d66); } .s2 { background: light-dark(#1a7a4c, #5fd39b); } .s3 { background: light-dark(#7a3aa8, #c79bf0); }
  .error { outline: 2px solid light-dark(#c00, #ff6b6b); }
  details { font-size: 13px; } dl { display: grid; grid-template-columns: max-content 1fr; gap: 0 .8rem; margin: .3rem 0; overflow-wrap: anywhere; } dt { color: var(--quiet); } dd { margin: 0; }
</style>
<h1>${escaped(title)}</h1>
<p>Trace ${escaped(placed[0]?.span.traceId ?? '')}: ${placed.length} spans of ${services.length} functions, ${total.toFixed(1)} ms. Open a span for its attributes.</p>
<table>
<thead><tr><th scope="col">Span</th><th scope="col">Function</th><th scope="col">Time</th><th scope="col">When</th></tr></thead>
<tbody>
${rows}
</tbody>
</table>
</html>
`;
}

function row({ span, depth, startMs, durationMs, service }: PlacedSpan, total: number, colour: number): string {
  const attributes = Object.entries(span.attributes).sort().map(([name, value]) => `<dt>${escaped(name)}</dt><dd>${escaped(String(value))}</dd>`).join('');
  const percent = (ms: number) => (ms / total * 100).toFixed(2);
  const when = `${durationMs.toFixed(1)} ms, from ${startMs.toFixed(1)} ms`;
  return `<tr><td style="padding-left:${(depth * 1.4 + 0.5).toFixed(1)}rem"><details><summary>${escaped(span.name)}</summary><dl><dt>kind</dt><dd>${span.kind}</dd>`
    + `<dt>status</dt><dd>${span.status.code}</dd>${attributes}</dl></details></td><td>${escaped(service)}</td><td>${durationMs.toFixed(1)} ms</td>`
    + `<td><div class="track" role="img" aria-label="${when}"><div class="bar s${colour % 4}${span.status.code === 'error' ? ' error' : ''}" title="${when}"`
    + ` style="left:${percent(startMs)}%;width:${percent(durationMs)}%"></div></div></td></tr>`;
}

/** Names come from wherever a function's calls go: text, never markup. */
function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
