import type { CfnResource } from 'aws-cdk-lib';
import { HandlerFile, handlerFileIn, inlineHandler } from '../core/handler-file';

/** What is known of a Node.js function's handler: its code is in the template, or staged. */
export function handlerFile(resource: CfnResource, code: { readonly ZipFile?: unknown } | undefined, handler: string): HandlerFile {
  if (typeof code?.ZipFile === 'string') { return inlineHandler(code.ZipFile); }
  const root = stagedPath(resource);
  return root === undefined ? {} : handlerFileIn(root, handler);
}

/** The folder an L2 function's code was staged to: public constructs `Code` (an Asset) and `Stage` (an AssetStaging) below the L2. */
export function stagedPath(resource: CfnResource): string | undefined {
  const staging = resource.node.scope?.node.tryFindChild('Code')?.node.tryFindChild('Stage') as { absoluteStagedPath?: unknown } | undefined;
  return typeof staging?.absoluteStagedPath === 'string' ? staging.absoluteStagedPath : undefined;
}
