import { breakdowns } from './breakdowns';
import { element } from './element';
import { Query, fromHash, index, matching, toHash } from './filter';
import { filters } from './filters';
import { list } from './list';
import { overview } from './overview';
import type { PageData } from '../page-data';

const data = JSON.parse(document.getElementById('data')!.textContent!) as PageData;
const functions = index(data.functions);
let query = fromHash(location.hash);

const found = list();
const controls = filters(functions, change);
const count = element('p', { 'id': 'count', 'role': 'status', 'aria-live': 'polite' });

document.getElementById('root')!.append(
  overview(data),
  breakdowns(functions, (facet, value) => {
    change({ ...query, [facet]: value });
    toFunctions();
  }),
  element('section', { 'aria-labelledby': 'functions' }, element('h2', { id: 'functions', tabindex: -1 }, 'Functions'), controls.root, count, found.root),
);
show();
// The address holds what is asked for; a link within the page would take that away.
document.querySelector('.skip')!.addEventListener('click', (event) => {
  event.preventDefault();
  toFunctions();
});
addEventListener('hashchange', () => {
  query = fromHash(location.hash);
  show();
});

function toFunctions(): void {
  document.getElementById('functions')!.focus();
}

function change(next: Query): void {
  query = next;
  // Not by location.hash: each key typed would be a step for the browser's back button.
  history.replaceState(undefined, '', `#${toHash(query)}`);
  show();
}

function show(): void {
  const result = matching(functions, query);
  controls.set(query);
  const [shown, all] = [result.length, functions.length].map((number) => number.toLocaleString('en'));
  count.textContent = shown === all ? `${all} functions` : `${shown} of ${all} functions`;
  found.show(result.map(({ entry }) => entry));
}
