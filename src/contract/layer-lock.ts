/**
 * The shape of `lambda-tracing.lock.json`, which stands in the user's repository: written by `cdk-lambda-tracing layers update`,
 * read at synthesis. A change that an old reader would misread raises the version.
 */
export const LOCK_FILE = 'lambda-tracing.lock.json';

/** The version of the shape below. */
export const LOCK_VERSION = 1;

/** One version of a layer, as the Lambda API described it. */
export interface LockedLayer {
  readonly version: number;
  /** Bytes of its archive, as it is downloaded. */
  readonly size: number;
  /** Bytes once unpacked, where its list of files could be read. */
  readonly unzipped?: number;
  /** Base64, of the archive. */
  readonly codeSha256: string;
  /** When the vendor published it, ISO 8601. */
  readonly created: string;
}

/** The whole file. */
export interface LayerLock {
  readonly version: number;
  /** By ARN without version: `arn:aws:lambda:eu-west-1:123456789012:layer:tracer`; one entry per region. Sorted. */
  readonly layers: { readonly [arn: string]: LockedLayer };
}
