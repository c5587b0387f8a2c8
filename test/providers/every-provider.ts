import { Backend } from '../../src/backends/backend';
import type { ITracingProvider } from '../../src/core/provider';
import { TracingSecret } from '../../src/core/tracing-secret';
import { AppDynamicsProvider } from '../../src/providers/appdynamics-provider';
import { AwsDistroProvider } from '../../src/providers/aws-distro-provider';
import { CoralogixProvider } from '../../src/providers/coralogix-provider';
import { Dash0Provider } from '../../src/providers/dash0-provider';
import { DatadogProvider } from '../../src/providers/datadog-provider';
import { DynatraceProvider } from '../../src/providers/dynatrace-provider';
import { ElasticProvider } from '../../src/providers/elastic-provider';
import { HoneycombProvider } from '../../src/providers/honeycomb-provider';
import { InstanaProvider } from '../../src/providers/instana-provider';
import { LumigoProvider } from '../../src/providers/lumigo-provider';
import { NewRelicProvider } from '../../src/providers/newrelic-provider';
import { OpenTelemetryProvider } from '../../src/providers/opentelemetry-provider';
import { RotelProvider } from '../../src/providers/rotel-provider';
import { SentryProvider } from '../../src/providers/sentry-provider';
import { SolarWindsProvider } from '../../src/providers/solarwinds-provider';
import { SplunkProvider } from '../../src/providers/splunk-provider';
import { SumoLogicProvider } from '../../src/providers/sumologic-provider';
import { XRayProvider } from '../../src/providers/xray-provider';

/** Options of every provider that has a vendor's ARNs in common. */
export interface Common {
  readonly secret?: TracingSecret;
  readonly layerArns?: { [language: string]: string };
}

const SECRET = TracingSecret.fromSecretsManagerName('key');
const DYNATRACE = { tenant: 'abc12345', connectionBaseUrl: 'https://abc12345.live.dynatrace.com' };
const APPDYNAMICS = {
  accountName: 'acme', applicationName: 'shop', controllerHost: 'acme.saas.appdynamics.com', serverlessApiEndpoint: 'https://fra-sls-agent-api.saas.appdynamics.com',
};
const otlp = (secret: TracingSecret) => Backend.otlp({ endpoint: 'https://otlp.example.com', secretHeaders: { 'x-api-key': secret } });

/** Each provider with the least that it takes, by the name of its column in docs/runtimes.md. */
export const EVERY_PROVIDER: { readonly [title: string]: (common?: Common) => ITracingProvider } = {
  'XRay': () => new XRayProvider(),
  'AwsDistro': ({ layerArns } = {}) => new AwsDistroProvider({ layerArns }),
  'OpenTelemetry, X-Ray': ({ layerArns } = {}) => new OpenTelemetryProvider({ layerArns }),
  'OpenTelemetry, X-Ray OTLP': ({ layerArns } = {}) => new OpenTelemetryProvider({ backend: Backend.xrayOtlp(), layerArns }),
  'OpenTelemetry, OTLP': ({ secret = SECRET, layerArns } = {}) => new OpenTelemetryProvider({ backend: otlp(secret), layerArns }),
  'OpenTelemetry, collector': ({ secret = SECRET, layerArns } = {}) => new OpenTelemetryProvider({ backend: otlp(secret), collector: true, layerArns }),
  'Rotel': ({ secret = SECRET, layerArns } = {}) => new RotelProvider({ backend: otlp(secret), layerArns }),
  'Instana': ({ secret = SECRET, layerArns } = {}) => new InstanaProvider({ endpointUrl: 'https://serverless-blue-saas.instana.io', agentKey: secret, layerArns }),
  'Datadog': ({ secret = SECRET, layerArns } = {}) => new DatadogProvider({ site: 'datadoghq.eu', apiKey: secret, layerArns }),
  'NewRelic': ({ secret = SECRET, layerArns } = {}) => new NewRelicProvider({ accountId: '1234567', licenseKey: secret, layerArns }),
  'Dynatrace': ({ secret = SECRET, layerArns } = {}) => new DynatraceProvider({ ...DYNATRACE, authToken: secret, layerArns }),
  'Lumigo': ({ secret = SECRET, layerArns } = {}) => new LumigoProvider({ token: secret, layerArns }),
  'Splunk': ({ secret = SECRET, layerArns } = {}) => new SplunkProvider({ realm: 'us1', accessToken: secret, layerArns }),
  'Sentry': ({ layerArns } = {}) => new SentryProvider({ dsn: 'https://public@o0.ingest.sentry.io/0', layerArns }),
  'Dash0': ({ secret = SECRET, layerArns } = {}) => new Dash0Provider({ endpoint: 'https://ingress.eu-west-1.aws.dash0.com:4318', token: secret, layerArns }),
  'Coralogix': ({ secret = SECRET, layerArns } = {}) => new CoralogixProvider({ domain: 'eu2.coralogix.com', apiKey: secret, layerArns }),
  'SumoLogic': ({ secret = SECRET, layerArns } = {}) => new SumoLogicProvider({ endpointUrl: secret, layerArns }),
  'SolarWinds': ({ secret = SECRET, layerArns } = {}) => new SolarWindsProvider({ apiToken: secret, dataCenter: 'na-02', layerArns }),
  'AppDynamics': ({ secret = SECRET, layerArns } = {}) => new AppDynamicsProvider({ ...APPDYNAMICS, accessKey: secret, layerArns }),
  'Elastic': ({ secret = SECRET, layerArns } = {}) => new ElasticProvider({ apmServer: 'https://acme.apm.eu-west-1.aws.cloud.es.io', apiKey: secret, layerArns }),
  'Honeycomb': ({ secret = SECRET, layerArns } = {}) => new HoneycombProvider({ apiKey: secret, dataset: 'lambda', layerArns }),
};
