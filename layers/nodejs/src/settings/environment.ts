import { warnOnce } from '../platform/log';

/** As they were before user code could change them. */
export const variables: Readonly<Record<string, string | undefined>> = { ...process.env };

/** A variable's value, without surrounding blanks; empty counts as unset, as the specification says. */
export function text(name: string): string | undefined {
  return variables[name]?.trim() || undefined;
}

export function flag(name: string): boolean {
  return text(name)?.toLowerCase() === 'true';
}

/** The longest that a timer of Node.js can run, in milliseconds; of anything else it is more than enough too. */
const MOST = 2 ** 31 - 1;

/** A whole number of at least `least`; anything else is reported and leaves the default. */
export function whole(name: string, fallback: number, least = 0): number {
  const value = text(name);
  if (value === undefined) return fallback;
  const parsed = Number(value);
  if (Number.isSafeInteger(parsed) && parsed >= least) return Math.min(parsed, MOST);
  warnOnce(`${name} is not a whole number of at least ${least}`, `using ${fallback}`);
  return fallback;
}

/** One of the known words; anything else is reported and leaves the default. */
export function word<T extends string>(name: string, known: readonly T[], fallback: T): T {
  const value = text(name)?.toLowerCase();
  if (value === undefined) return fallback;
  if ((known as readonly string[]).includes(value)) return value as T;
  warnOnce(`${name} is not one of ${known.join(', ')}`, `using ${fallback}`);
  return fallback;
}

/** `key=value,key=value`, percent-encoded, as OTEL_RESOURCE_ATTRIBUTES and OTEL_EXPORTER_OTLP_HEADERS have it. */
export function pairs(name: string): Record<string, string> {
  const result: Record<string, string> = {};
  for (const entry of (text(name) ?? '').split(',')) {
    const part = entry.trim();
    const equals = part.indexOf('=');
    if (equals > 0) result[decoded(part.slice(0, equals))] = decoded(part.slice(equals + 1));
    else if (part) warnOnce(`${name} has an entry without "="`, 'the entry is ignored');
  }
  return result;
}

function decoded(value: string): string {
  try {
    return decodeURIComponent(value.trim());
  } catch {
    return value.trim();
  }
}
