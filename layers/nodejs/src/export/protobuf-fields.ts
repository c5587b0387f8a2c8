/* eslint-disable no-bitwise -- bytes are made here */
/*
 * Fields of protobuf messages as strings with one character per byte.
 *
 * V8 joins such strings without copying, knows their length when the header of a nested message is due, and turns the whole into bytes
 * in one native call. Written byte by byte, this was the only code of an invocation that ran often enough for TurboFan within 80 calls:
 * the compiler's own pages are 6 MB of RSS on Node.js 24.
 */

const WIRE = { varint: 0, fixed64: 1, bytes: 2, fixed32: 5 } as const;
const { fromCharCode } = String;
const TWO_32 = 2 ** 32;

/** A nested message, or bytes that are one character each already; in a field below 16, as all of these but a `fixed32` are. */
export function message(field: number, content: string): string {
  const { length } = content;
  return (length < 128 ? fromCharCode(field * 8 + WIRE.bytes, length) : fromCharCode(field * 8 + WIRE.bytes) + varint(length)) + content;
}

export function text(field: number, value: string): string {
  return message(field, Buffer.byteLength(value) === value.length ? value : Buffer.from(value).toString('latin1'));
}

/** Room for the three ids of a span, or a time. Lambda's processors are little-endian, as protobuf is. */
const scratch = Buffer.allocUnsafeSlow(32);
const words = new Uint32Array(scratch.buffer);

/** The bytes that hexadecimal digits stand for, 64 digits at most. */
export function unhex(digits: string): string {
  return scratch.toString('latin1', 0, scratch.write(digits, 'hex'));
}

/** Milliseconds since the epoch as nanoseconds: more than a number holds, so in halves, of which an array of words takes the lower 32 bits. */
export function nanoseconds(field: number, milliseconds: number): string {
  const microseconds = Math.max(0, Math.round(milliseconds * 1e3));
  const low = microseconds % TWO_32 * 1e3;
  words[0] = low;
  words[1] = Math.floor(microseconds / TWO_32) * 1e3 + Math.floor(low / TWO_32);
  return fromCharCode(field * 8 + WIRE.fixed64) + scratch.toString('latin1', 0, 8);
}

export function fixed32(field: number, value: number): string {
  return varint(field * 8 + WIRE.fixed32) + fourBytes(value);
}

export function double(field: number, value: number): string {
  const bytes = Buffer.allocUnsafe(8);
  bytes.writeDoubleLE(value);
  return fromCharCode(field * 8 + WIRE.fixed64) + bytes.toString('latin1');
}

/** A signed integer; a negative one takes ten bytes. */
export function integer(field: number, value: number): string {
  return fromCharCode(field * 8 + WIRE.varint) + (value >= 0 ? varint(value) : negative(value));
}

function varint(value: number): string {
  if (value < 128) return fromCharCode(value);
  return value < 16384 ? fromCharCode(value & 127 | 128, value >> 7) : fromCharCode(value % 128 + 128) + varint(Math.floor(value / 128));
}

function negative(value: number): string {
  let [rest, bytes] = [BigInt.asUintN(64, BigInt(value)), ''];
  for (; rest >= 128n; rest >>= 7n) bytes += fromCharCode(Number(rest & 127n | 128n));
  return bytes + fromCharCode(Number(rest));
}

/** Bitwise operators take the lower 32 bits of whatever they are given. */
function fourBytes(value: number): string {
  return fromCharCode(value & 255, value >>> 8 & 255, value >>> 16 & 255, value >>> 24 & 255);
}
