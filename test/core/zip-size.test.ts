import * as fc from 'fast-check';
import { zipSync } from 'fflate';
import { unpackedBytes, ZIP_TAIL_BYTES, zipDirectory } from '../../src/core/zip-size';

const sizeOf = (archive: Buffer) => {
  const { offset, bytes } = zipDirectory(archive.subarray(-ZIP_TAIL_BYTES))!;
  return unpackedBytes(archive.subarray(offset, offset + bytes));
};

test('any archive: the sizes of its files, summed', () => {
  fc.assert(fc.property(fc.dictionary(fc.stringMatching(/^[a-z]{1,9}$/), fc.uint8Array({ maxLength: 300 })), (files) => {
    const archive = Buffer.from(zipSync({ ...files, folder: { 'in.txt': new Uint8Array(5000) } }, { comment: 'a comment' } as object));
    expect(sizeOf(archive)).toBe(5000 + Object.entries(files).reduce((sum, [name, { length }]) => sum + (name === 'folder' ? 0 : length), 0));
  }), { numRuns: 50 });
});

test('an empty one unpacks to nothing', () => {
  expect(sizeOf(Buffer.from(zipSync({})))).toBe(0);
});

test.each([['nothing', ''], ['a text', 'PK is no archive, but long enough to look for one']])('%s is no archive', (_, text) => {
  expect(zipDirectory(Buffer.from(text))).toBeUndefined();
});

test('half a list of files is no list', () => {
  const archive = Buffer.from(zipSync({ 'a.txt': new Uint8Array(10) }));
  const { offset, bytes } = zipDirectory(archive)!;
  expect(unpackedBytes(archive.subarray(offset, offset + bytes - 30))).toBeUndefined();
  expect(unpackedBytes(archive.subarray(0, 60))).toBeUndefined();
});
