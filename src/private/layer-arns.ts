import { existsSync } from 'fs';
import { basename, isAbsolute, relative, sep } from 'path';
import { CfnResource, Stack } from 'aws-cdk-lib';
import { messageOf } from './error-message';
import { isMissing, layerArn } from './layer-arn';
import { withoutRoom } from './stack-room';
import { Diagnostic } from '../core/diagnostic';
import { diagnostic } from '../core/diagnostics';
import { FunctionChange } from '../core/merge';
import { TracingLayer } from '../core/tracing-layer';

/** The ARNs of a change's layers in the function's stack. The last thing that can go wrong: a layer that is deployed with the app needs a stack that takes assets. */
export function layerArns(resource: CfnResource, { layers }: FunctionChange, provider: string): string[] | Diagnostic {
  const stack = Stack.of(resource);
  const full = layers.some((layer) => isMissing(stack, layer)) ? withoutRoom(stack) : undefined;
  if (full) { return diagnostic('stackFull', { provider, stack: stack.node.path, ...full }); }
  try {
    // Those that can fail go first: a mapping made before would stay in the template.
    if (layers.length > 1) { layers.filter(({ assetPath }) => assetPath !== undefined).forEach((layer) => layerArn(stack, layer)); }
    return layers.map((layer) => layerArn(stack, layer));
  } catch (error) {
    return diagnostic('noAssets', { provider, stack: stack.node.path, error: missingFile(layers) ?? messageOf(error) });
  }
}

/** In our own words: the message of the file system has a path of this machine. */
function missingFile(layers: readonly TracingLayer[]): string | undefined {
  const missing = layers.find(({ assetPath }) => assetPath !== undefined && !existsSync(assetPath));
  if (missing === undefined) { return undefined; }
  const path = relative(process.cwd(), missing.assetPath!);
  return `there is no ${isAbsolute(path) || path.startsWith('..') ? basename(path) : path.split(sep).join('/')} to make layer ${missing.assetName} from`;
}
