import { accessSync, constants } from 'fs';
import { EXEC_WRAPPER_VARIABLE } from '../../../src/contract/lambda-environment';
import { Content, fileIn } from '../assembly/content';
import type { FunctionFacts } from '../assembly/function-facts';
import { error, Finding } from '../finding';

const OPT = '/opt/';
const ENDINGS = ['', '.js', '.mjs', '.cjs', '.py', '.rb'];

/**
 * Whether the wrapper, and a handler in a layer, are there.
 *
 * @param layers contents of all layers, in their order; nothing where one of them is not to be had
 */
export function checkWrapper({ environment, handler, reported }: FunctionFacts, layers: readonly Content[] | undefined): Finding[] {
  const wrapper = environment[EXEC_WRAPPER_VARIABLE];
  return [
    ...(wrapper?.known && wrapper.text !== '' ? wrapperProblem(wrapper.text, layers, reported?.changes?.environment.includes(EXEC_WRAPPER_VARIABLE) ?? false) : []),
    ...(handler?.startsWith(OPT) ? handlerProblem(handler, layers, reported?.changes?.handler === handler) : []),
  ];
}

function wrapperProblem(wrapper: string, layers: readonly Content[] | undefined, ours: boolean): Finding[] {
  if (!wrapper.startsWith(OPT) || layers === undefined) { return []; }
  const file = found(layers, wrapper.slice(OPT.length));
  if (file === undefined) { return [error('wrapperMissing', `none of its layers has ${wrapper}`, ours)]; }
  return process.platform !== 'win32' && !isExecutable(file) ? [error('wrapperNotExecutable', `${wrapper} is not executable`, ours)] : [];
}

function handlerProblem(handler: string, layers: readonly Content[] | undefined, ours: boolean): Finding[] {
  const [, file] = /^((?:.*\/)?[^./]*)\./.exec(handler) ?? [];
  if (file === undefined || layers === undefined || ENDINGS.some((ending) => found(layers, file.slice(OPT.length) + ending) !== undefined)) { return []; }
  return [error('handlerMissing', `none of its layers has the file of its handler ${handler}`, ours)];
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** The last layer wins. */
function found(layers: readonly Content[], path: string): string | undefined {
  return [...layers].reverse().map((layer) => fileIn(layer, path)).find((file) => file !== undefined);
}
