import { partitionOf } from '../catalog/region';
import type { FunctionModel } from '../core/function-model';
import type { TracingPermission } from '../core/instrumentation-plan';

/**
 * X-Ray's own endpoint for OTLP, which takes requests signed by SigV4 for the service `xray`.
 *
 * Sources: Amazon CloudWatch User Guide, "OTLP Endpoints", 2026; the domain in China by the tests of the AWS Distro for Java, 2026-08.
 */
export function xrayOtlpEndpoint({ region }: FunctionModel): string {
  if (region === undefined) { return 'https://xray.${AWS::Region}.${AWS::URLSuffix}/v1/traces'; }
  return `https://xray.${region}.amazonaws.com${partitionOf(region) === 'aws-cn' ? '.cn' : ''}/v1/traces`;
}

/** The one writing action of AWS managed policy AWSXrayWriteOnlyAccess that takes spans; IAM knows no resource for it. */
export const XRAY_OTLP_PERMISSION: TracingPermission = { actions: ['xray:PutTraceSegments'], resources: ['*'] };
