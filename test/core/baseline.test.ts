import fc from 'fast-check';
import { accepts, baselineText, outdatedEntries, parseBaseline, shortList } from '../../src/core/baseline';

const entries = fc.dictionary(fc.string(), fc.constantFrom('NONE' as const, 'INVOCATION' as const));

test('what is written is what is read, and the order it came in does not matter', () => {
  fc.assert(fc.property(entries, (functions) => {
    const text = baselineText(functions);
    const read = parseBaseline(text);
    expect(Object.entries(read).sort()).toEqual(Object.entries(functions).sort());
    expect(baselineText(Object.fromEntries(Object.entries(functions).reverse()))).toBe(text);
  }));
});

test.each<[string, RegExp]>([
  ['{ "version": 1, "functions": {', /not complete JSON/],
  ['', /not complete JSON/],
  ['null', /version is missing/],
  ['[]', /version is missing/],
  ['{ "version": 2, "functions": {} }', /has version 2, and this version of cdk-lambda-tracing knows 1 at most/],
  ['{ "version": 1 }', /functions are missing/],
  ['{ "version": 1, "functions": ["Shop"] }', /functions are missing/],
  ['{ "version": 1, "functions": { "Shop/Fn": "CODE" } }', /level of Shop\/Fn must be NONE or INVOCATION, got "CODE"/],
])('%s is refused', (text, message) => {
  expect(() => parseBaseline(text)).toThrow(message);
});

test('nothing is accepted by a name of Object\'s own', () => {
  expect(accepts({}, { path: 'constructor', level: 'NONE' })).toBe(false);
});

test('an entry is outdated once its function is traced as it should be, better than it says, or gone', () => {
  const functions = { same: 'NONE', better: 'NONE', fine: 'INVOCATION', gone: 'NONE', worse: 'INVOCATION' } as const;
  expect(outdatedEntries(functions, [
    { path: 'same', level: 'NONE', short: true },
    { path: 'better', level: 'INVOCATION', short: true },
    { path: 'fine', level: 'CODE', short: false },
    { path: 'worse', level: 'NONE', short: true },
  ])).toEqual(['better', 'fine', 'gone']);
});

test('a long list is cut', () => {
  expect(shortList(['a', 'b', 'c'])).toBe('a, b, c');
  expect(shortList(['a', 'b', 'c', 'd', 'e'])).toBe('a, b, c and 2 more');
});
