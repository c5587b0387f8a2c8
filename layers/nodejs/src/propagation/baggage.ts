const PAIRS = 180;
const TOTAL = 8192;

export interface BaggageEntry {
  readonly value: string;
  readonly metadata?: { toString(): string };
}

/** Baggage as the OpenTelemetry API has it; a copy of the API in user code works on it and we on that copy's. */
export class Baggage {
  /** Entries that are not valid are left out, the others stay. */
  public static parse(header: unknown): Baggage | undefined {
    if (typeof header !== 'string' || header.length > TOTAL) return undefined;
    const entries = new Map<string, BaggageEntry>();
    for (const member of header.split(',').slice(0, PAIRS)) {
      const [pair, ...properties] = member.split(';');
      const equals = pair.indexOf('=');
      const key = decoded(pair.slice(0, Math.max(equals, 0)).trim());
      const value = decoded(pair.slice(equals + 1).trim());
      if (!key || value === undefined) continue;
      const metadata = properties.join(';').trim();
      entries.set(key, { value, ...(metadata && { metadata: { toString: () => metadata } }) });
    }
    return entries.size > 0 ? new Baggage(entries) : undefined;
  }

  constructor(private readonly entries: ReadonlyMap<string, BaggageEntry>) {}

  public getEntry(key: string): BaggageEntry | undefined {
    return this.entries.get(key);
  }

  public getAllEntries(): [string, BaggageEntry][] {
    return [...this.entries];
  }

  public setEntry(key: string, entry: BaggageEntry): Baggage {
    return new Baggage(new Map(this.entries).set(key, entry));
  }

  public removeEntry(key: string): Baggage {
    return this.removeEntries(key);
  }

  public removeEntries(...keys: string[]): Baggage {
    return new Baggage(new Map([...this.entries].filter(([key]) => !keys.includes(key))));
  }

  public clear(): Baggage {
    return new Baggage(new Map());
  }
}

/** The `baggage` header, within the limits of the recommendation. */
export function formatBaggage(baggage: Pick<Baggage, 'getAllEntries'> | undefined): string {
  let result = '';
  for (const [key, entry] of (baggage?.getAllEntries() ?? []).slice(0, PAIRS)) {
    const metadata = entry.metadata?.toString();
    const member = `${encodeURIComponent(key)}=${encodeURIComponent(entry.value)}${metadata ? `;${metadata}` : ''}`;
    const next = result ? `${result},${member}` : member;
    if (next.length > TOTAL) break;
    result = next;
  }
  return result;
}

function decoded(value: string): string | undefined {
  try {
    return decodeURIComponent(value);
  } catch {
    return undefined;
  }
}
