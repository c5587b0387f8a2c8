import { closeSync, fstatSync, openSync, readdirSync, readSync, statSync } from 'fs';
import { join } from 'path';
import { unpackedBytes, ZIP_TAIL_BYTES, zipDirectory } from './zip-size';

/** By path: staged assets and the layers of this package never change within a process. */
const sizes = new Map<string, number | undefined>();

/** Bytes of a folder's files, or of what a zip file unpacks to; nothing where it cannot be read. */
export function packageSize(path: string): number | undefined {
  if (!sizes.has(path)) { sizes.set(path, measured(path)); }
  return sizes.get(path);
}

function measured(path: string): number | undefined {
  try {
    const stat = statSync(path);
    return stat.isDirectory() ? folderSize(path) : archiveSize(path) ?? stat.size;
  } catch {
    return undefined;
  }
}

function folderSize(folder: string): number {
  return readdirSync(folder, { withFileTypes: true }).reduce((sum, entry) => {
    const path = join(folder, entry.name);
    return sum + (entry.isDirectory() ? folderSize(path) : statSync(path).size);
  }, 0);
}

function archiveSize(file: string): number | undefined {
  const descriptor = openSync(file, 'r');
  try {
    const { size } = fstatSync(descriptor);
    const tailBytes = Math.min(size, ZIP_TAIL_BYTES);
    const directory = zipDirectory(read(descriptor, size - tailBytes, tailBytes));
    return directory && unpackedBytes(read(descriptor, directory.offset, directory.bytes));
  } finally {
    closeSync(descriptor);
  }
}

function read(descriptor: number, position: number, length: number): Buffer {
  const buffer = Buffer.alloc(length);
  return buffer.subarray(0, readSync(descriptor, buffer, 0, length, position));
}
