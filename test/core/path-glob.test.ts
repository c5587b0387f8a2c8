import * as fc from 'fast-check';
import { PathGlob } from '../../src/core/path-glob';

describe('a pattern covers', () => {
  test.each([
    ['Shop', 'Shop', true],
    ['Shop', 'Shop/Fn/Resource', true],
    ['Shop', 'Shopping', false],
    ['Shop', 'App/Shop', false],
    ['Shop/*', 'Shop', false],
    ['Shop/*', 'Shop/Fn', true],
    ['Shop/*/Resource', 'Shop/A/B/Resource', false],
    ['Shop/Legacy/**', 'Shop/Legacy', true],
    ['Shop/Legacy/**', 'Shop/Legacy/A/B', true],
    ['Shop/Legacy/**', 'Shop/LegacyToo', false],
    ['**', '', true],
    ['**', 'A/B', true],
    ['**/Fn', 'Fn', true],
    ['**/Fn', 'A/B/Fn', true],
    ['**/Fn', 'A/MyFn', false],
    ['A/**/Fn', 'A/Fn', true],
    ['A/**/Fn', 'A/B/C/Fn', true],
    ['A/**/Fn', 'AB/Fn', false],
    ['Or?er*', 'Orders/Fn', true],
    ['Or?er*', 'Or/er', false],
    ['a.b+(c)', 'a.b+(c)', true],
    ['a.b', 'aXb', false],
    ['[ab]', 'a', false],
    ['A\nB', 'A\nB', true],
  ])('%j over %j: %s', (pattern, path, covered) => {
    expect(new PathGlob(pattern).covers(path)).toBe(covered);
  });
});

describe('a malformed pattern', () => {
  test.each([
    [5, 'must be a string, got 5'],
    [null, 'must be a string, got null'],
    ['', 'must not be empty'],
    ['  ', 'must not be empty'],
    [' Shop', "white space, got ' Shop'"],
    ['/Shop', "begin or end with '/'"],
    ['Shop/', "begin or end with '/'"],
    ['Shop//Fn', "hold '//'"],
    ['Shop/**Fn', "'**' must be a segment of its own, got 'Shop/**Fn'"],
    ['***', "'**' must be a segment of its own"],
  ])('%j is refused with what is wrong', (pattern, problem) => {
    expect(PathGlob.problemWith(pattern)).toContain(problem);
    expect(() => new PathGlob(pattern as string)).toThrow(problem);
  });
});

describe('as a property', () => {
  const name = fc.stringMatching(/^[ab.]{1,3}$/);
  const segment = fc.oneof(name, fc.stringMatching(/^[ab?*.]{1,4}$/).filter((text) => !text.includes('**')), fc.constant('**'));
  const pattern = fc.array(segment, { minLength: 1, maxLength: 4 }).map((segments) => segments.join('/'));
  const path = fc.array(name, { minLength: 1, maxLength: 5 }).map((names) => names.join('/'));

  test('it covers what a naive matcher covers', () => {
    fc.assert(fc.property(pattern, path, (glob, construct) => {
      expect(new PathGlob(glob).covers(construct)).toBe(naivelyCovers(glob, construct));
    }), { numRuns: 3000 });
  });

  test('what covers a construct covers everything below it', () => {
    fc.assert(fc.property(pattern, path, name, (glob, construct, child) => {
      fc.pre(new PathGlob(glob).covers(construct));
      expect(new PathGlob(glob).covers(`${construct}/${child}`)).toBe(true);
    }));
  });

  test('a pathological pattern answers at once', () => {
    const started = Date.now();
    new PathGlob('**/a/**/a/**/a/**/a/b').covers(Array(60).fill('a').join('/'));
    new PathGlob('*a*a*a*a*a*b').covers('a'.repeat(200));
    expect(Date.now() - started).toBeLessThan(3000);
  });
});

/** Segment by segment, character by character, by the words of the documentation. */
function naivelyCovers(pattern: string, path: string): boolean {
  const segments = path.split('/');
  return [...segments.keys()].some((index) => matchList(pattern.split('/'), segments.slice(0, index + 1)));
}

function matchList(pattern: string[], path: string[]): boolean {
  if (pattern.length === 0) { return path.length === 0; }
  const [first, ...rest] = pattern;
  if (first === '**') { return [...Array(path.length + 1).keys()].some((taken) => matchList(rest, path.slice(taken))); }
  return path.length > 0 && matchText(first, path[0]) && matchList(rest, path.slice(1));
}

function matchText(pattern: string, text: string): boolean {
  if (pattern === '') { return text === ''; }
  if (pattern[0] === '*') { return [...Array(text.length + 1).keys()].some((taken) => matchText(pattern.slice(1), text.slice(taken))); }
  return text !== '' && (pattern[0] === '?' || pattern[0] === text[0]) && matchText(pattern.slice(1), text.slice(1));
}
