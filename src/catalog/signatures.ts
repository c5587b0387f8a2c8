/**
 * How a vendor's instrumentation shows on a function that already has it.
 *
 * Sources: the vendors' own repositories and documentation, read between 2026-05 and 2026-11; docs/providers.md lists them. A layer's name is the
 * surest sign and is looked at first, a wrapper that several vendors share the last. Configuration of an SDK in the
 * code, such as `OTEL_SERVICE_NAME` or `SENTRY_DSN`, is no sign.
 */
export interface Signature {
  /** Short name, that of this package's provider where there is one. */
  readonly id: string;
  readonly vendor: string;
  /** Beginning of the layer's name. */
  readonly layers?: RegExp;
  readonly handlers?: readonly string[];
  /** Variables that mean it whatever their value. */
  readonly variables?: readonly string[];
  /** Variables that mean it by what they hold. */
  readonly values?: { readonly [variable: string]: RegExp };
  readonly wrappers?: readonly string[];
}

export const SIGNATURES: readonly Signature[] = [
  {
    id: 'instana', vendor: 'Instana', layers: /^instana-/,
    handlers: ['instana-aws-lambda-auto-wrap.handler', 'instana-aws-lambda-auto-wrap-esm.handler', 'instana.lambda_handler'],
    variables: ['INSTANA_ENDPOINT_URL', 'INSTANA_AGENT_KEY', 'INSTANA_SSM_PARAM_NAME'],
    values: { JAVA_TOOL_OPTIONS: /\/opt\/instana\//, CORECLR_PROFILER: /cf0d821e-299b-5307-a3d8-b283c03916dd/i },
  },
  {
    id: 'datadog', vendor: 'Datadog', layers: /^(Datadog-|dd-trace-)/,
    handlers: [
      '/opt/nodejs/node_modules/datadog-lambda-js/handler.handler', 'node_modules/datadog-lambda-js/dist/handler.handler', 'datadog_lambda.handler.handler',
    ],
    variables: ['DD_LAMBDA_HANDLER', 'DD_API_KEY', 'DD_API_KEY_SECRET_ARN', 'DD_API_KEY_SSM_ARN', 'DD_KMS_API_KEY'],
    values: { JAVA_TOOL_OPTIONS: /dd-java-agent/, NODE_OPTIONS: /dd-trace/, CORECLR_PROFILER: /846F5F1C-F9AE-4B07-969E-05C26BC060D8/i },
    wrappers: ['/opt/datadog_wrapper'],
  },
  {
    id: 'newrelic', vendor: 'New Relic', layers: /^NewRelic/,
    handlers: [
      'newrelic-lambda-wrapper.handler', '/opt/nodejs/node_modules/newrelic-esm-lambda-wrapper/index.handler', 'newrelic_lambda_wrapper.handler',
      'com.newrelic.java.HandlerWrapper::handleRequest', 'com.newrelic.java.HandlerWrapper::handleStreamsRequest',
    ],
    variables: ['NEW_RELIC_LAMBDA_HANDLER', 'NEW_RELIC_ACCOUNT_ID', 'NEW_RELIC_LICENSE_KEY', 'NEW_RELIC_LICENSE_KEY_SECRET', 'NEW_RELIC_LICENSE_KEY_SSM_PARAMETER_NAME'],
    values: { CORECLR_PROFILER: /36032161-FFC0-4B61-B559-F6C5D41BAE5A/i },
    wrappers: ['/opt/newrelic-java-handler'],
  },
  {
    id: 'dynatrace', vendor: 'Dynatrace', layers: /^Dynatrace_/,
    variables: ['DT_TENANT', 'DT_CONNECTION_AUTH_TOKEN', 'DT_CONNECTION_AUTH_TOKEN_SECRETS_MANAGER_ARN'],
    wrappers: ['/opt/dynatrace'],
  },
  {
    id: 'lumigo', vendor: 'Lumigo', layers: /^lumigo-/,
    handlers: ['lumigo-auto-instrument.handler', 'lumigo_tracer._handler', '/opt/python/lumigo_tracer._handler'],
    variables: ['LUMIGO_TRACER_TOKEN', 'LUMIGO_ORIGINAL_HANDLER'],
    wrappers: ['/opt/lumigo_wrapper'],
  },
  {
    id: 'splunk', vendor: 'Splunk', layers: /^splunk-(apm|lambda)/,
    variables: ['SPLUNK_LAMBDA_LOCAL_COLLECTOR_ENABLED'],
    wrappers: ['/opt/nodejs-otel-handler'],
  },
  {
    id: 'sentry', vendor: 'Sentry', layers: /^Sentry(Node|Python)ServerlessSDK/,
    handlers: ['sentry_sdk.integrations.init_serverless_sdk.sentry_lambda_handler'],
    variables: ['SENTRY_INITIAL_HANDLER'],
    values: { NODE_OPTIONS: /@sentry\/aws-serverless/ },
  },
  {
    id: 'dash0', vendor: 'Dash0', layers: /^dash0-extension/,
    variables: ['DASH0_ENDPOINT', 'DASH0_TOKEN', 'DASH0_TOKEN_SECRET_ARN'],
    wrappers: ['/opt/wrapper'],
  },
  { id: 'coralogix', vendor: 'Coralogix', layers: /^coralogix-/, variables: ['CX_API_KEY', 'CX_REPORTING_STRATEGY'] },
  { id: 'sumologic', vendor: 'Sumo Logic', layers: /^sumologic-/, variables: ['SUMO_OTLP_HTTP_ENDPOINT_URL'] },
  { id: 'solarwinds', vendor: 'SolarWinds', layers: /^solarwinds-/, variables: ['SW_APM_API_TOKEN'], wrappers: ['/opt/solarwinds-apm/wrapper'] },
  {
    id: 'appdynamics', vendor: 'AppDynamics', layers: /^appdynamics-/,
    handlers: ['appdynamics-lambda-nodejs-tracer.handler'],
    variables: ['APPDYNAMICS_AGENT_ACCOUNT_ACCESS_KEY', 'APPDYNAMICS_APPLICATION_LAMBDA_HANDLER'],
    wrappers: ['/opt/appdynamics-extension-script'],
  },
  {
    id: 'elastic', vendor: 'Elastic', layers: /^elastic-apm-/,
    variables: ['ELASTIC_APM_LAMBDA_APM_SERVER', 'ELASTIC_APM_AWS_LAMBDA_HANDLER'],
    values: { NODE_OPTIONS: /elastic-apm-node/, JAVA_TOOL_OPTIONS: /elastic-apm-agent/ },
    wrappers: ['/opt/python/bin/elasticapm-lambda', '/opt/elastic-apm-handler'],
  },
  { id: 'honeycomb', vendor: 'Honeycomb', layers: /^honeycomb-lambda-extension/, variables: ['LIBHONEY_API_KEY'] },
  { id: 'rotel', vendor: 'Rotel', layers: /^rotel-extension/ },
  {
    id: 'aws-distro', vendor: 'AWS Distro for OpenTelemetry', layers: /^AWSOpenTelemetryDistro/,
    handlers: [
      'AWS.Distro.OpenTelemetry.AutoInstrumentation::AWS.Distro.OpenTelemetry.AutoInstrumentation.LambdaWrapper::TracingFunctionHandler',
    ],
    values: { JAVA_TOOL_OPTIONS: /aws-opentelemetry-(java)?agent/ },
  },
  { id: 'adot-legacy', vendor: 'ADOT with a collector', layers: /^aws-otel-/ },
  {
    id: 'opentelemetry', vendor: 'OpenTelemetry', layers: /^opentelemetry-(collector|nodejs|python|javaagent|javawrapper|ruby)/,
    handlers: [
      'otel_wrapper.lambda_handler', '/opt/wrapper.otel_wrapper',
      'io.opentelemetry.instrumentation.awslambdaevents.v3_11.TracingRequestWrapper',
      'io.opentelemetry.instrumentation.awslambdaevents.v3_11.TracingSqsEventWrapper',
      'io.opentelemetry.instrumentation.awslambdaevents.v3_11.TracingRequestApiGatewayWrapper',
      'io.opentelemetry.instrumentation.awslambdacore.v1_0.TracingRequestStreamWrapper',
    ],
    variables: ['OPENTELEMETRY_COLLECTOR_CONFIG_URI', 'OPENTELEMETRY_COLLECTOR_CONFIG_FILE'],
    values: { JAVA_TOOL_OPTIONS: /opentelemetry-javaagent/, NODE_OPTIONS: /@opentelemetry\/auto-instrumentations-node/ },
    // Shared with the AWS Distro, Splunk, Coralogix and Sumo Logic, whose layers tell them apart.
    wrappers: ['/opt/otel-handler', '/opt/otel-instrument', '/opt/otel-proxy-handler', '/opt/otel-stream-handler', '/opt/otel-sqs-handler'],
  },
];
