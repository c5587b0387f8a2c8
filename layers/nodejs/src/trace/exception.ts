/** The attributes of an `exception` event for anything that can be thrown. */
export function exceptionAttributes(thrown: unknown): Record<string, string> {
  const attributes: Record<string, string> = { 'exception.type': errorType(thrown) };
  const error = thrown as { message?: unknown; stack?: unknown } | null | undefined;
  const message = typeof thrown === 'object' && thrown !== null ? error?.message : thrown;
  if (message !== undefined && message !== '') attributes['exception.message'] = String(message);
  if (typeof thrown === 'object' && typeof error?.stack === 'string') attributes['exception.stacktrace'] = error.stack;
  return attributes;
}

/** The name an error goes by: its code where it has one that is a word, else its class. */
export function errorType(thrown: unknown): string {
  if (typeof thrown !== 'object' || thrown === null) return typeof thrown;
  const { name, constructor } = thrown as { name?: unknown; constructor?: { name?: unknown } };
  if (typeof name === 'string' && name) return name;
  return typeof constructor?.name === 'string' && constructor.name ? constructor.name : 'Error';
}
