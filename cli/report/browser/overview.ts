import { element } from './element';
import type { PageData } from '../page-data';

/** The numbers, and what is said about the app as a whole. */
export function overview({ totals, diagnostics }: PageData): HTMLElement {
  const percent = totals.functions === 0 ? 100 : Math.floor((totals.traced / totals.functions) * 100);
  const numbers: [string, number, string][] = [
    ['functions', totals.functions, 'in the app'],
    ['traced', totals.traced, `${percent} %`],
    ['inside the code', totals.byLevel.CODE, 'level CODE'],
    ['per invocation', totals.byLevel.INVOCATION, 'level INVOCATION'],
    ['excluded', totals.excluded, 'left alone on purpose'],
    ['skipped', totals.skipped, 'could not be traced'],
    ['uncovered', totals.uncovered, 'no provider reached them'],
  ];
  const section = element('section', { 'aria-labelledby': 'overview' }, element('h2', { id: 'overview' }, 'Coverage'));
  section.append(element('dl', { class: 'numbers' }, ...numbers.map(([label, number, note]) =>
    element('div', { class: number > 0 && (label === 'skipped' || label === 'uncovered') ? 'number bad' : 'number' },
      element('dt', {}, label), element('dd', {}, element('strong', {}, number.toLocaleString('en')), ' ', element('span', { class: 'note' }, note))))));
  if (diagnostics.length > 0) {
    section.append(element('h3', {}, 'About the app'), element('ul', { class: 'messages' }, ...diagnostics.map(({ path, id, message, fix }) =>
      element('li', {}, element('code', {}, path || 'the app'), ` ${message} `, element('small', {}, id), ...(fix === undefined ? [] : [element('p', { class: 'fix' }, `Fix: ${fix}`)])))));
  }
  return section;
}
