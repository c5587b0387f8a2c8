import { reported, skipped } from './assembly';
import { fromHash, groups, index, matching, toHash } from '../../cli/report/browser/filter';

const functions = index([
  reported(),
  reported({ path: 'Shop/Search/Resource', logicalId: 'Search1', runtime: 'python3.13', level: 'INVOCATION' }),
  skipped(),
  skipped({ path: 'Other/Fn', stack: 'Other', status: 'uncovered', provider: undefined, diagnostics: [] }),
]);
const paths = (query: Parameters<typeof matching>[1]) => matching(functions, query).map(({ entry }) => entry.path);

test.each([
  [{ text: '' }, 4],
  [{ text: '  ORDERS shop ' }, 1],
  [{ text: 'choose' }, 0], // fixes are not searched
  [{ text: 'no layer' }, 1],
  [{ text: 'runtimeNotSupported' }, 1],
  [{ text: '', status: 'traced' }, 2],
  [{ text: '', stack: 'Shop', runtime: 'nodejs22.x' }, 1],
  [{ text: '', provider: 'none' }, 1],
  [{ text: '', reason: 'cdk-lambda-tracing:runtimeNotSupported' }, 1],
  [{ text: 'search', level: 'CODE' }, 0],
])('%j finds %i', (query, count) => {
  expect(paths(query)).toHaveLength(count);
});

test('groups, the least covered first', () => {
  expect(groups(functions, 'stack')).toEqual([{ name: 'Other', functions: 1, traced: 0 }, { name: 'Shop', functions: 3, traced: 2 }]);
  expect(groups(functions, 'reason')).toEqual([{ name: 'cdk-lambda-tracing:runtimeNotSupported', functions: 1, traced: 0 }]);
});

test('a query is part of the address', () => {
  const query = { text: 'a & b', stack: '<script>', provider: undefined };

  expect(fromHash(`#${toHash(query)}`)).toEqual({ text: 'a & b', stack: '<script>' });
  expect(fromHash('#nosuch=1')).toEqual({ text: '' });
});
