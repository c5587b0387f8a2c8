import { unpackedBytes, ZIP_TAIL_BYTES, zipDirectory } from '../../src/core/zip-size';

/** Longest wait for a part of an archive. */
const PATIENCE_MS = 10_000;

/** Hosts that did not answer: they are not asked again for every layer. */
const silent = new Set<string>();

/**
 * Bytes of an archive once unpacked, by its list of files alone: a few kilobytes of the end of it are read, by ranges.
 *
 * @param location where the Lambda API says that the archive can be read for some minutes
 * @returns nothing where it cannot be read so: the lock is as good without it, only its size is a lower bound then
 */
export async function unzippedSize(location: string | undefined, size: number): Promise<number | undefined> {
  if (location === undefined || !URL.canParse(location)) { return undefined; }
  const { host, protocol } = new URL(location);
  if (!/^https?:$/.test(protocol) || silent.has(host)) { return undefined; }
  try {
    const from = Math.max(0, size - ZIP_TAIL_BYTES);
    const tail = await part(location, from, size - 1);
    const directory = zipDirectory(tail);
    if (directory === undefined) { return undefined; }
    const { offset, bytes } = directory;
    return unpackedBytes(offset >= from ? tail.subarray(offset - from, offset - from + bytes) : await part(location, offset, offset + bytes - 1));
  } catch {
    silent.add(host);
    return undefined;
  }
}

async function part(location: string, from: number, to: number): Promise<Buffer> {
  const response = await fetch(location, { headers: { range: `bytes=${from}-${to}` }, signal: AbortSignal.timeout(PATIENCE_MS) });
  // Whoever ignores the range would send all of it.
  if (response.status !== 206) {
    await response.body?.cancel();
    throw new Error(`${response.status}`);
  }
  return Buffer.from(await response.arrayBuffer());
}
