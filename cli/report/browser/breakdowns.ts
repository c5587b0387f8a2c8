import { element } from './element';
import { Facet, Group, groups, Indexed } from './filter';

const TABLES: [Facet, string][] = [['stack', 'Stack'], ['runtime', 'Runtime'], ['provider', 'Provider'], ['level', 'Level']];

/** Coverage by stack, runtime, provider and level; a name narrows the list of functions down to it. */
export function breakdowns(functions: readonly Indexed[], choose: (facet: Facet, value: string) => void): HTMLElement {
  return element('section', { 'aria-labelledby': 'breakdowns' }, element('h2', { id: 'breakdowns' }, 'By stack, runtime, provider and level'),
    element('div', { class: 'tables' }, ...TABLES.map(([facet, heading]) => table(facet, heading, groups(functions, facet), choose))));
}

function table(facet: Facet, heading: string, rows: readonly Group[], choose: (facet: Facet, value: string) => void): HTMLElement {
  const body = rows.map(({ name, functions, traced }) => element('tr', {},
    element('th', { scope: 'row' }, element('button', { type: 'button', class: 'link', click: () => choose(facet, name) }, name)),
    element('td', {}, `${traced} / ${functions}`),
    element('td', { 'aria-hidden': true }, element('meter', { min: 0, max: functions, value: traced, low: functions, optimum: functions }))));
  // Scrolls by itself, so the keyboard has to be able to get there.
  return element('div', { 'class': 'scroll', 'tabindex': 0, 'role': 'region', 'aria-label': `Coverage by ${facet}` },
    element('table', {},
      element('thead', {}, element('tr', {}, element('th', { scope: 'col' }, heading), element('th', { scope: 'col' }, 'Traced'), element('td', { 'aria-hidden': true }))),
      element('tbody', {}, ...body)));
}
