/** A part of the event, of unknown shape: whoever invokes decides what is in it. */
export type Part = Record<string, unknown>;

export function part(value: unknown): Part | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? value as Part : undefined;
}

/** The objects in an array; nothing where it is none. */
export function objects(value: unknown): Part[] {
  return Array.isArray(value) ? value.map(part).filter((item) => item !== undefined) : [];
}

export function string(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** A value as text, or several of them; an object says nothing here, whatever its `toString` may be. */
export function plain(value: unknown): string {
  if (Array.isArray(value)) return value.map(plain).join(',');
  return typeof value === 'object' ? '' : String(value);
}

/** The last piece of an ARN or URL: `arn:aws:sqs:eu-west-1:123456789012:orders` gives `orders`. */
export function lastPiece(value: unknown, separator: string): string | undefined {
  const whole = string(value);
  return whole?.slice(whole.lastIndexOf(separator) + 1);
}

/** What all of a batch have in common. */
export function same<T>(items: readonly T[], of: (item: T) => string | undefined): string | undefined {
  if (items.length === 0) return undefined;
  const first = of(items[0]);
  return items.every((item) => of(item) === first) ? first : undefined;
}

/** Only what has a value, so that nothing is recorded for what the event does not say. */
export function present<T>(values: Record<string, T | undefined>): Record<string, T> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Record<string, T>;
}
