import { element } from './element';
import { byName, Facet, FACETS, Indexed, Query } from './filter';

/** The search field and one choice per facet. */
export interface Filters {
  readonly root: HTMLElement;
  /** Shows a query that was made elsewhere. */
  set(query: Query): void;
}

export function filters(functions: readonly Indexed[], change: (query: Query) => void): Filters {
  const search = element('input', { type: 'search', id: 'search', autocomplete: 'off', spellcheck: 'false', input: changed });
  const choices = new Map(FACETS.map((facet) => [facet, choice(functions, facet, changed)]));
  const clear = element('button', { type: 'button', click: () => { change({ text: '' }); search.focus(); } }, 'Clear');

  function changed(): void {
    const chosen = [...choices].filter(([, { value }]) => value !== '').map(([facet, { value }]) => [facet, value.slice(1)]);
    change({ text: search.value, ...Object.fromEntries(chosen) });
  }

  return {
    root: element('form', { class: 'filters', role: 'search', submit: (event) => event.preventDefault() },
      element('label', { class: 'wide' }, 'Search ', search),
      ...[...choices].map(([facet, select]) => element('label', {}, `${facet[0].toUpperCase()}${facet.slice(1)} `, select)), clear),
    set(query) {
      if (search.value !== query.text) { search.value = query.text; }
      for (const [facet, select] of choices) { select.value = query[facet] === undefined ? '' : `=${query[facet]}`; }
    },
  };
}

/** Values have a sign before them: a name may be empty, and empty stands for all. */
function choice(functions: readonly Indexed[], facet: Facet, changed: () => void): HTMLSelectElement {
  const names = [...new Set(functions.flatMap(({ facets }) => facets[facet]))].sort(byName);
  return element('select', { change: changed }, element('option', { value: '' }, 'all'), ...names.map((name) => element('option', { value: `=${name}` }, name)));
}
