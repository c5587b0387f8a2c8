/** A part of the event, of unknown shape: whoever invokes decides what is in it. */
export type Part = Record<string, unknown>;

export function part(value: unknown): Part | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? value as Part : undefined;
}

export function string(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** The last piece of an ARN or URL: `arn:aws:sqs:eu-west-1:123456789012:orders` gives `orders`. */
export function lastPiece(value: unknown, separator: string): string | undefined {
  const whole = string(value);
  return whole?.slice(whole.lastIndexOf(separator) + 1);
}

/** Only what has a value, so that nothing is recorded for what the event does not say. */
export function present<T>(values: Record<string, T | undefined>): Record<string, T> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Record<string, T>;
}
