/** One field of a protobuf message, not yet interpreted. */
export interface Field {
  readonly number: number;
  /** Set where the wire type is varint, fixed64 or fixed32. */
  readonly integer: bigint;
  /** Set where it is length-delimited: a string, bytes or a message. */
  readonly bytes: Buffer;
}

const EMPTY = Buffer.alloc(0);

/** Reads a message field by field; throws where the bytes are no protobuf. */
export function* fields(message: Buffer): Generator<Field> {
  let at = 0;
  const varint = () => {
    let value = 0n;
    for (let shift = 0n; shift < 70n; shift += 7n) {
      if (at >= message.length) break;
      const byte = message[at++];
      value += BigInt(byte % 128) * 2n ** shift;
      if (byte < 128) return BigInt.asUintN(64, value);
    }
    throw new Error('protobuf: a varint has no end');
  };
  const take = (length: number) => {
    if (at + length > message.length) throw new Error('protobuf: a field is longer than its message');
    at += length;
    return message.subarray(at - length, at);
  };
  while (at < message.length) {
    const tag = Number(varint());
    const number = Math.floor(tag / 8);
    if (number === 0) throw new Error('protobuf: field number 0');
    switch (tag % 8) {
      case 0: yield { number, integer: varint(), bytes: EMPTY }; break;
      case 1: yield { number, integer: take(8).readBigUInt64LE(), bytes: EMPTY }; break;
      case 2: yield { number, integer: 0n, bytes: take(Number(varint())) }; break;
      case 5: yield { number, integer: BigInt(take(4).readUInt32LE()), bytes: EMPTY }; break;
      default: throw new Error(`protobuf: wire type ${tag % 8}`);
    }
  }
}
