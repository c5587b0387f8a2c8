import { decideByLayers, LayerVendor } from './decide-by-layers';
import { dockerfile } from './dockerfile';
import { instanaVendor } from './instana-vendor';
import { problemsWithOverrides } from './layer-overrides';
import { INSTANA } from '../catalog/catalog';
import type { Decision } from '../core/decision';
import type { FunctionArchitecture, FunctionModel } from '../core/function-model';
import { isUnresolved, refuseIfWrong } from '../core/props-error';
import { TracingProvider } from '../core/provider';
import type { TracingSecret } from '../core/tracing-secret';

/** Options for IBM Instana. */
export interface InstanaProviderProps {
  /** Serverless endpoint of the Instana tenant, for example `https://serverless-blue-saas.instana.io`. */
  readonly endpointUrl: string;

  /**
   * Agent key of the Instana tenant.
   *
   * Node.js functions read a parameter of the SSM Parameter Store by themselves; everywhere else CloudFormation puts
   * the key into the function's environment at deployment, which a `SecureString` parameter does not allow.
   */
  readonly agentKey: TracingSecret;

  /**
   * Zone to group the functions under, as `INSTANA_ZONE`.
   * @default - none
   */
  readonly zone?: string;

  /**
   * Tags for all spans, as `INSTANA_TAGS`.
   * @default - none
   */
  readonly tags?: { [name: string]: string };

  /**
   * Versions of Instana's layers, by name: `instana-nodejs`, `instana-nodejs-arm64`, `instana-python`.
   *
   * The newest is named at `https://lambda-layers.instana.io/<layer>?region=<region>`.
   *
   * @default - the newest known to this library; for Node.js a floor, with a note that says so
   */
  readonly layerVersions?: { [layer: string]: number };

  /**
   * ARNs of layer versions to attach in place of Instana's, by language (`nodejs`, `python`), or by language and
   * architecture (`nodejs/arm64`). Such a layer is attached whatever the region and the version of the runtime.
   *
   * @default - the layers Instana publishes in the function's region
   */
  readonly layerArns?: { [language: string]: string };
}

/**
 * IBM Instana: spans from inside Node.js and Python functions. Instana's handler is put in front of the function's own.
 *
 * Not for functions that stream their response: the layer's handler does not.
 *
 * @example
 * LambdaTracing.of(app).add(new InstanaProvider({
 *   endpointUrl: 'https://serverless-blue-saas.instana.io',
 *   agentKey: TracingSecret.fromSsmParameterName('/instana/key'),
 * }));
 */
export class InstanaProvider extends TracingProvider {
  public readonly name = 'instana';

  private readonly vendor: LayerVendor;

  constructor(props: InstanaProviderProps) {
    super();
    refuseIfWrong('InstanaProvider', problemsWith(props ?? {}));
    const { agentKey, endpointUrl, zone, tags = {}, layerArns, layerVersions } = props;
    const tagList = Object.entries(tags).map(([tag, value]) => `${tag}=${value}`).join(',');
    this.vendor = instanaVendor(this.name, {
      agentKey,
      layerArns,
      layerVersions,
      environment: {
        INSTANA_ENDPOINT_URL: endpointUrl,
        ...(zone === undefined ? {} : { INSTANA_ZONE: zone }),
        ...(tagList === '' ? {} : { INSTANA_TAGS: tagList }),
      },
    });
  }

  public decide(model: FunctionModel): Decision {
    return decideByLayers(this.vendor, model);
  }

  public dockerfile(runtime: string, architecture?: FunctionArchitecture): string[] {
    return dockerfile(this.vendor, runtime, architecture);
  }
}

function problemsWith({ endpointUrl, agentKey, zone, tags = {}, ...overrides }: Partial<InstanaProviderProps>): string[] {
  const url = typeof endpointUrl === 'string' && (isUnresolved(endpointUrl) || (/^https:\/\/\S+$/.test(endpointUrl) && URL.canParse(endpointUrl)));
  const badTag = Object.entries(tags).find(([tag, value]) => !/^[^=,]+$/.test(tag) || !/^[^,]*$/.test(value));
  return [
    ...(url ? [] : [`endpointUrl is not an https URL, got ${JSON.stringify(endpointUrl) ?? 'nothing'}; pass one such as https://serverless-blue-saas.instana.io`]),
    // Whatever stands in its place may be the key itself: it is not repeated.
    ...(typeof agentKey?.store === 'string' ? [] : [`agentKey is not a TracingSecret, got a ${typeof agentKey}; pass TracingSecret.fromSsmParameterName() or the like`]),
    ...(zone === undefined || (typeof zone === 'string' && zone !== '') ? [] : [`zone is not a text, got ${JSON.stringify(zone)}; pass a name or leave it out`]),
    ...(badTag ? [`tag '${badTag[0]}' cannot be written as name=value in a list, got ${JSON.stringify(badTag[1])}; leave out commas, and '=' in the name`] : []),
    ...problemsWithOverrides(overrides, INSTANA),
  ];
}
