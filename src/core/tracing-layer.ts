/**
 * A layer that a plan adds: one ARN, one ARN per region, or a file that is deployed with the app.
 */
export class TracingLayer {
  /**
   * A layer with the same ARN wherever the function is deployed.
   *
   * @param arn ARN of a layer version, for example `arn:aws:lambda:eu-west-1:123456789012:layer:tracer:7`. May be a token.
   */
  public static fromArn(arn: string): TracingLayer {
    return new TracingLayer(arn, undefined);
  }

  /**
   * A layer that its vendor publishes once per region.
   *
   * In a stack whose region is not known at synthesis this becomes a CloudFormation mapping over the regions, and a
   * deployment to a region that is not in it fails before anything is changed.
   *
   * @param arns ARN of a layer version by region name
   */
  public static fromArnByRegion(arns: { [region: string]: string }): TracingLayer {
    return new TracingLayer(undefined, { ...arns });
  }

  /**
   * A layer that is a folder or a zip file: deployed from the user's own account, one per stack, in every region and partition.
   * Functions in stacks that take no assets are skipped with `noAssets`.
   *
   * @param path absolute path of the folder that becomes `/opt`, or of a zip file of it
   * @param name short name for the report and the layer's description
   */
  public static fromAsset(path: string, name: string): TracingLayer {
    return new TracingLayer(undefined, undefined, path, name);
  }

  private constructor(
    /** The one ARN, if it does not depend on the region. */
    public readonly arn?: string,
    /** The ARN by region, if it does. */
    public readonly arnByRegion?: { [region: string]: string },
    /** The folder or zip file, if the layer is deployed with the app. */
    public readonly assetPath?: string,
    /** The name of a layer that is deployed with the app. */
    public readonly assetName?: string,
    /** Whether its version was chosen in the app's code: a lock file does not change it. */
    public readonly versionChosen?: boolean,
  ) {}

  /**
   * The same layer, in a version that the user has chosen in the app's code: a lock file does not change it.
   */
  public withChosenVersion(): TracingLayer {
    return new TracingLayer(this.arn, this.arnByRegion, this.assetPath, this.assetName, true);
  }

  /**
   * The ARN in a region.
   *
   * @param region name of a region, for example `eu-west-1`
   * @returns nothing where the layer is not published in that region, or gets its ARN at deployment
   */
  public arnIn(region: string): string | undefined {
    return this.arn ?? (this.arnByRegion && Object.hasOwn(this.arnByRegion, region) ? this.arnByRegion[region] : undefined);
  }
}
