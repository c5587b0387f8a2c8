import { details } from './details';
import { element } from './element';
import type { PageFunction } from '../page-data';

/** How many functions are put into the page at once: two screens, so that a change of the filter is not felt. */
const CHUNK = 50;

const STATUS = { traced: 'traced', excluded: 'excluded', skipped: 'not traced', uncovered: 'not covered' };

/** The list of functions, of which more is shown on demand. */
export function list(): { readonly root: HTMLElement; show(functions: readonly PageFunction[]): void } {
  const items = element('ul', { class: 'functions' });
  const more = element('button', {
    type: 'button', class: 'more', click: () => {
      const first = shown;
      add();
      items.children[first]?.querySelector('summary')?.focus();
    },
  });
  let all: readonly PageFunction[] = [];
  let shown = 0;

  function add(): void {
    const next = all.slice(shown, shown + CHUNK);
    items.append(...next.map(item));
    shown += next.length;
    const left = all.length - shown;
    more.hidden = left === 0;
    more.textContent = `Show ${Math.min(CHUNK, left)} more of ${left}`;
  }

  return {
    root: element('div', {}, items, more),
    show(functions) {
      items.replaceChildren();
      [all, shown] = [functions, 0];
      add();
    },
  };
}

function item(entry: PageFunction): HTMLElement {
  const content = element('div', { class: 'content' });
  const cell = (name: string, value: string) => element('span', { class: name }, element('span', { class: 'hidden' }, `${name} `), value);
  return element('li', {}, element('details', {
    class: entry.status,
    toggle: ({ target }) => {
      // Filled when it is opened: most never are.
      if ((target as HTMLDetailsElement).open && content.childElementCount === 0) { content.append(...details(entry)); }
    },
  },
  element('summary', {},
    element('span', { class: 'path' }, entry.path), ' ',
    cell('status', entry.status === 'traced' ? entry.level : STATUS[entry.status] ?? entry.status), ' ',
    cell('runtime', entry.runtime), ' ',
    cell('provider', entry.provider ?? '–')),
  content));
}
