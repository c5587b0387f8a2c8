/** The few fields of a zip archive that say how large its files are once unpacked. Source: PKWARE APPNOTE 6.3.10, 4.3.12 and 4.3.16. */
const END = 0x06054b50;
const END_BYTES = 22;
const ENTRY = 0x02014b50;
const ENTRY_BYTES = 46;

/** Bytes from the end of an archive in which its end record is found, whatever comment it has. */
export const ZIP_TAIL_BYTES = END_BYTES + 0xffff;

/** Where the list of an archive's files is. */
export interface ZipDirectory {
  readonly offset: number;
  readonly bytes: number;
}

/**
 * Finds the list of files.
 *
 * @param tail the end of the archive, `ZIP_TAIL_BYTES` of it, or all of a smaller one
 * @returns nothing where it is no zip archive
 */
export function zipDirectory(tail: Buffer): ZipDirectory | undefined {
  for (let at = tail.length - END_BYTES; at >= 0; at--) {
    if (tail.readUInt32LE(at) === END) { return { bytes: tail.readUInt32LE(at + 12), offset: tail.readUInt32LE(at + 16) }; }
  }
  return undefined;
}

/** Sum of the sizes of all files once unpacked; nothing where the list is not whole. */
export function unpackedBytes(directory: Buffer): number | undefined {
  let sum = 0;
  let at = 0;
  while (at < directory.length) {
    if (at + ENTRY_BYTES > directory.length || directory.readUInt32LE(at) !== ENTRY) { return undefined; }
    sum += directory.readUInt32LE(at + 24);
    at += ENTRY_BYTES + directory.readUInt16LE(at + 28) + directory.readUInt16LE(at + 30) + directory.readUInt16LE(at + 32);
  }
  return sum;
}
