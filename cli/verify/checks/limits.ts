import { environmentBytes, MAX_ENVIRONMENT_BYTES, MAX_LAYERS, RESERVED_VARIABLES, VARIABLE_NAME } from '../../../src/core/limits';
import type { FunctionFacts } from '../assembly/function-facts';
import { error, Finding } from '../finding';

/** Bytes of a function and its layers, unpacked (Lambda quotas). */
export const MAX_UNPACKED_BYTES = 262_144_000;
const MAX_INLINE_BYTES = 4 * 1024 * 1024;

/** Sizes that are known: a layer that is published elsewhere is not among them. */
export interface KnownSizes {
  readonly code: number;
  /** Of the layers that tracing has added, and of the others. */
  readonly ours: number;
  readonly others: number;
}

/** Lambda's limits. Where the function is within one without tracing, going beyond it is ours. */
export function checkLimits({ environment, layers, code, reported }: FunctionFacts, sizes: KnownSizes): Finding[] {
  const added = new Set(reported?.changes?.environment ?? []);
  const all = Object.entries(environment).map(([name, { text }]): [string, string] => [name, text]);
  const bytes = environmentBytes(Object.fromEntries(all));
  const own = all.filter(([name]) => !added.has(name));
  const bad = (name: string) => RESERVED_VARIABLES.has(name) || !VARIABLE_NAME.test(name);
  const badNames = all.map(([name]) => name).filter(bad);
  const unpacked = sizes.code + sizes.ours + sizes.others;
  const ownLayers = layers.filter(({ ours }) => !ours).length;
  return [
    ...(bytes > MAX_ENVIRONMENT_BYTES
      ? [error('environmentTooLarge', `its environment variables have ${bytes} bytes, more than ${MAX_ENVIRONMENT_BYTES}`, environmentBytes(Object.fromEntries(own)) <= MAX_ENVIRONMENT_BYTES)] : []),
    ...(badNames.length > 0 ? [error('variableRefused', `Lambda refuses the names of ${badNames.join(', ')}`, badNames.some((name) => added.has(name)))] : []),
    ...(layers.length > MAX_LAYERS ? [error('tooManyLayers', `it has ${layers.length} layers, more than ${MAX_LAYERS}`, ownLayers <= MAX_LAYERS)] : []),
    ...(unpacked > MAX_UNPACKED_BYTES
      ? [error('codeTooLarge', `code and layers have ${unpacked} bytes unpacked, more than ${MAX_UNPACKED_BYTES}`, unpacked - sizes.ours <= MAX_UNPACKED_BYTES)] : []),
    ...(code.kind === 'inline' && Buffer.byteLength(code.source) > MAX_INLINE_BYTES ? [error('codeTooLarge', `its inline code has more than ${MAX_INLINE_BYTES} bytes`, false)] : []),
  ];
}
