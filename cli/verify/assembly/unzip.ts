import { closeSync, fstatSync, mkdirSync, openSync, readSync, symlinkSync, writeFileSync } from 'fs';
import { dirname, join } from 'path';
import { inflateRawSync } from 'zlib';
import { isBelow } from './asset-files';

const END_OF_DIRECTORY = 0x06054b50;
const DIRECTORY_ENTRY = 0x02014b50;
/** The type of a file, of the four bits before its permissions. */
const SYMBOLIC_LINK = 0o12;
/** The end record with the longest comment. */
const LONGEST_END = 22 + 0xffff;
/** What Lambda takes, unpacked (Lambda quotas); some more, to be able to say how much it is. */
const MOST_BYTES = 1024 * 1024 * 1024;

/** An archive is sound, as far as it was read, and too large for what is left. */
export class TooLarge extends Error {}

/**
 * Unpacks a zip file into an empty folder. Names that leave it, sizes that are not true and bombs end it with an error.
 *
 * @param most bytes; beyond, it ends with `TooLarge`
 */
export function unzip(file: string, folder: string, most = MOST_BYTES): void {
  const descriptor = openSync(file, 'r');
  try {
    const read = (at: number, length: number): Buffer => {
      const buffer = Buffer.alloc(length);
      if (at < 0 || readSync(descriptor, buffer, 0, length, at) < length) { throw new Error('it is no complete zip file'); }
      return buffer;
    };
    const { size } = fstatSync(descriptor);
    const tail = read(Math.max(0, size - LONGEST_END), Math.min(size, LONGEST_END));
    let end = tail.length - 22;
    while (end >= 0 && tail.readUInt32LE(end) !== END_OF_DIRECTORY) { end -= 1; }
    if (end < 0) { throw new Error('it is no complete zip file'); }
    const directory = read(tail.readUInt32LE(end + 16), tail.readUInt32LE(end + 12));
    unpack(directory, tail.readUInt16LE(end + 10), read, folder, most);
  } finally {
    closeSync(descriptor);
  }
}

function unpack(directory: Buffer, count: number, read: (at: number, length: number) => Buffer, folder: string, most: number): void {
  const links: Array<[target: string, to: string]> = [];
  let total = 0;
  for (let at = 0, i = 0; i < count; i++) {
    if (at + 46 > directory.length || directory.readUInt32LE(at) !== DIRECTORY_ENTRY) { throw new Error('its directory is damaged'); }
    const [method, packed, size] = [directory.readUInt16LE(at + 10), directory.readUInt32LE(at + 20), directory.readUInt32LE(at + 24)];
    const mode = directory.readUInt16LE(at + 40);
    const header = directory.readUInt32LE(at + 42);
    const nameLength = directory.readUInt16LE(at + 28);
    const name = directory.toString('utf8', at + 46, at + 46 + nameLength);
    at += 46 + nameLength + directory.readUInt16LE(at + 30) + directory.readUInt16LE(at + 32);

    const target = join(folder, name);
    if (!isBelow(folder, target)) { throw new Error(`${JSON.stringify(name)} in it leaves the folder`); }
    if (name.endsWith('/')) {
      mkdirSync(target, { recursive: true });
      continue;
    }
    total += size;
    if (total > MOST_BYTES) { throw new Error(`it unpacks to more than ${MOST_BYTES} bytes`); }
    if (total > most) { throw new TooLarge(); }
    const local = read(header, 30);
    const content = inflated(read(header + 30 + local.readUInt16LE(26) + local.readUInt16LE(28), packed), method, size);
    mkdirSync(dirname(target), { recursive: true });
    // Made in the end: nothing is written through a link.
    if (Math.floor(mode / 0o10000) === SYMBOLIC_LINK) { links.push([target, content.toString()]); } else { writeFileSync(target, content, { mode: mode % 0o1000 || 0o644 }); }
  }
  links.forEach(([target, to]) => symlinkSync(to, target));
}

function inflated(packed: Buffer, method: number, size: number): Buffer {
  if (method !== 0 && method !== 8) { throw new Error(`it is compressed by method ${method}, which Lambda does not take`); }
  const content = method === 0 ? packed : inflateRawSync(packed, { maxOutputLength: Math.max(size, 1) });
  if (content.length !== size) { throw new Error('it is damaged'); }
  return content;
}
