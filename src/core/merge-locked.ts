import type { Diagnostic } from './diagnostic';
import { diagnostic } from './diagnostics';
import type { FunctionModel } from './function-model';
import type { InstrumentationPlan } from './instrumentation-plan';
import { lockedLayer } from './layer-lock';
import { MAX_UNZIPPED_BYTES } from './limits';
import { FunctionChange, isConflict, merge, MergeOptions } from './merge';
import { packageSize } from './package-size';
import { NamedLock, pinLayers } from './pin-layers';
import type { TracingLayer } from './tracing-layer';
import type { LayerLock } from '../contract/layer-lock';

/**
 * Puts a plan that is sound together with what the function has, in the versions that a lock pins; what would be too large for Lambda is a conflict.
 *
 * @param codeBytes what the function's code unpacks to, where that is known; asked for only if layers are added
 */
export function mergeLocked(
  model: FunctionModel, plan: InstrumentationPlan, options: MergeOptions, named: NamedLock | undefined, codeBytes: () => number | undefined,
): FunctionChange | Diagnostic {
  if (named === undefined) { return merge(model, plan, options); }
  const change = merge(model, pinLayers(plan, named), options);
  return isConflict(change) ? change : tooLarge(model, change, named.lock, codeBytes) ?? change;
}

interface Part {
  readonly name: string;
  readonly bytes: number;
  /** Whether that is the size of an archive: what it unpacks to is more, and not known. */
  readonly zipped?: boolean;
}

/** Only what is known counts, and the archive where what it unpacks to is not: so the sum is the least it can be, and this is never a false alarm. */
function tooLarge(model: FunctionModel, { layers }: FunctionChange, lock: LayerLock, codeBytes: () => number | undefined): Diagnostic | undefined {
  if (layers.length === 0) { return undefined; }
  const parts = [
    partOf('code', codeBytes()),
    ...model.layers.map((arn) => publishedPart(lock, [arn])),
    ...layers.map((layer) => layerPart(lock, layer, model.region)),
  ].filter((part) => part !== undefined);
  const total = parts.reduce((sum, { bytes }) => sum + bytes, 0);
  if (total <= MAX_UNZIPPED_BYTES) { return undefined; }
  return diagnostic('codeTooLarge', {
    total: megabytes(total),
    limit: megabytes(MAX_UNZIPPED_BYTES),
    parts: parts.map(({ name, bytes, zipped }) => `${name} ${megabytes(bytes)}${zipped ? ' zipped' : ''}`).join(', '),
  });
}

function partOf(name: string, bytes: number | undefined): Part | undefined {
  return bytes === undefined ? undefined : { name, bytes };
}

function layerPart(lock: LayerLock, layer: TracingLayer, region: string | undefined): Part | undefined {
  if (layer.assetPath !== undefined) { return partOf(layer.assetName ?? 'layer', packageSize(layer.assetPath)); }
  const arn = region === undefined ? layer.arn : layer.arnIn(region);
  return publishedPart(lock, arn === undefined ? Object.values(layer.arnByRegion ?? {}) : [arn]);
}

/** Of the same layer in several regions the smallest: which one is deployed is not known. */
function publishedPart(lock: LayerLock, arns: readonly string[]): Part | undefined {
  const found = arns.flatMap((arn) => {
    const locked = lockedLayer(lock, arn);
    return locked === undefined ? [] : [{ name: arn.split(':')[6], bytes: locked.unzipped ?? locked.size, ...(locked.unzipped === undefined ? { zipped: true } : {}) }];
  });
  return found.sort((one, other) => one.bytes - other.bytes)[0];
}

function megabytes(bytes: number): string {
  return (bytes / 1024 / 1024).toFixed(1).replace(/\.0$/, '');
}
