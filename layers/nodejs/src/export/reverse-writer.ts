const WIRE = { varint: 0, fixed64: 1, bytes: 2, fixed32: 5 } as const;

const KEPT = 262144;

/** Used by one writer after another: writing is synchronous, and the result is a copy. */
let scratch = Buffer.allocUnsafeSlow(8192);

/**
 * Writes protobuf from the end to the beginning.
 *
 * So the length of a nested message is known when its header is due: one pass, no measuring, no copying. Fields and the items of a
 * repeated field are written last first.
 */
export class ReverseWriter {
  private at: number;

  constructor(private buffer = scratch) {
    this.at = buffer.length;
  }

  public finish(): Buffer {
    // What was needed once may be needed again, but not what one giant span needed.
    if (this.buffer.length > scratch.length && this.buffer.length <= KEPT) scratch = this.buffer;
    return Buffer.from(this.buffer.subarray(this.at));
  }

  public string(field: number, value: string): void {
    const length = Buffer.byteLength(value);
    this.room(length);
    this.at -= length;
    this.buffer.write(value, this.at, 'utf8');
    this.header(field, length);
  }

  public hex(field: number, value: string): void {
    const length = value.length / 2;
    this.room(length);
    this.at -= length;
    this.buffer.write(value, this.at, 'hex');
    this.header(field, length);
  }

  /** Milliseconds since the epoch as nanoseconds. */
  public nanoseconds(field: number, milliseconds: number): void {
    this.room(8);
    this.at -= 8;
    this.buffer.writeBigUInt64LE(BigInt(Math.max(0, Math.round(milliseconds * 1e3))) * 1000n, this.at);
    this.tag(field, WIRE.fixed64);
  }

  public fixed32(field: number, value: number): void {
    this.room(4);
    this.at -= 4;
    this.buffer.writeUInt32LE(value, this.at);
    this.tag(field, WIRE.fixed32);
  }

  public double(field: number, value: number): void {
    this.room(8);
    this.at -= 8;
    this.buffer.writeDoubleLE(value, this.at);
    this.tag(field, WIRE.fixed64);
  }

  /** A signed integer; a negative one takes ten bytes. */
  public integer(field: number, value: number): void {
    if (value >= 0) this.varint(value);
    else this.bigVarint(BigInt.asUintN(64, BigInt(value)));
    this.tag(field, WIRE.varint);
  }

  /** Where a nested message ends; its fields come next, then `close`. */
  public open(): number {
    return this.buffer.length - this.at;
  }

  public close(field: number, end: number): void {
    this.header(field, this.buffer.length - this.at - end);
  }

  /** A field that was written before, header and all. */
  public raw(bytes: Buffer): void {
    this.room(bytes.length);
    this.at -= bytes.length;
    bytes.copy(this.buffer, this.at);
  }

  private header(field: number, length: number): void {
    this.varint(length);
    this.tag(field, WIRE.bytes);
  }

  private tag(field: number, wire: number): void {
    this.varint(field * 8 + wire);
  }

  private varint(value: number): void {
    let length = 1;
    for (let rest = value; rest >= 128; rest = Math.floor(rest / 128)) length++;
    this.room(length);
    this.at -= length;
    let rest = value;
    for (let i = 0; i < length; i++) {
      this.buffer[this.at + i] = (rest % 128) + (i < length - 1 ? 128 : 0);
      rest = Math.floor(rest / 128);
    }
  }

  private bigVarint(value: bigint): void {
    const bytes: number[] = [];
    for (let rest = value; rest > 0n; rest /= 128n) bytes.push(Number(rest % 128n) + (rest >= 128n ? 128 : 0));
    this.room(bytes.length);
    this.at -= bytes.length;
    this.buffer.set(bytes, this.at);
  }

  private room(length: number): void {
    if (this.at >= length) return;
    const used = this.buffer.length - this.at;
    const larger = Buffer.allocUnsafe(Math.max(this.buffer.length * 2, used + length));
    this.buffer.copy(larger, larger.length - used, this.at);
    this.buffer = larger;
    this.at = larger.length - used;
  }
}
