import type { LockedLayer } from '../../src/contract/layer-lock';

/** Who knows what versions a layer has. */
export interface LayerSource {
  /**
   * The newest version of a layer.
   *
   * @param layer ARN without version
   * @param known a version that exists, or did
   */
  newest(layer: string, known: number): Promise<number>;

  /**
   * What one version is.
   *
   * @returns nothing where it does not exist, or not any more
   */
  describe(layer: string, version: number): Promise<LockedLayer | undefined>;

  /** Hangs up; requests under way are given up. */
  close(): void;
}
