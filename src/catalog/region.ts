/** The shape of a region's name, such as `us-gov-west-1`. */
export const REGION = /^[a-z]{2,4}(-[a-z]+){1,3}-\d$/;

/** Source: AWS General Reference, "Amazon Resource Names", partitions; the European Sovereign Cloud since 2026. */
const PARTITIONS: ReadonlyArray<readonly [string, string]> = [
  ['cn-', 'aws-cn'], ['us-gov-', 'aws-us-gov'], ['eusc-', 'aws-eusc'], ['us-isob-', 'aws-iso-b'], ['us-isof-', 'aws-iso-f'], ['eu-isoe-', 'aws-iso-e'], ['us-iso-', 'aws-iso'],
];

/** The partition a region belongs to. */
export function partitionOf(region: string): string {
  return PARTITIONS.find(([prefix]) => region.startsWith(prefix))?.[1] ?? 'aws';
}
