import { LayerLock, LOCK_VERSION, LockedLayer } from '../contract/layer-lock';

/** A lock, or what is wrong with the text that should be one. */
export type LockReading = { readonly lock: LayerLock; readonly problem?: undefined } | { readonly lock?: undefined; readonly problem: string };

/** An ARN of a layer without its version, and the version, if it has one. */
const LAYER_ARN = /^(arn:[\w-]+:lambda:([\w-]+):\d{12}:layer:[\w-]+)(?::(\d+))?$/;

const UPDATE = 'remove it and write it anew with `npx cdk-lambda-tracing layers update`';

/** Reads the text of a lock. Nothing is taken from one that is wrong anywhere: half a lock would pin half of the layers. */
export function readLayerLock(text: string): LockReading {
  let content: unknown;
  try {
    content = JSON.parse(text) as unknown;
  } catch {
    return { problem: `it is not complete JSON; restore it from version control, or ${UPDATE}` };
  }
  const { version, layers } = isObject(content) ? content : {};
  if (typeof version === 'number' && version > LOCK_VERSION) {
    return { problem: `it has version ${version}, and this cdk-lambda-tracing knows ${LOCK_VERSION} at most; upgrade cdk-lambda-tracing` };
  }
  if (version !== LOCK_VERSION || !isObject(layers)) { return { problem: `it is no lock of cdk-lambda-tracing; ${UPDATE}` }; }
  const bad = Object.entries(layers).find(([arn, entry]) => parseLayerArn(arn)?.version !== undefined || parseLayerArn(arn) === undefined || !isLocked(entry));
  return bad ? { problem: `its entry '${bad[0]}' is not complete; ${UPDATE}` } : { lock: content as unknown as LayerLock };
}

/** The parts of a layer's ARN, with or without version; nothing if it is none. */
export function parseLayerArn(arn: string): { readonly layer: string; readonly region: string; readonly version?: number } | undefined {
  const [, layer, region, version] = LAYER_ARN.exec(arn) ?? [];
  if (layer === undefined) { return undefined; }
  return version === undefined ? { layer, region } : { layer, region, version: Number(version) };
}

/**
 * What a lock says about a layer.
 *
 * @param arn with or without version
 */
export function lockedLayer({ layers }: LayerLock, arn: string): LockedLayer | undefined {
  const layer = parseLayerArn(arn)?.layer;
  return layer !== undefined && Object.hasOwn(layers, layer) ? layers[layer] : undefined;
}

/** The text of a lock: sorted, so that a change of one layer is a change of its lines. */
export function layerLockText(layers: Iterable<readonly [string, LockedLayer]>): string {
  const sorted = [...layers].sort(([one], [other]) => (one < other ? -1 : 1)).map(([arn, { version, size, unzipped, codeSha256, created }]) =>
    [arn, { version, size, ...(unzipped === undefined ? {} : { unzipped }), codeSha256, created }]);
  const lock: LayerLock = { version: LOCK_VERSION, layers: Object.fromEntries(sorted) };
  return `${JSON.stringify(lock, undefined, 2)}\n`;
}

function isLocked(entry: unknown): boolean {
  return isObject(entry)
    && isWhole(entry.version) && isWhole(entry.size) && (entry.unzipped === undefined || isWhole(entry.unzipped))
    && typeof entry.codeSha256 === 'string' && /^[\w+/]+=*$/.test(entry.codeSha256)
    && typeof entry.created === 'string' && !Number.isNaN(Date.parse(entry.created));
}

function isWhole(value: unknown): boolean {
  return Number.isInteger(value) && (value as number) > 0;
}

function isObject(value: unknown): value is { readonly [name: string]: unknown } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
