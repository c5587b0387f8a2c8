import { createHash } from 'crypto';
import { PAGE_SCRIPT, PAGE_STYLE } from './assets';
import type { PageData } from './page-data';

/**
 * The page as one file that needs nothing else. Names reach it as data only, and are shown as text; beyond that, the
 * policy lets no script run but the page's own, by its hash.
 */
export function page(data: PageData): string {
  const hash = createHash('sha256').update(PAGE_SCRIPT).digest('base64');
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${text(data.title)}</title>
<style>${PAGE_STYLE}</style>
</head>
<body>
<a class="skip" href="#functions">Skip to the functions</a>
<header><h1>${text(data.title)}</h1></header>
<main>
<noscript><p>This page shows its data by a script of its own; it loads nothing.</p></noscript>
<div id="root"></div>
</main>
<script type="application/json" id="data">${json(data)}</script>
<script>${PAGE_SCRIPT}</script>
</body>
</html>
`;
}

function text(value: string): string {
  return value.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

/** No `<` reaches the HTML parser, so nothing in the data ends the element it is in. */
function json(data: PageData): string {
  return JSON.stringify(data).replace(/</g, '\\u003c').replace(/\u2028/g, '\\u2028').replace(/\u2029/g, '\\u2029');
}
