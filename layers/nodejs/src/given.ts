import type { Shared } from './shared';

/*
 * What stands in senders.cjs for the modules that shared.ts names; build.mjs puts it there. Not an import from handler.mjs: while user code
 * loads, that is not done yet, and whoever awaits a flush there would wait for itself.
 */
export let encodeProtobuf: Shared['encodeProtobuf'];
export let HttpConnection: Shared['HttpConnection'];
export let messageOf: Shared['messageOf'];
export let warnOnce: Shared['warnOnce'];
export let pairs: Shared['pairs'];
export let text: Shared['text'];
export let variables: Shared['variables'];
export let whole: Shared['whole'];
export let word: Shared['word'];

/** To be called before anything of the above is used. */
export function take(given: Shared): void {
  ({ encodeProtobuf, HttpConnection, messageOf, warnOnce, pairs, text, variables, whole, word } = given);
}
