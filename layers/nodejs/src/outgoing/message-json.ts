type Json = Record<string, unknown>;

export function asObject(value: unknown): Json | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? value as Json : undefined;
}

export function fromBase64(text: string): string {
  return Buffer.from(text, 'base64').toString('utf8');
}

/** The object a text of JSON is; undefined for any other text. */
export function jsonObject(text: string): Json | undefined {
  try {
    return asObject(JSON.parse(text));
  } catch {
    return undefined;
  }
}

/** What to write before the last brace of a JSON object so that it has these members; its own stay as they were written, digit by digit. */
function pieceFor(text: string, members: Readonly<Record<string, string>>): string | undefined {
  const object = jsonObject(text);
  // What is a stranger's to read, and may be kept for long, gets identifiers only.
  const { baggage: _, ...added } = members;
  if (!object || Object.keys(added).some((name) => name in object)) return undefined;
  return `${Object.keys(object).length > 0 ? ',' : ''}${JSON.stringify(added).slice(1, -1)}`;
}

export function textWithMembers(text: unknown, members: Readonly<Record<string, string>>): string | undefined {
  if (typeof text !== 'string') return undefined;
  const piece = pieceFor(text, members);
  const end = text.lastIndexOf('}');
  return piece && `${text.slice(0, end)}${piece}${text.slice(end)}`;
}

/** The same of bytes, of which none is changed. */
export function bytesWithMembers(bytes: unknown, members: Readonly<Record<string, string>>): Uint8Array | undefined {
  // An object begins with a brace; what does not is not read.
  if (!(bytes instanceof Uint8Array) || bytes[0] !== 0x7b) return undefined;
  const piece = pieceFor(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('utf8'), members);
  const end = bytes.lastIndexOf(0x7d);
  return piece === undefined ? undefined : Buffer.concat([bytes.subarray(0, end), Buffer.from(piece, 'utf8'), bytes.subarray(end)]);
}
