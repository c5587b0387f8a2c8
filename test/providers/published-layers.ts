/**
 * What the vendors publish, written down once more by hand from their own pages (docs/providers.md names them), and read by nothing but a test: the
 * catalog is the same facts in another form, by another hand. `*` in a name stands for the digits of the runtime.
 */
export interface Published {
  readonly provider: string;
  /** Account by region, of the four that are looked at: one that few vendors serve, China and GovCloud among them. */
  readonly accounts: { readonly [region: string]: string };
  readonly rows: readonly Row[];
}

export interface Row {
  readonly runtimes: string;
  /** How the tracer is started; `extension` where it is not. */
  readonly by: string;
  /** Names of layers by architecture, in order; the version after the last colon, or by region. */
  readonly x86_64?: readonly string[];
  readonly arm64?: readonly string[];
  readonly version?: { readonly [region: string]: number };
  readonly notIn?: readonly string[];
}

const EU = 'eu-west-1';
const AP = 'ap-southeast-6';
const CN = 'cn-north-1';
const GOV = 'us-gov-west-1';
const both = (...layers: string[]) => ({ x86_64: layers, arm64: layers });

export const PUBLISHED: readonly Published[] = [
  {
    provider: 'AwsDistro',
    accounts: { [EU]: '615299751070', [AP]: '313828097273', [CN]: '440179912924' },
    rows: [
      { runtimes: 'nodejs18.x nodejs20.x nodejs22.x nodejs24.x', by: 'wrapper /opt/otel-instrument', ...both('AWSOpenTelemetryDistroJs'), version: { [EU]: 15, [AP]: 3, [CN]: 8 } },
      { runtimes: 'python3.10 python3.11 python3.12 python3.13 python3.14', by: 'wrapper /opt/otel-instrument', ...both('AWSOpenTelemetryDistroPython'), version: { [EU]: 26, [AP]: 3, [CN]: 14 } },
      { runtimes: 'java11 java17 java21 java25', by: 'wrapper /opt/otel-instrument', ...both('AWSOpenTelemetryDistroJava'), version: { [EU]: 16, [AP]: 5, [CN]: 13 } },
      { runtimes: 'dotnet8 dotnet10', by: 'wrapper /opt/otel-instrument', x86_64: ['AWSOpenTelemetryDistroDotNet'], version: { [EU]: 13, [AP]: 3, [CN]: 9 } },
    ],
  },
  {
    provider: 'Instana',
    accounts: { [EU]: '410797082306', [CN]: '107998019096' },
    rows: [
      { runtimes: 'nodejs18.x nodejs20.x nodejs22.x nodejs24.x', by: 'handler instana-aws-lambda-auto-wrap-esm.handler', x86_64: ['instana-nodejs:294'], arm64: ['instana-nodejs-arm64:175'] },
      { runtimes: 'python3.9 python3.10 python3.11 python3.12 python3.13', by: 'handler instana.lambda_handler', ...both('instana-python:101') },
    ],
  },
  {
    provider: 'Datadog',
    accounts: { [EU]: '464622532012', [AP]: '464622532012', [GOV]: '002406178527' },
    rows: [
      {
        runtimes: 'nodejs18.x nodejs20.x nodejs22.x nodejs24.x', by: 'handler /opt/nodejs/node_modules/datadog-lambda-js/handler.handler',
        x86_64: ['Datadog-Node*-x:142', 'Datadog-Extension:99'], arm64: ['Datadog-Node*-x:142', 'Datadog-Extension-ARM:99'],
      },
      {
        runtimes: 'python3.9 python3.10 python3.11 python3.12 python3.13 python3.14', by: 'handler datadog_lambda.handler.handler',
        x86_64: ['Datadog-Python*:127', 'Datadog-Extension:99'], arm64: ['Datadog-Python*-ARM:127', 'Datadog-Extension-ARM:99'],
      },
      {
        runtimes: 'java8.al2 java11 java17 java21 java25', by: 'wrapper /opt/datadog_wrapper', notIn: [AP],
        x86_64: ['dd-trace-java:27', 'Datadog-Extension:99'], arm64: ['dd-trace-java:27', 'Datadog-Extension-ARM:99'],
      },
      {
        runtimes: 'dotnet6 dotnet8 dotnet10', by: 'wrapper /opt/datadog_wrapper', notIn: [AP],
        x86_64: ['dd-trace-dotnet:25', 'Datadog-Extension:99'], arm64: ['dd-trace-dotnet-ARM:25', 'Datadog-Extension-ARM:99'],
      },
      { runtimes: 'ruby3.2 ruby3.3 ruby3.4 ruby4.0 provided.al2 provided.al2023', by: 'extension', x86_64: ['Datadog-Extension:99'], arm64: ['Datadog-Extension-ARM:99'] },
    ],
  },
  {
    provider: 'Lumigo',
    accounts: { [EU]: '114300393969' },
    rows: [
      { runtimes: 'nodejs18.x nodejs20.x nodejs22.x nodejs24.x', by: 'wrapper /opt/lumigo_wrapper', ...both('lumigo-node-tracer:313') },
      { runtimes: 'python3.9 python3.10 python3.11 python3.12 python3.13', by: 'handler lumigo_tracer._handler', ...both('lumigo-python-tracer:287') },
    ],
  },
  {
    provider: 'Splunk',
    accounts: { [EU]: '254067382080' },
    rows: [
      { runtimes: 'nodejs18.x nodejs20.x nodejs22.x', by: 'wrapper /opt/nodejs-otel-handler', x86_64: ['splunk-apm-js:24', 'splunk-apm-collector:24'], arm64: ['splunk-apm-js-arm:21', 'splunk-apm-collector-arm:21'] },
      {
        runtimes: 'python3.9 python3.10 python3.11 python3.12 python3.13', by: 'wrapper /opt/otel-instrument',
        x86_64: ['splunk-apm-python:24', 'splunk-apm-collector:24'], arm64: ['splunk-apm-python-arm:21', 'splunk-apm-collector-arm:21'],
      },
      { runtimes: 'java8.al2 java11 java17 java21', by: 'wrapper /opt/otel-handler', x86_64: ['splunk-apm-java:24', 'splunk-apm-collector:24'], arm64: ['splunk-apm-java-arm:21', 'splunk-apm-collector-arm:21'] },
    ],
  },
  {
    provider: 'Sentry',
    accounts: { [EU]: '943013980633' },
    rows: [
      { runtimes: 'nodejs18.x nodejs20.x nodejs22.x nodejs24.x', by: 'NODE_OPTIONS --import @sentry/aws-serverless/awslambda-auto', ...both('SentryNodeServerlessSDKv10:85') },
      {
        runtimes: 'python3.9 python3.10 python3.11 python3.12 python3.13 python3.14', by: 'handler sentry_sdk.integrations.init_serverless_sdk.sentry_lambda_handler',
        ...both('SentryPythonServerlessSDK:208'),
      },
    ],
  },
  {
    provider: 'Dash0',
    accounts: { [EU]: '115813213817' },
    rows: [
      { runtimes: 'nodejs20.x nodejs22.x nodejs24.x', by: 'wrapper /opt/wrapper', ...both('dash0-extension-node:20') },
      { runtimes: 'python3.10 python3.11 python3.12 python3.13', by: 'wrapper /opt/wrapper', ...both('dash0-extension-python:20') },
      { runtimes: 'java11 java17 java21', by: 'wrapper /opt/wrapper', ...both('dash0-extension-java:20') },
      { runtimes: 'dotnet8 dotnet10 ruby3.3 ruby3.4 ruby4.0 provided.al2 provided.al2023', by: 'extension', ...both('dash0-extension-manual:20') },
    ],
  },
  {
    provider: 'Coralogix',
    accounts: { [EU]: '625240141681' },
    rows: [
      { runtimes: 'nodejs22.x nodejs24.x', by: 'wrapper /opt/otel-handler', x86_64: ['coralogix-nodejs-wrapper-and-exporter-x86_64:42'], arm64: ['coralogix-nodejs-wrapper-and-exporter-arm64:42'] },
      { runtimes: 'nodejs20.x', by: 'wrapper /opt/otel-handler', x86_64: ['coralogix-nodejs-wrapper-and-exporter-x86_64:37'], arm64: ['coralogix-nodejs-wrapper-and-exporter-arm64:37'] },
      {
        runtimes: 'python3.9 python3.10 python3.11 python3.12 python3.13', by: 'wrapper /opt/otel-handler',
        x86_64: ['coralogix-python-wrapper-and-exporter-x86_64:32'], arm64: ['coralogix-python-wrapper-and-exporter-arm64:32'],
      },
      { runtimes: 'java11 java17 java21', by: 'wrapper /opt/otel-handler', x86_64: ['coralogix-java-wrapper-and-exporter-x86_64:19'], arm64: ['coralogix-java-wrapper-and-exporter-arm64:19'] },
    ],
  },
  {
    provider: 'SumoLogic',
    accounts: { [EU]: '663229565520' },
    rows: [
      { runtimes: 'nodejs18.x nodejs20.x nodejs22.x', by: 'wrapper /opt/otel-handler', x86_64: ['sumologic-otel-lambda-nodejs-x86_64-v2-0-2:1'], arm64: ['sumologic-otel-lambda-nodejs-arm64-v2-0-2:1'] },
      {
        runtimes: 'python3.9 python3.10 python3.11 python3.12 python3.13', by: 'wrapper /opt/otel-instrument',
        x86_64: ['sumologic-otel-lambda-python-x86_64-v1-38-0:1'], arm64: ['sumologic-otel-lambda-python-arm64-v1-38-0:1'],
      },
      { runtimes: 'java8.al2 java11 java17 java21', by: 'wrapper /opt/otel-handler', x86_64: ['sumologic-otel-lambda-java-x86_64-v2-19-0:1'], arm64: ['sumologic-otel-lambda-java-arm64-v2-19-0:1'] },
    ],
  },
  {
    provider: 'OpenTelemetry, collector',
    accounts: { [EU]: '184161586896', [AP]: '184161586896' },
    rows: [
      {
        runtimes: 'nodejs20.x nodejs22.x nodejs24.x', by: 'wrapper /opt/otel-handler',
        x86_64: ['opentelemetry-nodejs-0_23_0:1', 'opentelemetry-collector-amd64-0_23_0:1'], arm64: ['opentelemetry-nodejs-0_23_0:1', 'opentelemetry-collector-arm64-0_23_0:1'],
      },
      {
        runtimes: 'python3.10 python3.11 python3.12 python3.13 python3.14', by: 'wrapper /opt/otel-instrument',
        x86_64: ['opentelemetry-python-0_21_0:1', 'opentelemetry-collector-amd64-0_23_0:1'], arm64: ['opentelemetry-python-0_21_0:1', 'opentelemetry-collector-arm64-0_23_0:1'],
      },
      {
        runtimes: 'java8.al2 java11 java17 java21', by: 'wrapper /opt/otel-handler',
        x86_64: ['opentelemetry-javaagent-0_21_0:1', 'opentelemetry-collector-amd64-0_23_0:1'], arm64: ['opentelemetry-javaagent-0_21_0:1', 'opentelemetry-collector-arm64-0_23_0:1'],
      },
      {
        runtimes: 'ruby3.3 ruby3.4', by: 'wrapper /opt/otel-handler',
        x86_64: ['opentelemetry-ruby-0_15_0:1', 'opentelemetry-collector-amd64-0_23_0:1'], arm64: ['opentelemetry-ruby-0_15_0:1', 'opentelemetry-collector-arm64-0_23_0:1'],
      },
      { runtimes: 'dotnet6 dotnet8 dotnet10 provided.al2 provided.al2023', by: 'extension', x86_64: ['opentelemetry-collector-amd64-0_23_0:1'], arm64: ['opentelemetry-collector-arm64-0_23_0:1'] },
    ],
  },
];
