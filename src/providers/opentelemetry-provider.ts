import { awsDistroVendor } from './aws-distro-vendor';
import { decideByLayers, LayerVendor } from './decide-by-layers';
import { LayerOverrides, problemsWithOverrides } from './layer-overrides';
import { otlpVendor } from './otlp-vendor';
import { Backend, BackendKind } from '../backends/backend';
import type { Decision } from '../core/decision';
import type { FunctionModel } from '../core/function-model';
import { refuseIfWrong } from '../core/props-error';
import { TracingProvider } from '../core/provider';

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
   * @default - the layers published in the function's region
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
 * With X-Ray this attaches what `AwsDistroProvider` attaches. With `Backend.otlp()` it attaches the language layers of
 * the OpenTelemetry community (Node.js, Python, Java, Ruby), which send straight to the endpoint; they read no secret
 * store, so CloudFormation resolves secret headers at deployment.
 *
 * CommonJS bundles by esbuild, the default of `NodejsFunction`, are skipped up to `nodejs22.x`: the layers would crash
 * them. Set `bundling: { format: OutputFormat.ESM }`, or use `nodejs24.x`.
 *
 * @example
 * LambdaTracing.of(app).add(new OpenTelemetryProvider({
 *   backend: Backend.otlp({ endpoint: 'https://otlp.example.com' }),
 * }));
 */
export class OpenTelemetryProvider extends TracingProvider {
  public readonly name = 'opentelemetry';

  private readonly vendor: LayerVendor;

  constructor(props: OpenTelemetryProviderProps = {}) {
    super();
    const backend = props.backend ?? Backend.xray();
    const overrides = { layerArns: props.layerArns };
    const vendor = VENDORS[backend.kind]?.(this.name, overrides, backend);
    if (!vendor) { throw new Error(`OpenTelemetryProvider: backend is not a Backend, got a ${typeof backend}; use Backend.xray() or Backend.otlp()`); }
    refuseIfWrong('OpenTelemetryProvider', problemsWithOverrides(overrides, vendor.facts));
    this.vendor = vendor;
  }

  public decide(model: FunctionModel): Decision {
    return decideByLayers(this.vendor, model);
  }
}
