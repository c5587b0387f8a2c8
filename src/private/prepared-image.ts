import { readFileSync } from 'fs';
import { join } from 'path';
import type { CfnResource } from 'aws-cdk-lib';
import { IMAGE_MARKER } from '../contract/image-marker';
import type { PreparedImage } from '../core/function-model';

const MARKER = new RegExp(`^\\s*${IMAGE_MARKER} (\\S+) (\\S+)\\s*$`, 'm');

/** By file: staged assets never change within a process. */
const found = new Map<string, PreparedImage | undefined>();

/**
 * Whose tracer an image holds, by the marker in its Dockerfile. An image that is built by the app is looked at where it was staged: an L2 function's public
 * construct `AssetImage` (a DockerImageAsset) has a `Staging`.
 */
export function preparedImage(resource: CfnResource): PreparedImage | undefined {
  const staging = resource.node.scope?.node.tryFindChild('AssetImage')?.node.tryFindChild('Staging') as { absoluteStagedPath?: unknown } | undefined;
  if (typeof staging?.absoluteStagedPath !== 'string') { return undefined; }
  // Written by the CDK's command line, where the file has another name.
  const name: unknown = resource.cfnOptions.metadata?.['aws:asset:dockerfile-path'];
  const file = join(staging.absoluteStagedPath, typeof name === 'string' ? name : 'Dockerfile');
  if (!found.has(file)) { found.set(file, inFile(file)); }
  return found.get(file);
}

function inFile(file: string): PreparedImage | undefined {
  try {
    const [, provider, runtime] = MARKER.exec(readFileSync(file, 'utf8')) ?? [];
    return provider === undefined ? undefined : { provider, runtime };
  } catch {
    return undefined; // CDK has said so, or Docker will
  }
}
