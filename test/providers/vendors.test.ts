import { EVERY_PROVIDER } from './every-provider';
import { modelOf, notesOf, planOf, reasonOf } from './model-of';
import { ModuleFormat } from '../../src/core/function-model';
import { SecretStore, TracingSecret } from '../../src/core/tracing-secret';
import { AppDynamicsProvider } from '../../src/providers/appdynamics-provider';
import { CoralogixProvider, CoralogixReportingStrategy } from '../../src/providers/coralogix-provider';
import { Dash0Provider } from '../../src/providers/dash0-provider';
import { DynatraceProvider } from '../../src/providers/dynatrace-provider';
import { ElasticProvider, ElasticSendStrategy } from '../../src/providers/elastic-provider';
import { JavaHandlerInterface } from '../../src/providers/java-handler-interface';
import { LumigoProvider } from '../../src/providers/lumigo-provider';
import { NewRelicProvider } from '../../src/providers/newrelic-provider';
import { SentryProvider } from '../../src/providers/sentry-provider';
import { SolarWindsProvider } from '../../src/providers/solarwinds-provider';
import { SplunkProvider } from '../../src/providers/splunk-provider';
import { SumoLogicProvider } from '../../src/providers/sumologic-provider';

const secret = TracingSecret.fromSecretsManagerName('key');
const parameter = TracingSecret.fromSsmParameterName('/key');
const resolved = '{{resolve:secretsmanager:key:SecretString}}';
const layerArns = { nodejs: 'arn:aws:lambda:eu-west-1:111122223333:layer:mine:3', java: 'arn:aws:lambda:eu-west-1:111122223333:layer:mine:4' };
const DYNATRACE = { tenant: 'abc12345', connectionBaseUrl: 'https://abc12345.live.dynatrace.com', authToken: secret };
const APPD = { accountName: 'acme', accessKey: secret, applicationName: 'shop', controllerHost: 'c.example.com', serverlessApiEndpoint: 'https://x.example.com' };

describe('props', () => {
  test.each<[string, new (props: any) => unknown, any, string]>([
    ['NewRelic', NewRelicProvider, {}, "accountId cannot be right, got nothing; pass one such as the number '1234567'; licenseKey is not a TracingSecret"],
    ['NewRelic', NewRelicProvider, { accountId: '12', licenseKey: secret, trustedAccountKey: '' }, 'trustedAccountKey is not a line of text, got ""'],
    ['Dynatrace', DynatraceProvider, {}, 'tenant is not a line of text, got nothing; pass one such as abc12345; connectionBaseUrl is not an https URL'],
    ['Dynatrace', DynatraceProvider, { ...DYNATRACE, connectionBaseUrl: 'https://x.live.dynatrace.com/api/' }, "connectionBaseUrl ends with '/api'; leave that out"],
    ['Dynatrace', DynatraceProvider, { ...DYNATRACE, logCollectionToken: 'x' }, 'logCollectionToken is not a TracingSecret, got a string'],
    ['Lumigo', LumigoProvider, undefined, 'token is not a TracingSecret, got a undefined'],
    ['Splunk', SplunkProvider, { realm: 'https://x', accessToken: secret, javaHandler: 'x' }, 'realm cannot be right, got "https://x"; pass one such as us1; javaHandler is not one of request, stream, api-gateway-proxy, sqs, got "x"'],
    ['Splunk', SplunkProvider, { realm: 'us1', accessToken: secret, layerArns: { ruby: 'x' } }, "layerArns has 'ruby', which is no language of this provider; use one of nodejs, nodejs/x86_64"],
    ['Sentry', SentryProvider, { dsn: 'http://x', tracesSampleRate: 2 }, 'dsn is not an https URL, got "http://x"; pass one such as https://examplePublicKey@o0.ingest.sentry.io/0; tracesSampleRate is not a number from 0 to 1, got 2'],
    ['Dash0', Dash0Provider, { endpoint: 'x', token: secret, dataset: '' }, 'endpoint is not an https URL, got "x"; pass one such as https://ingress.eu-west-1.aws.dash0.com:4318; dataset'],
    ['Coralogix', CoralogixProvider, { domain: 'https://x', apiKey: secret, reportingStrategy: 'x' }, 'domain cannot be right, got "https://x"; pass one such as eu2.coralogix.com; reportingStrategy is not one of REPORT_AFTER_INVOCATION'],
    ['SumoLogic', SumoLogicProvider, { endpointUrl: 'https://x', javaHandler: JavaHandlerInterface.SQS }, 'endpointUrl is not a TracingSecret, got a string; pass TracingSecret.fromSecretsManagerName() or the like; javaHandler is not one of request, stream, api-gateway-proxy, got "sqs"'],
    ['SolarWinds', SolarWindsProvider, undefined, 'apiToken is not a TracingSecret, got a undefined; pass TracingSecret.fromSecretsManagerName() or the like; dataCenter cannot be right, got nothing; pass one such as na-02'],
    ['AppDynamics', AppDynamicsProvider, { ...APPD, controllerPort: 0, controllerHost: 'https://x' }, 'controllerHost cannot be right, got "https://x"; pass one such as acme.saas.appdynamics.com; controllerPort is not a port, got 0'],
    ['Elastic', ElasticProvider, { apmServer: 'https://x.io', secretToken: secret, apiKey: secret }, 'secretToken or apiKey must be given, and one of them only'],
    ['Elastic', ElasticProvider, { apmServer: 'https://x.io', apiKey: 'x', sendStrategy: 'x' }, "apiKey is not a TracingSecret, got a string; pass TracingSecret.fromSecretsManagerName() or the like; sendStrategy is not one of syncflush, background, got 'x'"],
  ])('of %s fail (%#)', (name, Provider, props, message) => {
    expect(() => new Provider(props)).toThrow(`${name}Provider: `);
    expect(() => new Provider(props)).toThrow(message);
  });
});

describe('everything that is set', () => {
  test.each<[string, { decide: NewRelicProvider['decide'] }, string, object]>([
    ['New Relic', new NewRelicProvider({ accountId: '1', licenseKey: secret, layerArns, logs: true, trustedAccountKey: '2' }), 'nodejs22.x', {
      environment: { NEW_RELIC_ACCOUNT_ID: '1', NEW_RELIC_TRUSTED_ACCOUNT_KEY: '2', NEW_RELIC_EXTENSION_SEND_FUNCTION_LOGS: 'true', NEW_RELIC_APP_NAME: 'orders' },
      secrets: [{ secret, variable: 'NEW_RELIC_LICENSE_KEY_SECRET' }],
    }],
    ['Dynatrace', new DynatraceProvider({ ...DYNATRACE, clusterId: '5', logCollectionToken: parameterPlain(), openTelemetry: true, layerArns }), 'nodejs22.x', {
      environment: { DT_TENANT: 'abc12345', DT_CONNECTION_BASE_URL: 'https://abc12345.live.dynatrace.com', DT_CLUSTER_ID: '5', DT_CLUSTER: '5', DT_OPEN_TELEMETRY_ENABLE_INTEGRATION: 'true', DT_LOG_COLLECTION_AUTH_TOKEN: '{{resolve:ssm:/logs}}' },
      secrets: [{ secret, variable: 'DT_CONNECTION_AUTH_TOKEN_SECRETS_MANAGER_ARN', byArn: true }],
    }],
    ['Lumigo', new LumigoProvider({ token: secret }), 'nodejs22.x', { environment: { LUMIGO_TRACER_TOKEN: resolved, LUMIGO_PROPAGATE_W3C: 'true' } }],
    ['Splunk', new SplunkProvider({ realm: 'us1', accessToken: secret, deploymentEnvironment: 'prod' }), 'python3.12', {
      environment: { SPLUNK_REALM: 'us1', SPLUNK_ACCESS_TOKEN: resolved, OTEL_RESOURCE_ATTRIBUTES: 'deployment.environment=prod', OTEL_SERVICE_NAME: 'orders', OTEL_TRACES_SAMPLER: 'parentbased_traceidratio', OTEL_TRACES_SAMPLER_ARG: '0.5' },
    }],
    ['Sentry', new SentryProvider({ dsn: 'https://p@o0.ingest.sentry.io/0', environment: 'prod', release: '7' }), 'nodejs22.x', {
      appendedEnvironment: { NODE_OPTIONS: '--import @sentry/aws-serverless/awslambda-auto' },
      environment: { SENTRY_DSN: 'https://p@o0.ingest.sentry.io/0', SENTRY_TRACES_SAMPLE_RATE: '0.5', SENTRY_ENVIRONMENT: 'prod', SENTRY_RELEASE: '7' },
    }],
    ['Dash0', new Dash0Provider({ endpoint: 'https://i.example.com', token: secret, tokenSecretKey: 'k', dataset: 'd' }), 'java21', {
      environment: { DASH0_ENDPOINT: 'https://i.example.com', DASH0_TOKEN_SECRET_KEY: 'k', DASH0_DATASET: 'd', DASH0_CREATE_PAYLOAD_LOG_RECORDS: 'false', OTEL_SERVICE_NAME: 'orders' },
      secrets: [{ secret, variable: 'DASH0_TOKEN_SECRET_ARN', byArn: true }],
    }],
    ['Coralogix', new CoralogixProvider({ domain: 'eu2.coralogix.com', apiKey: secret, reportingStrategy: CoralogixReportingStrategy.LOW_OVERHEAD }), 'nodejs24.x', {
      environment: { CX_DOMAIN: 'eu2.coralogix.com', CX_API_KEY: resolved, CX_REPORTING_STRATEGY: 'LOW_OVERHEAD', OTEL_SERVICE_NAME: 'orders' },
    }],
    ['Sumo Logic', new SumoLogicProvider({ endpointUrl: secret, application: 'shop' }), 'python3.12', {
      environment: { SUMO_OTLP_HTTP_ENDPOINT_URL: resolved, OTEL_RESOURCE_ATTRIBUTES: 'application=shop', OTEL_TRACES_SAMPLER: 'parentbased_traceidratio' },
    }],
    ['SolarWinds', new SolarWindsProvider({ apiToken: secret, dataCenter: 'na-02', layerArns: { extension: layerArns.nodejs } }), 'nodejs22.x', {
      environment: { SW_APM_API_TOKEN: resolved, SW_APM_DATA_CENTER: 'na-02', OTEL_SERVICE_NAME: 'orders' },
    }],
    ['AppDynamics', new AppDynamicsProvider({ ...APPD, layerArns }), 'nodejs20.x', {
      environment: { APPDYNAMICS_ACCOUNT_NAME: 'acme', APPDYNAMICS_AGENT_ACCOUNT_ACCESS_KEY: resolved, APPDYNAMICS_APPLICATION_NAME: 'shop', APPDYNAMICS_TIER_NAME: 'orders', APPDYNAMICS_CONTROLLER_HOST: 'c.example.com', APPDYNAMICS_CONTROLLER_PORT: '443', APPDYNAMICS_SERVERLESS_API_ENDPOINT: 'https://x.example.com' },
    }],
    ['Elastic', new ElasticProvider({ apmServer: 'https://x.io', secretToken: secret, sendStrategy: ElasticSendStrategy.BACKGROUND }), 'python3.12', {
      environment: { ELASTIC_APM_LAMBDA_APM_SERVER: 'https://x.io', ELASTIC_APM_SEND_STRATEGY: 'background', ELASTIC_APM_LAMBDA_CAPTURE_LOGS: 'false', ELASTIC_APM_SERVICE_NAME: 'orders' },
      secrets: [{ secret, variable: 'ELASTIC_APM_SECRETS_MANAGER_SECRET_TOKEN_ID' }],
    }],
  ])('by %s', (_, provider, runtime, expected) => {
    expect(planOf(provider.decide(modelOf(runtime, { serviceName: 'orders', samplingRatio: 0.5, moduleFormat: ModuleFormat.COMMONJS })))).toMatchObject(expected);
  });
});

function parameterPlain(): TracingSecret {
  return TracingSecret.fromSsmParameterName('/logs', { secureString: false });
}

// Where a secret can be read by the tracer itself, and where it cannot, for every form.
describe.each([
  ['NewRelic', 'nodejs22.x', [SecretStore.SECRETS_MANAGER, SecretStore.SSM_PARAMETER]], ['Dynatrace', 'nodejs22.x', [SecretStore.SECRETS_MANAGER]], ['Lumigo', 'nodejs22.x', []],
  ['Splunk', 'nodejs22.x', []], ['Dash0', 'nodejs22.x', [SecretStore.SECRETS_MANAGER]], ['Coralogix', 'nodejs22.x', []], ['SumoLogic', 'python3.12', []],
  ['Elastic', 'python3.12', [SecretStore.SECRETS_MANAGER]], ['AppDynamics', 'java17', []], ['Honeycomb', 'python3.12', []],
  ['Datadog', 'java21', [SecretStore.SECRETS_MANAGER, SecretStore.SSM_PARAMETER]], ['Instana', 'nodejs22.x', [SecretStore.SSM_PARAMETER]], ['Instana', 'python3.12', []],
] as const)('%s on %s', (provider, runtime, read) => {
  const needsArn = ['NewRelic', 'Dynatrace', 'AppDynamics'].includes(provider);
  const decide = (one: TracingSecret) => EVERY_PROVIDER[provider]({ secret: one, layerArns: needsArn ? layerArns : undefined }).decide(modelOf(runtime));

  test.each([['a secret', secret], ['a SecureString', parameter]])('with %s', (_, one) => {
    const decision = decide(one);
    const readsIt = (read as readonly SecretStore[]).includes(one.store);
    if (!readsIt && one === parameter) { return expect(reasonOf(decision)).toBe('secretFormNotSupported'); }
    expect((planOf(decision).secrets ?? []).map((planned) => planned.secret)).toEqual(readsIt ? [one] : []);
    expect(notesOf(decision).includes('secretResolvedAtDeployment')).toBe(!readsIt);
  });

  test('with a field of a secret', () => {
    const decision = decide(TracingSecret.fromSecretsManagerName('all', { jsonField: 'key' }));
    expect(planOf(decision).secrets ?? []).toEqual([]);
    expect(JSON.stringify(planOf(decision).environment)).toContain('{{resolve:secretsmanager:all:SecretString:key}}');
    expect(notesOf(decision)).toContain('secretResolvedAtDeployment');
  });

  test('with plain text', () => {
    expect(notesOf(decide(TracingSecret.fromPlainText('k3y')))).toContain('secretInTemplate');
  });
});

describe('known incompatibilities', () => {
  test.each(['SumoLogic', 'Elastic'])('%s does not see ES modules', (provider) => {
    const decide = (moduleFormat?: ModuleFormat) => EVERY_PROVIDER[provider]({ layerArns: { nodejs: layerArns.nodejs } }).decide(modelOf('nodejs22.x', { moduleFormat }));
    expect(reasonOf(decide(ModuleFormat.ESM))).toBe('moduleFormatNotSupported');
    expect(notesOf(decide())).toContain('moduleFormatUnknown');
    expect(notesOf(decide(ModuleFormat.COMMONJS))).not.toContain('moduleFormatUnknown');
  });

  test('Dash0 and Datadog\'s protection of applications are both a proxy', () => {
    const decide = (facts: object) => EVERY_PROVIDER.Dash0().decide(modelOf('nodejs22.x', facts));
    expect(reasonOf(decide({ environment: { DD_SERVERLESS_APPSEC_ENABLED: 'true' } }))).toBe('runtimeApiProxyTaken');
    expect(reasonOf(decide({ unresolvedEnvironment: ['DD_SERVERLESS_APPSEC_ENABLED'] }))).toBe('runtimeApiProxyTaken');
    expect(decide({ environment: { DD_SERVERLESS_APPSEC_ENABLED: 'false' } }).plan).toBeDefined();
  });

  test('Dash0 is told of active tracing', () => {
    expect(planOf(EVERY_PROVIDER.Dash0().decide(modelOf('nodejs22.x', { tracingMode: 'Active' }))).environment).toMatchObject({ DASH0_XRAY_TRACES_ENABLED: 'true' });
    expect(planOf(EVERY_PROVIDER.Dash0().decide(modelOf('nodejs22.x'))).environment).not.toHaveProperty('DASH0_XRAY_TRACES_ENABLED');
  });

  test.each([[256, true, true], [512, true, false], [256, undefined, false]])('Dynatrace on Java with %i MB, SnapStart %s', (memorySize, snapStart, noted) => {
    const decision = EVERY_PROVIDER.Dynatrace({ layerArns }).decide(modelOf('java21', { memorySize, snapStart }));
    expect(notesOf(decision).includes('memoryTooSmall')).toBe(noted);
    expect(notesOf(decision)).not.toContain('snapStartNotConfirmed');
  });

  test('AppDynamics is told of ES modules, and takes the tier from the path', () => {
    const plan = planOf(EVERY_PROVIDER.AppDynamics({ layerArns }).decide(modelOf('nodejs20.x', { moduleFormat: ModuleFormat.ESM, path: 'Shop/Orders/Resource' })));
    expect(plan.environment).toMatchObject({ APPDYNAMICS_IS_ESM_ENABLE: 'true', APPDYNAMICS_TIER_NAME: 'Orders' });
  });

  test.each(Object.values(JavaHandlerInterface))('a Java handler of kind %s has its own wrapper', (javaHandler) => {
    const wrapper = planOf(new SplunkProvider({ realm: 'us1', accessToken: secret, javaHandler }).decide(modelOf('java17'))).execWrapper;
    expect(wrapper).toBe({ 'request': '/opt/otel-handler', 'stream': '/opt/otel-stream-handler', 'api-gateway-proxy': '/opt/otel-proxy-handler', 'sqs': '/opt/otel-sqs-handler' }[javaHandler]);
  });

  test('Splunk without its collector sends by itself', () => {
    const plan = planOf(new SplunkProvider({ realm: 'us1', accessToken: secret, collector: false }).decide(modelOf('nodejs22.x')));
    expect(plan.layers).toHaveLength(1);
    expect(plan.environment).toMatchObject({ SPLUNK_LAMBDA_LOCAL_COLLECTOR_ENABLED: 'false' });
  });
});
