import { isUnresolved, refuseIfWrong } from '../../src/core/props-error';

test('fails with everything that is wrong', () => {
  expect(() => refuseIfWrong('XProvider', ['a is missing', 'b is no number'])).toThrow(new Error('XProvider: a is missing; b is no number'));
});

test('nothing wrong, nothing thrown', () => {
  expect(() => refuseIfWrong('XProvider', [])).not.toThrow();
});

test.each([['${Token[TOKEN.12]}', true], ['https://${Token[Url.3]}/v1', true], ['https://example.com', false], ['Token[', false]])('%s', (value, unresolved) => {
  expect(isUnresolved(value)).toBe(unresolved);
});
