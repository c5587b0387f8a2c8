import { mkdirSync, writeFileSync } from 'fs';
import { join } from 'path';
import { strToU8, zipSync } from 'fflate';
import { packageSize } from '../../src/core/package-size';
import { temporaryFolder } from '../support/app';

test.each<[string, (path: string) => void, number | undefined]>([
  ['a folder, with what is below it', (path) => { mkdirSync(join(path, 'a'), { recursive: true }); writeFileSync(join(path, 'a/b'), 'xx'); writeFileSync(join(path, 'c'), 'x'); }, 3],
  ['a zip file, by what it unpacks to', (path) => writeFileSync(path, zipSync({ a: strToU8('x'.repeat(1000)) })), 1000],
  ['another file, as it is', (path) => writeFileSync(path, 'xxxx'), 4],
  ['what is not there: not known', () => undefined, undefined],
])('size of %s', (_, make, expected) => {
  const path = join(temporaryFolder(), 'package');
  make(path);
  expect(packageSize(path)).toBe(expected);
});
