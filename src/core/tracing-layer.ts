/**
 * A layer that a plan adds: one ARN, or one ARN per region.
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

  private constructor(
    /** The one ARN, if it does not depend on the region. */
    public readonly arn?: string,
    /** The ARN by region, if it does. */
    public readonly arnByRegion?: { [region: string]: string },
  ) {}

  /**
   * The ARN in a region.
   *
   * @param region name of a region, for example `eu-west-1`
   * @returns nothing where the layer is not published in that region
   */
  public arnIn(region: string): string | undefined {
    return this.arn ?? this.arnByRegion?.[region];
  }
}
