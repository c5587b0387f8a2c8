import { awsDistroVendor } from './aws-distro-vendor';
import { decideBundledNodejs, hasBundledLayer } from './bundled-nodejs';
import { collectorVendor, xrayCollectorVendor } from './collector-vendor';
import { decideByLayers, LayerVendor } from './decide-by-layers';
import { dockerfile } from './dockerfile';
import { LayerOverrides, problemsWithOverrides } from './layer-overrides';
import { otlpVendor } from './otlp-vendor';
import { zipkinVendor } from './zipkin-vendor';
import { Backend, BackendKind } from '../backends/backend';
import type { Decision } from '../core/decision';
import type { FunctionArchitecture, FunctionModel } from '../core/function-model';
import { refuseIfWrong } from '../core/props-error';
import { TracingProvider } from '../core/provider';
import { RuntimeFamily } from '../core/runtime-family';

/** Options for OpenTelemetry. */
export interface OpenTelemetryProviderProps {
  /**
   * Where to send the spans.
   * @default Backend.xray()
   */
  readonly backend?: Backend;

  /**
   * ARNs of layer versions to attach in place of the published ones, by language (`nodejs`, `python`, …), or by
   * language and architecture (`nodejs/arm64`). Such a layer is attached whatever the region and the version of the
   * runtime.
   *
   * @default - this package's own layer for Node.js, else the layers published in the function's region
   */
  readonly layerArns?: { [language: string]: string };

  /**
   * Whether to attach the Collector of the OpenTelemetry community beside its language layers: the tracer hands spans to it
   * within the function, and it sends them after the invocation and reads secret headers from Secrets Manager by itself. It
   * costs some 200 ms at a cold start and one layer. Node.js functions then have the community's layer. Only for a back end
   * that takes OTLP.
   *
   * @default false
   */
  readonly collector?: boolean;
}

/** Whose layers send to which kind of back end. */
const VENDORS: { readonly [kind: string]: ((name: string, overrides: LayerOverrides, backend: Backend) => LayerVendor) | undefined } = {
  [BackendKind.XRAY]: (name, overrides) => awsDistroVendor(name, overrides, false),
  [BackendKind.XRAY_OTLP]: xrayCollectorVendor,
  [BackendKind.OTLP]: otlpVendor,
  [BackendKind.ZIPKIN]: zipkinVendor,
};

/**
 * OpenTelemetry, with a back end of your choice.
 *
 * Node.js functions get this package's own layer, deployed with the app from your account: it works in every region and
 * partition, with bundled code of any format, and fetches secret headers by itself after the first response. Functions in other
 * languages get the AWS Distro's layers with X-Ray, and with `Backend.otlp()` those of the OpenTelemetry community
 * (Python, Java, Ruby), which read no secret store, so CloudFormation resolves secret headers at deployment.
 *
 * @example
 * LambdaTracing.of(app).add(new OpenTelemetryProvider({
 *   backend: Backend.otlp({ endpoint: 'https://otlp.example.com' }),
 * }));
 */
export class OpenTelemetryProvider extends TracingProvider {
  public readonly name = 'opentelemetry';

  private readonly vendor: LayerVendor;
  private readonly backend: Backend;
  private readonly ownNodejsLayer: boolean;

  constructor(props: OpenTelemetryProviderProps = {}) {
    super();
    const backend = props.backend ?? Backend.xray();
    const overrides = { layerArns: props.layerArns };
    const collector = props.collector ?? false;
    const vendor = collector && backend.kind === BackendKind.OTLP ? collectorVendor(this.name, overrides, backend) : VENDORS[backend.kind]?.(this.name, overrides, backend);
    if (!vendor) { throw new Error(`OpenTelemetryProvider: backend is not a Backend, got a ${typeof backend}; use Backend.xray() or Backend.otlp()`); }
    refuseIfWrong('OpenTelemetryProvider', [
      ...(collector && backend.kind !== BackendKind.OTLP && backend.kind !== BackendKind.XRAY_OTLP ? [`collector is for a back end that takes OTLP, and this one is ${backend.vendor}; leave collector out`] : []),
      ...problemsWithOverrides(overrides, vendor.facts),
    ]);
    this.backend = backend;
    this.ownNodejsLayer = !collector && !Object.keys(props.layerArns ?? {}).some((language) => language.split('/')[0] === RuntimeFamily.NODEJS);
    this.vendor = { ...vendor, ownNodejs: this.ownNodejsLayer };
  }

  public decide(model: FunctionModel): Decision {
    return this.ownNodejsLayer && hasBundledLayer(model) ? decideBundledNodejs(this.name, this.backend, model) : decideByLayers(this.vendor, model);
  }

  public dockerfile(runtime: string, architecture?: FunctionArchitecture): string[] {
    return dockerfile(this.vendor, runtime, architecture);
  }
}
