import { awsDistroVendor } from './aws-distro-vendor';
import { decideBundledNodejs, hasBundledLayer } from './bundled-nodejs';
import { decideByLayers, LayerVendor } from './decide-by-layers';
import { LayerOverrides, problemsWithOverrides } from './layer-overrides';
import { otlpVendor } from './otlp-vendor';
import { Backend, BackendKind } from '../backends/backend';
import type { Decision } from '../core/decision';
import type { FunctionModel } from '../core/function-model';
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
}

/** Whose layers send to which kind of back end. */
const VENDORS: { readonly [kind: string]: ((name: string, overrides: LayerOverrides, backend: Backend) => LayerVendor) | undefined } = {
  [BackendKind.XRAY]: (name, overrides) => awsDistroVendor(name, overrides, false),
  [BackendKind.OTLP]: otlpVendor,
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
    const vendor = VENDORS[backend.kind]?.(this.name, overrides, backend);
    if (!vendor) { throw new Error(`OpenTelemetryProvider: backend is not a Backend, got a ${typeof backend}; use Backend.xray() or Backend.otlp()`); }
    refuseIfWrong('OpenTelemetryProvider', problemsWithOverrides(overrides, vendor.facts));
    this.vendor = vendor;
    this.backend = backend;
    this.ownNodejsLayer = !Object.keys(props.layerArns ?? {}).some((language) => language.split('/')[0] === RuntimeFamily.NODEJS);
  }

  public decide(model: FunctionModel): Decision {
    return this.ownNodejsLayer && hasBundledLayer(model) ? decideBundledNodejs(this.name, this.backend, model) : decideByLayers(this.vendor, model);
  }
}
