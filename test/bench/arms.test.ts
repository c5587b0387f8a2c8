import { benchApp } from '../../bench/app';
import { ARMS } from '../../bench/arms';
import { synthesize, temporaryFolder } from '../support/app';

test('the app has as many functions as asked for, in stacks of a size', () => {
  const { app, stacks } = benchApp(25, 10, temporaryFolder());
  expect(stacks.map(({ functions }) => functions.length)).toEqual([10, 10, 5]);
  const { templates, error } = synthesize(app);
  expect(error).toBeUndefined();
  const functions = Object.values(templates).flatMap(({ Resources }) => Object.values(Resources)).filter(({ Type }) => Type === 'AWS::Lambda::Function');
  expect(functions).toHaveLength(25);
});

test('the base comes first, and attaches nothing', () => {
  expect(Object.keys(ARMS)[0]).toBe('bare');
  const bench = benchApp(1, 1, temporaryFolder());
  ARMS.bare.prepare()(bench);
  expect(JSON.stringify(synthesize(bench.app).templates)).not.toContain('Layers');
});
