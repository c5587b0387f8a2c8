import { mkdirSync, readdirSync, readFileSync, readlinkSync, writeFileSync } from 'fs';
import { dirname, join } from 'path';
import * as fc from 'fast-check';
import { strToU8, zipSync } from 'fflate';
import { Contents } from '../../../cli/verify/assembly/content';
import { unzip } from '../../../cli/verify/assembly/unzip';
import { folderWith } from '../assembly';

describe('an archive', () => {
  const archive = (files: Parameters<typeof zipSync>[0]) => {
    const folder = folderWith({});
    writeFileSync(join(folder, 'a.zip'), zipSync(files));
    mkdirSync(join(folder, 'out'));
    return { file: join(folder, 'a.zip'), out: join(folder, 'out') };
  };

  test('is unpacked with its folders, permissions and links', () => {
    const { file, out } = archive({ 'a/b.js': strToU8('x'.repeat(1000)), 'link': [strToU8('a/b.js'), { os: 3, attrs: 0o120777 * 0x10000 }] });
    unzip(file, out);
    expect(readFileSync(join(out, 'a/b.js'), 'utf8')).toBe('x'.repeat(1000));
    expect(readlinkSync(join(out, 'link'))).toBe('a/b.js');
  });

  test.each([['../evil'], ['a/../../evil'], ['/../evil']])('whose file is called %s is refused', (name) => {
    const { file, out } = archive({ [name]: strToU8('x') });
    expect(() => unzip(file, out)).toThrow(/leaves the folder/);
  });

  test('is not written through a link in it', () => {
    const { file, out } = archive({ 'etc': [strToU8('/etc'), { os: 3, attrs: 0o120777 * 0x10000 }], 'etc/evil': strToU8('x') });
    expect(() => unzip(file, out)).toThrow();
  });

  test('that says less than it holds is refused before it is unpacked', () => {
    const { file, out } = archive({ bomb: new Uint8Array(50_000_000) });
    const bytes = readFileSync(file);
    bytes.writeUInt32LE(10, bytes.lastIndexOf(Buffer.from([0x50, 0x4b, 1, 2])) + 24);
    writeFileSync(file, bytes);
    expect(() => unzip(file, out)).toThrow();
  });

  test('beyond what all may take together stays packed, and is not called unfit', () => {
    const files = [archive({ 'a.js': strToU8('x'.repeat(1000)) }), archive({ 'b.js': strToU8('y') })].map(({ file }) => file);
    const contents = new Contents(1000);
    try {
      expect(contents.of({ kind: 'zip', path: files[0] })).toMatchObject({ bytes: 1000 });
      expect(contents.of({ kind: 'zip', path: files[1] })).toEqual({ unfit: false, why: 'its archive is left packed: those before it took 1000 bytes, and all may take 1000' });
    } finally {
      contents.dispose();
    }
  });

  test('that would take more than is left stays packed, and one that breaks off leaves nothing', () => {
    const files = ['a', 'b', 'c'].map((name, index) => archive({ 'one.js': strToU8(name.repeat(600)), 'two.js': strToU8(name.repeat(index === 2 ? 1 : 300)) }).file);
    const bytes = readFileSync(files[1]);
    bytes.writeUInt32LE(299, bytes.lastIndexOf(Buffer.from([0x50, 0x4b, 1, 2])) + 24);
    const broken = join(dirname(files[1]), 'broken.zip');
    writeFileSync(broken, bytes);
    const contents = new Contents(1500);
    const folder = dirname(contents.scratch());
    try {
      expect(contents.of({ kind: 'zip', path: files[0] })).toMatchObject({ bytes: 900 });
      expect(contents.of({ kind: 'zip', path: files[1] })).toEqual({ unfit: false, why: 'its archive is left packed: those before it took 900 bytes, and all may take 1500' });
      expect(contents.of({ kind: 'zip', path: broken })).toMatchObject({ unfit: expect.any(Boolean) });
      expect(readdirSync(folder)).toHaveLength(2); // the one that was asked for, and the first
    } finally {
      contents.dispose();
    }

    const others = new Contents(2500);
    const place = dirname(others.scratch());
    try {
      expect(others.of({ kind: 'zip', path: broken })).toMatchObject({ unfit: true });
      expect(readdirSync(place)).toHaveLength(1);
      expect(others.of({ kind: 'zip', path: files[2] })).toMatchObject({ bytes: 601 });
    } finally {
      others.dispose();
    }
  });

  test('that was changed anywhere puts nothing outside its folder', () => {
    const { file, out } = archive({ 'a.js': strToU8('x'), 'b/c.js': strToU8('yy') });
    const whole = readFileSync(file);
    fc.assert(fc.property(fc.nat(whole.length - 1), fc.nat(255), (at, byte) => {
      const changed = Buffer.from(whole);
      changed[at] = byte;
      writeFileSync(file, changed);
      try {
        unzip(file, out);
      } catch {
        // as it should be
      }
      expect(readdirSync(dirname(out)).sort()).toEqual(['a.zip', 'out']);
    }), { numRuns: 300 });
  });
});
