import type * as shared from './shared';

/*
 * What stands in senders.mjs for the modules that shared.ts names; build.mjs puts it there. Not an import from handler.mjs: while user code
 * loads, that is not done yet, and whoever awaits a flush there would wait for itself.
 */
export let encodeProtobuf: typeof shared.encodeProtobuf;
export let HttpConnection: typeof shared.HttpConnection;
export let messageOf: typeof shared.messageOf;
export let warnOnce: typeof shared.warnOnce;
export let pairs: typeof shared.pairs;
export let text: typeof shared.text;
export let variables: typeof shared.variables;
export let whole: typeof shared.whole;
export let word: typeof shared.word;

/** To be called before anything of the above is used. */
export function take(given: typeof shared): void {
  ({ encodeProtobuf, HttpConnection, messageOf, warnOnce, pairs, text, variables, whole, word } = given);
}
