import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { backendsPage, CALLS } from './backends-page';
import { BACKENDS } from '../../src/catalog/backends';

test('docs/backends.md is what the data says', () => {
  expect(readFileSync(join(__dirname, '../../docs/backends.md'), 'utf8')).toBe(backendsPage());
});

test('every back end of the catalog has a call', () => {
  expect(Object.keys(CALLS)).toEqual(Object.keys(BACKENDS));
});
