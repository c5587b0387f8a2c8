import { awsDistroVendor } from './aws-distro-vendor';
import { decideByLayers, LayerVendor } from './decide-by-layers';
import { dockerfile } from './dockerfile';
import { problemsWithOverrides } from './layer-overrides';
import { AWS_DISTRO } from '../catalog/catalog';
import type { Decision } from '../core/decision';
import type { FunctionArchitecture, FunctionModel } from '../core/function-model';
import { refuseIfWrong } from '../core/props-error';
import { TracingProvider } from '../core/provider';

/** Options for the AWS Distro for OpenTelemetry. */
export interface AwsDistroProviderProps {
  /**
   * Whether to send metrics to CloudWatch Application Signals as well.
   *
   * Off, because it is more than tracing: the layer then also sends the spans that were not sampled, writes to a log
   * group of its own, which the role must be allowed to, and CloudWatch charges for it. The account has to be
   * enabled for it once (`AWS::ApplicationSignals::Discovery`).
   *
   * @default false
   */
  readonly applicationSignals?: boolean;

  /**
   * ARNs of layer versions to attach in place of those of AWS, by language (`nodejs`, `python`, `java`, `dotnet`),
   * or by language and architecture (`nodejs/arm64`). Such a layer is attached whatever the region and the version of
   * the runtime.
   *
   * @default - the layers AWS publishes in the function's region
   */
  readonly layerArns?: { [language: string]: string };
}

/**
 * The AWS Distro for OpenTelemetry: spans from inside Node.js, Python, Java and .NET functions, sent to X-Ray without
 * a collector. Functions that it has no layer for get X-Ray active tracing alone.
 *
 * CommonJS bundles by esbuild, the default of `NodejsFunction`, are skipped up to `nodejs22.x`: the layer would crash
 * them. Set `bundling: { format: OutputFormat.ESM }`, or use `nodejs24.x`.
 *
 * @example
 * LambdaTracing.of(app).add(new AwsDistroProvider());
 */
export class AwsDistroProvider extends TracingProvider {
  public readonly name = 'aws-distro';

  private readonly vendor: LayerVendor;

  constructor(props: AwsDistroProviderProps = {}) {
    super();
    refuseIfWrong('AwsDistroProvider', problemsWithOverrides({ layerArns: props.layerArns }, AWS_DISTRO));
    this.vendor = awsDistroVendor(this.name, { layerArns: props.layerArns }, props.applicationSignals ?? false);
  }

  public decide(model: FunctionModel): Decision {
    return decideByLayers(this.vendor, model);
  }

  public dockerfile(runtime: string, architecture?: FunctionArchitecture): string[] {
    return dockerfile(this.vendor, runtime, architecture);
  }
}
