import { statSync } from 'fs';
import { dirname, resolve } from 'path';
import type { TemplateFunction } from './function-scan';
import { partitionOf } from '../../src/catalog/region';
import { FUNCTION_SHAPES, functionFacts } from '../../src/core/function-facts';
import { FunctionModel, PackageType } from '../../src/core/function-model';
import { HandlerFile, handlerFileIn, inlineHandler } from '../../src/core/handler-file';
import { packageSize } from '../../src/core/package-size';
import { RuntimeFamily } from '../../src/core/runtime-family';

/** What is known of the template a function is in. */
interface Surroundings {
  readonly file: string;
  readonly stack: string;
  readonly region?: string;
  readonly samplingRatio?: number;
}

/** The facts about a function in a template. */
export function modelOf(fn: TemplateFunction, { file, stack, region, samplingRatio }: Surroundings): FunctionModel {
  const { logicalId, type, properties } = fn;
  const facts = functionFacts(properties, FUNCTION_SHAPES[type]);
  return {
    ...facts,
    path: logicalId,
    logicalId,
    stackName: stack,
    resourceType: type,
    ...(facts.packageType === PackageType.ZIP && facts.runtimeFamily === RuntimeFamily.NODEJS && facts.handler !== undefined ? handlerFile(fn, file, facts.handler) : {}),
    ...(region === undefined ? {} : { region, partition: partitionOf(region) }),
    ...(samplingRatio === undefined ? {} : { samplingRatio }),
  };
}

/** Code in the template, or in a folder beside it; what SAM builds first is not there yet. */
function handlerFile({ properties: { Code, CodeUri, InlineCode }, metadata }: TemplateFunction, file: string, handler: string): HandlerFile {
  const inline: unknown = InlineCode ?? Code?.ZipFile;
  if (typeof inline === 'string') { return inlineHandler(inline); }
  const code: unknown = CodeUri ?? Code;
  if (typeof code !== 'string' || metadata.BuildMethod !== undefined || /^\w+:/.test(code)) { return {}; }
  const folder = resolve(dirname(file), code);
  return isFolder(folder) ? handlerFileIn(folder, handler) : {};
}

/** What the code unpacks to, where it is here: in the template, in a folder or a zip file beside it. */
export function codeBytes({ properties: { Code, CodeUri, InlineCode }, metadata }: TemplateFunction, file: string): number | undefined {
  const inline: unknown = InlineCode ?? Code?.ZipFile;
  if (typeof inline === 'string') { return Buffer.byteLength(inline); }
  const code: unknown = CodeUri ?? Code;
  return typeof code !== 'string' || metadata.BuildMethod !== undefined || /^\w+:/.test(code) ? undefined : packageSize(resolve(dirname(file), code));
}

function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    return false;
  }
}
