import type { TracingSecret } from '../core/tracing-secret';

/** Options for Grafana Cloud. */
export interface GrafanaCloudBackendOptions {
  /** Zone of the stack, for example `prod-eu-west-2`: what stands between `otlp-gateway-` and `.grafana.net` in its OTLP address. */
  readonly zone: string;

  /** The whole value of the header `authorization`: `Basic <base64 of instance id:token>`. */
  readonly authorization: TracingSecret;
}

/** Options for Honeycomb. */
export interface HoneycombBackendOptions {
  /** Ingest key, sent as `x-honeycomb-team`. */
  readonly apiKey: TracingSecret;

  /**
   * Region of the team: `us` or `eu`.
   * @default us
   */
  readonly region?: string;
}

/** Options for Dash0. */
export interface Dash0BackendOptions {
  /** AWS region of the organization, for example `eu-west-1`. */
  readonly region: string;

  /** The whole value of the header `authorization`: `Bearer <auth token>`. */
  readonly authorization: TracingSecret;

  /**
   * Dataset to write to, sent as `dash0-dataset`.
   * @default - that of the token
   */
  readonly dataset?: string;
}

/** Options for New Relic. */
export interface NewRelicBackendOptions {
  /** Ingest licence key, sent as `api-key`. */
  readonly licenseKey: TracingSecret;

  /**
   * Region of the account: `us` or `eu`.
   * @default us
   */
  readonly region?: string;
}

/** Options for Datadog's OTLP intake, which is in preview. */
export interface DatadogBackendOptions {
  /** Address of the traces intake that Datadog's page shows for the site. */
  readonly endpoint: string;

  /** API key, sent as `dd-api-key`. */
  readonly apiKey: TracingSecret;

  /**
   * Source, sent as `dd-otlp-source`: Datadog names it with the access.
   * @default datadog
   */
  readonly source?: string;
}

/** Options for Dynatrace. */
export interface DynatraceBackendOptions {
  /** Id of the SaaS environment, for example `abc12345`. */
  readonly environment: string;

  /** The whole value of the header `authorization`: `Api-Token <token with openTelemetryTrace.ingest>`. */
  readonly authorization: TracingSecret;
}

/** Options for Elastic. */
export interface ElasticBackendOptions {
  /** Address of the APM server or of the managed OTLP endpoint. */
  readonly endpoint: string;

  /** The whole value of the header `authorization`: `ApiKey <key>` or `Bearer <secret token>`. */
  readonly authorization: TracingSecret;
}

/** Options for Splunk Observability Cloud. */
export interface SplunkBackendOptions {
  /** Realm of the organization, for example `us1`. */
  readonly realm: string;

  /** Ingest token, sent as `x-sf-token`. */
  readonly accessToken: TracingSecret;
}

/** Options for Instana. */
export interface InstanaBackendOptions {
  /** Address of the OTLP acceptor, for example `https://otlp-blue-saas.instana.io:4318`. */
  readonly endpoint: string;

  /** Agent key, sent as `x-instana-key`. */
  readonly agentKey: TracingSecret;

  /** Host that spans are filed under, sent as `x-instana-host`, which Instana demands where no host is in the spans. */
  readonly host: string;
}

/** Options for Lumigo. */
export interface LumigoBackendOptions {
  /** The whole value of the header `authorization`: `LumigoToken <token>`. */
  readonly authorization: TracingSecret;
}

/** Options for Coralogix. */
export interface CoralogixBackendOptions {
  /** Domain of the team, for example `eu1.coralogix.com`. */
  readonly domain: string;

  /** The whole value of the header `authorization`: `Bearer <send-your-data API key>`. */
  readonly authorization: TracingSecret;

  /** Application that spans are filed under, sent as `cx-application-name`. */
  readonly application: string;

  /** Subsystem that spans are filed under, sent as `cx-subsystem-name`. */
  readonly subsystem: string;
}

/** Options for SigNoz Cloud. One of your own is an OpenTelemetry Collector. */
export interface SigNozBackendOptions {
  /** Region of the account: `us`, `eu`, `in`. */
  readonly region: string;

  /** Ingestion key, sent as `signoz-ingestion-key`. */
  readonly ingestionKey: TracingSecret;
}

/** Options for Uptrace. */
export interface UptraceBackendOptions {
  /** Data source name of the project, sent as `uptrace-dsn`. */
  readonly dsn: TracingSecret;
}

/** Options for Axiom. */
export interface AxiomBackendOptions {
  /** Dataset to write to, sent as `x-axiom-dataset`. */
  readonly dataset: string;

  /** The whole value of the header `authorization`: `Bearer <API token>`. */
  readonly authorization: TracingSecret;
}
