import type { FunctionFacts } from '../../../cli/verify/assembly/function-facts';
import { readEvents } from '../../../cli/verify/dynamic/events';
import { folderWith, reported } from '../assembly';

const facts = (more: Partial<FunctionFacts> = {}): FunctionFacts => ({ path: 'Shop/Orders/Resource', logicalId: 'Orders1', reported: reported(), layers: [], environment: {}, ...more } as FunctionFacts);

describe('events', () => {
  const functions = [facts(), facts({ path: 'Shop/Stock/Resource', logicalId: 'Stock2' }), facts({ path: 'Shop/Twin/Resource', logicalId: 'Stock2' })];

  test('are called by logical id or construct path', () => {
    const folder = folderWith({ 'Orders1.json': { a: 1 }, 'Shop/Stock.json': { b: 2 }, 'readme.md': '' });
    expect([...readEvents(folder, functions)].sort()).toEqual([['Shop/Orders/Resource', '{"a":1}'], ['Shop/Stock/Resource', '{"b":2}']]);
  });

  test.each<[files: { [path: string]: unknown }, message: RegExp]>([
    [{ 'Nobody.json': {} }, /Nobody\.json names no function/],
    [{ 'Stock2.json': {} }, /names Shop\/Stock\/Resource and Shop\/Twin\/Resource/],
    [{ 'Orders1.json': '{"a":' }, /Orders1\.json is no JSON/],
    [{ 'readme.md': '' }, /holds no events/],
  ])('%j: refused', (files, message) => {
    expect(() => readEvents(folderWith(files), functions)).toThrow(message);
  });
});
