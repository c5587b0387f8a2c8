/** A copy of a piece of text. V8 keeps the whole that a piece was cut from: a body for the name of a queue, all headers for that of an operation. */
export function detached(piece: string): string {
  return Buffer.from(piece).toString();
}
