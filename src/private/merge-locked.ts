import type { CfnResource } from 'aws-cdk-lib';
import { stagedPath } from './handler-file';
import { layerLock } from './layer-lock';
import { packageSize } from './package-size';
import type { ReadResult } from './read-model';
import type { LayerLock } from '../contract/layer-lock';
import type { Diagnostic } from '../core/diagnostic';
import { diagnostic } from '../core/diagnostics';
import type { InstrumentationPlan } from '../core/instrumentation-plan';
import { lockedLayer } from '../core/layer-lock';
import { MAX_UNZIPPED_BYTES } from '../core/limits';
import { FunctionChange, isConflict, mergeSound, MergeOptions } from '../core/merge';
import { pinLayers } from '../core/pin-layers';
import type { TracingLayer } from '../core/tracing-layer';

/** Puts a plan that is sound together with what the function has, in the versions that the app's lock pins; what would be too large for Lambda is a conflict. */
export function mergeLocked(resource: CfnResource, read: ReadResult, plan: InstrumentationPlan, options: MergeOptions): FunctionChange | Diagnostic {
  const { file, lock } = layerLock(resource);
  if (lock === undefined) { return mergeSound(read.model, plan, options); }
  const change = mergeSound(read.model, pinLayers(plan, { file, lock }), options);
  return isConflict(change) ? change : tooLarge(resource, read, change, lock) ?? change;
}

interface Part {
  readonly name: string;
  readonly bytes: number;
  /** Whether that is the size of an archive: what it unpacks to is more, and not known. */
  readonly zipped?: boolean;
}

/** Only what is known counts, and the archive where what it unpacks to is not: so the sum is the least it can be, and this is never a false alarm. */
function tooLarge(resource: CfnResource, { model, properties }: ReadResult, { layers }: FunctionChange, lock: LayerLock): Diagnostic | undefined {
  if (layers.length === 0) { return undefined; }
  const parts = [
    codePart(resource, properties.Code),
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

function codePart(resource: CfnResource, code: { readonly ZipFile?: unknown } | undefined): Part | undefined {
  if (typeof code?.ZipFile === 'string') { return { name: 'code', bytes: Buffer.byteLength(code.ZipFile) }; }
  const path = stagedPath(resource);
  const bytes = path === undefined ? undefined : packageSize(path);
  return bytes === undefined ? undefined : { name: 'code', bytes };
}

function layerPart(lock: LayerLock, layer: TracingLayer, region: string | undefined): Part | undefined {
  if (layer.assetPath !== undefined) {
    const bytes = packageSize(layer.assetPath);
    return bytes === undefined ? undefined : { name: layer.assetName ?? 'layer', bytes };
  }
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
