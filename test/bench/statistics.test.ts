import { addedPerFunction, columns, quantile, summarize } from '../../bench/statistics';

test('the median of an odd and of an even number of values, with the spread', () => {
  expect(summarize([3, 1, 2])).toEqual({ median: 2, lowest: 1, highest: 3 });
  expect(summarize([4, 1, 2, 3])).toEqual({ median: 2.5, lowest: 1, highest: 4 });
});

test('fails on nothing measured', () => {
  expect(() => summarize([])).toThrow('nothing was measured');
});

test('what is added is compared with the base of the same round', () => {
  // The machine was twice as slow in the second round: the base shows it.
  expect(addedPerFunction([1500, 2600, 1700], [1000, 2000, 1000], 1000)).toEqual({ median: 0.6, lowest: 0.5, highest: 0.7 });
});

test('columns are aligned, the first to the left', () => {
  expect(columns([['arm', 'median'], ['CDK alone', '1.00 s']])).toBe('arm         median\nCDK alone   1.00 s');
});

test('a quantile lies between two values where it has to', () => {
  expect([0, 0.25, 0.5, 0.75, 1].map((share) => quantile([4, 1, 3, 2, 5], share))).toEqual([1, 2, 3, 4, 5]);
  expect(quantile([1, 2], 0.25)).toBe(1.25);
  expect(() => quantile([], 0.5)).toThrow('nothing was measured');
});
