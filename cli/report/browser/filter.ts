import type { PageFunction } from '../page-data';

/** The choices by which functions are narrowed down. */
export const FACETS = ['status', 'level', 'stack', 'runtime', 'provider', 'reason'] as const;

export type Facet = (typeof FACETS)[number];

/** What is asked for: a text anywhere in it, and for each facet one value or none. */
export type Query = { readonly text: string } & { readonly [facet in Facet]?: string };

/** A function with what is searched, prepared once. */
export interface Indexed {
  readonly entry: PageFunction;
  readonly haystack: string;
  readonly facets: { readonly [facet in Facet]: readonly string[] };
}

/** The name of a provider where there is none. */
export const NO_PROVIDER = 'none';

export function index(functions: readonly PageFunction[]): Indexed[] {
  return functions.map((entry) => ({
    entry,
    haystack: [entry.path, entry.logicalId, entry.stack, entry.runtime, entry.provider, ...entry.diagnostics.flatMap(({ id, message }) => [id, message])].join('\n').toLowerCase(),
    facets: {
      status: [entry.status],
      level: [entry.level],
      stack: [entry.stack],
      runtime: [entry.runtime],
      provider: [entry.provider ?? NO_PROVIDER],
      reason: [...new Set(entry.diagnostics.map(({ id }) => id))],
    },
  }));
}

/** Every word of the text has to occur, in whichever order. */
export function matching(functions: readonly Indexed[], query: Query): Indexed[] {
  const words = query.text.toLowerCase().split(/\s+/).filter((word) => word !== '');
  const asked = FACETS.filter((facet) => query[facet] !== undefined);
  return functions.filter(({ haystack, facets }) =>
    asked.every((facet) => facets[facet].includes(query[facet]!)) && words.every((word) => haystack.includes(word)));
}

/** How a group of functions is covered. */
export interface Group {
  readonly name: string;
  readonly functions: number;
  readonly traced: number;
}

/** The groups by a facet, the least covered first, then by name. */
export function groups(functions: readonly Indexed[], facet: Facet): Group[] {
  const found = new Map<string, { functions: number; traced: number }>();
  for (const { entry, facets } of functions) {
    for (const name of facets[facet]) {
      const group = found.get(name) ?? { functions: 0, traced: 0 };
      found.set(name, { functions: group.functions + 1, traced: group.traced + Number(entry.status === 'traced') });
    }
  }
  const share = ({ functions: all, traced }: Omit<Group, 'name'>) => traced / all;
  return [...found].map(([name, group]) => ({ name, ...group })).sort((one, other) => share(one) - share(other) || byName(one.name, other.name));
}

/** `Service-9` before `Service-10`. */
export const byName: (one: string, other: string) => number = new Intl.Collator('en', { numeric: true }).compare;

/** A query as the part of the page's address behind `#`, so that it can be passed on. */
export function toHash(query: Query): string {
  return new URLSearchParams(Object.entries(query).filter(([, value]) => value !== undefined && value !== '') as [string, string][]).toString();
}

export function fromHash(hash: string): Query {
  const parameters = new URLSearchParams(hash.replace(/^#/, ''));
  const facets = FACETS.filter((facet) => parameters.has(facet)).map((facet) => [facet, parameters.get(facet)]);
  return { text: parameters.get('text') ?? '', ...Object.fromEntries(facets) };
}
