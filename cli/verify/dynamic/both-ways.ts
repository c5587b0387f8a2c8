import type { FunctionFacts } from '../assembly/function-facts';

/** What a function is started with. */
export interface Way {
  readonly handler: string;
  readonly environment: { readonly [name: string]: string };
  /** Roots of the layers. */
  readonly layers: readonly string[];
}

/** The part of a list of Node.js options that loads something from a layer. */
const FROM_LAYER = /(^|\s)(--require|-r|--import|--loader|--experimental-loader)[=\s]\/opt\/\S+/g;

/**
 * A function as it will be deployed, and as it would be without tracing: without the variables and layers that were added, and with the
 * handler that the user wrote.
 *
 * @param roots folders of its layers, in their order
 */
export function bothWays({ reported, environment, handler = '', layers }: FunctionFacts, roots: readonly string[]): { readonly without: Way; readonly with: Way } {
  const changes = reported?.changes;
  const added = new Set(changes?.environment ?? []);
  const all = Object.fromEntries(Object.entries(environment).map(([name, { text }]) => [name, text]));
  const own = Object.fromEntries(Object.entries(all).filter(([name]) => !added.has(name)));
  // What was appended to the user's value stands behind it.
  const options = added.has('NODE_OPTIONS') ? (all.NODE_OPTIONS ?? '').replace(FROM_LAYER, '').trim() : '';
  const original = changes?.handler === undefined ? handler : Object.entries(all).find(([name]) => added.has(name) && name.endsWith('HANDLER'))?.[1] ?? handler;
  return {
    without: { handler: original, environment: { ...own, ...(options === '' ? {} : { NODE_OPTIONS: options }) }, layers: roots.filter((_, index) => !layers[index].ours) },
    with: { handler, environment: all, layers: roots },
  };
}
