import { BackendKind } from './backend-kind';
import * as options from './backend-options';
import { KnownBackend, knownBackend } from './known-backend';
import { problemsWithOtlp, problemWithEndpoint } from './otlp-problems';
import { OtlpProtocol } from './otlp-protocol';
import * as vendors from './vendor-backend-options';
import { BACKENDS } from '../catalog/backends';
import { refuseIfWrong } from '../core/props-error';
import type { TracingSecret } from '../core/tracing-secret';

export { BackendKind } from './backend-kind';
export { OtlpProtocol } from './otlp-protocol';

/**
 * Where an OpenTelemetry provider's spans go.
 *
 * The addresses and headers of named back ends are data, each with its source: docs/backends.md. A header
 * `authorization` takes a secret as it is, so that secret holds the whole value, such as `Bearer abc`.
 *
 * @example
 * Backend.otlp({
 *   endpoint: 'https://otlp.example.com',
 *   secretHeaders: { 'x-api-key': TracingSecret.fromSecretsManagerName('otlp-key') },
 * });
 */
export class Backend {
  /** AWS X-Ray, in the account and region of each function. Nothing to configure. */
  public static xray(): Backend {
    return new Backend(BackendKind.XRAY, {});
  }

  /**
   * AWS X-Ray by its own endpoint for OTLP, in the account and region of each function: every span that is sampled arrives, whatever Lambda has
   * decided, and active tracing stays as it is. The account must have CloudWatch Transaction Search enabled.
   *
   * Node.js functions sign and send by themselves, after the response; the others get the Collector of the OpenTelemetry community.
   */
  public static xrayOtlp(): Backend {
    return new Backend(BackendKind.XRAY_OTLP, {});
  }

  /** Any back end that takes OTLP over HTTP. */
  public static otlp(given: options.OtlpBackendOptions): Backend {
    refuseIfWrong('Backend.otlp()', problemsWithOtlp(given ?? {}));
    return new Backend(BackendKind.OTLP, given);
  }

  /** Zipkin of your own, by its own protocol, which only this package's layer for Node.js speaks. */
  public static zipkin(given: options.ZipkinBackendOptions): Backend {
    const problem = problemWithEndpoint(given?.endpoint);
    refuseIfWrong('Backend.zipkin()', problem ? [problem] : []);
    return new Backend(BackendKind.ZIPKIN, { endpoint: given.endpoint, vendor: BACKENDS.zipkin.vendor });
  }

  /** Jaeger 2 of your own, for example at `http://jaeger.internal:4318`. */
  public static jaeger(given: options.OtlpBackendOptions): Backend {
    refuseIfWrong('Backend.jaeger()', problemsWithOtlp(given ?? {}));
    return new Backend(BackendKind.OTLP, { ...given, vendor: BACKENDS.jaeger.vendor });
  }

  /** An OpenTelemetry Collector of your own, or anything with its OTLP receiver, such as Grafana Tempo. */
  public static collector(given: options.OtlpBackendOptions): Backend {
    refuseIfWrong('Backend.collector()', problemsWithOtlp(given ?? {}));
    return new Backend(BackendKind.OTLP, { ...given, vendor: BACKENDS['opentelemetry-collector'].vendor });
  }

  /** Grafana Cloud: Tempo, and what else takes OTLP there. */
  public static grafanaCloud(given: vendors.GrafanaCloudBackendOptions): Backend {
    const { zone, authorization } = anyOf(given);
    return Backend.known('grafana-cloud', { method: 'grafanaCloud', values: { zone }, secretOption: 'authorization', secret: authorization });
  }

  /** Honeycomb. */
  public static honeycomb(given: vendors.HoneycombBackendOptions): Backend {
    const { region = 'us', apiKey } = anyOf(given);
    return Backend.known('honeycomb', { method: 'honeycomb', values: { region }, secretOption: 'apiKey', secret: apiKey });
  }

  /** Dash0. */
  public static dash0(given: vendors.Dash0BackendOptions): Backend {
    const { region, authorization, dataset } = anyOf(given);
    return Backend.known('dash0', { method: 'dash0', values: { region }, secretOption: 'authorization', secret: authorization, headers: { 'dash0-dataset': dataset } });
  }

  /** New Relic. */
  public static newRelic(given: vendors.NewRelicBackendOptions): Backend {
    const { region = 'us', licenseKey } = anyOf(given);
    return Backend.known('new-relic', { method: 'newRelic', values: { region }, secretOption: 'licenseKey', secret: licenseKey });
  }

  /** Datadog's OTLP intake for traces, which is in preview: ask Datadog for access. Else use `DatadogProvider`. */
  public static datadog(given: vendors.DatadogBackendOptions): Backend {
    const { endpoint, apiKey, source = 'datadog' } = anyOf(given);
    return Backend.known('datadog', { method: 'datadog', endpoint, secretOption: 'apiKey', secret: apiKey, headers: { 'dd-protocol': 'otlp', 'dd-otlp-source': source } });
  }

  /** Dynatrace SaaS. An ActiveGate has an address of its own: `Backend.otlp()`. */
  public static dynatrace(given: vendors.DynatraceBackendOptions): Backend {
    const { environment, authorization } = anyOf(given);
    return Backend.known('dynatrace', { method: 'dynatrace', values: { environment }, secretOption: 'authorization', secret: authorization });
  }

  /** Elastic. */
  public static elastic(given: vendors.ElasticBackendOptions): Backend {
    const { endpoint, authorization } = anyOf(given);
    return Backend.known('elastic', { method: 'elastic', endpoint, secretOption: 'authorization', secret: authorization });
  }

  /** Splunk Observability Cloud. */
  public static splunk(given: vendors.SplunkBackendOptions): Backend {
    const { realm, accessToken } = anyOf(given);
    return Backend.known('splunk', { method: 'splunk', values: { realm }, secretOption: 'accessToken', secret: accessToken });
  }

  /** Instana's OTLP acceptor. */
  public static instana(given: vendors.InstanaBackendOptions): Backend {
    const { endpoint, agentKey, host } = anyOf(given);
    return Backend.known('instana', { method: 'instana', endpoint, secretOption: 'agentKey', secret: agentKey, headers: { 'x-instana-host': host ?? '' } });
  }

  /** Lumigo. */
  public static lumigo(given: vendors.LumigoBackendOptions): Backend {
    return Backend.known('lumigo', { method: 'lumigo', secretOption: 'authorization', secret: anyOf(given).authorization });
  }

  /** Coralogix. */
  public static coralogix(given: vendors.CoralogixBackendOptions): Backend {
    const { domain, authorization, application, subsystem } = anyOf(given);
    const headers = { 'cx-application-name': application ?? '', 'cx-subsystem-name': subsystem ?? '' };
    return Backend.known('coralogix', { method: 'coralogix', values: { domain }, secretOption: 'authorization', secret: authorization, headers });
  }

  /** SigNoz Cloud. One of your own is `Backend.collector()`. */
  public static sigNoz(given: vendors.SigNozBackendOptions): Backend {
    const { region, ingestionKey } = anyOf(given);
    return Backend.known('signoz', { method: 'sigNoz', values: { region }, secretOption: 'ingestionKey', secret: ingestionKey });
  }

  /** Uptrace. */
  public static uptrace(given: vendors.UptraceBackendOptions): Backend {
    return Backend.known('uptrace', { method: 'uptrace', secretOption: 'dsn', secret: anyOf(given).dsn });
  }

  /** Axiom. */
  public static axiom(given: vendors.AxiomBackendOptions): Backend {
    const { dataset, authorization } = anyOf(given);
    return Backend.known('axiom', { method: 'axiom', secretOption: 'authorization', secret: authorization, headers: { 'x-axiom-dataset': dataset ?? '' } });
  }

  private static known(...[id, input]: Parameters<typeof knownBackend>): Backend {
    return new Backend(BackendKind.OTLP, knownBackend(id, input));
  }

  /** Name of the back end, for messages. */
  public readonly vendor: string;

  /** URL that spans are sent to, if it is one that has to be named. */
  public readonly endpoint?: string;

  /** Headers readable in the template. */
  public readonly headers: { [name: string]: string };

  /** Headers whose values are secrets. */
  public readonly secretHeaders: { [name: string]: TracingSecret };

  /** Encoding asked for. */
  public readonly protocol?: OtlpProtocol;

  /** Encodings that the back end takes; empty where it takes any. */
  public readonly acceptedProtocols: OtlpProtocol[];

  private constructor(
    /** What kind of back end it is. */
    public readonly kind: BackendKind,
    given: Partial<KnownBackend>,
  ) {
    this.vendor = given.vendor ?? kind;
    this.endpoint = given.endpoint;
    this.headers = { ...given.headers };
    this.secretHeaders = { ...given.secretHeaders };
    this.protocol = given.protocol;
    this.acceptedProtocols = [...given.accepts ?? []];
  }
}

/** The options, which a caller without types may have left out. */
function anyOf<T extends object>(given: T): Partial<T> {
  return given ?? {};
}
