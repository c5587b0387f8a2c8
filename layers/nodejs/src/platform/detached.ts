/** Operations, regions and the like: there are few, and they come again. */
const MOST_KEPT = 256;
const known = new Map<string, string>();

/**
 * A copy of a piece of text, the same one for the same piece. V8 keeps the whole that a piece was cut from: a body for the name of a queue, all headers
 * for that of an operation.
 */
export function detached(piece: string): string {
  const kept = known.get(piece);
  if (kept !== undefined) return kept;
  const copy = Buffer.from(piece).toString();
  if (known.size < MOST_KEPT && copy.length <= MOST_KEPT) known.set(copy, copy);
  return copy;
}
