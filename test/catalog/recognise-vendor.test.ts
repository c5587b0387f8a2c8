import * as fc from 'fast-check';
import { recogniseVendor } from '../../src/catalog/recognise-vendor';
import { SIGNATURES } from '../../src/catalog/signatures';

const NOTHING = { layers: [], environment: {} };
const layer = (name: string) => `arn:aws:lambda:eu-west-1:123456789012:layer:${name}:1`;

describe('what is no instrumentation', () => {
  test.each([
    ['nothing at all', NOTHING],
    ['Lambda Insights', { ...NOTHING, layers: [layer('LambdaInsightsExtension'), layer('LambdaInsightsExtension-Arm64')] }],
    ['the parameters and secrets extension', { ...NOTHING, layers: [layer('AWS-Parameters-and-Secrets-Lambda-Extension')] }],
    ['Powertools', { ...NOTHING, layers: [layer('AWSLambdaPowertoolsTypeScriptV2')], environment: { POWERTOOLS_TRACE_ENABLED: 'true' } }],
    ['a layer that only sounds like one', { ...NOTHING, layers: [layer('my-instana-helpers'), layer('not-Datadog-Extension')] }],
    ['a layer that is a reference', { ...NOTHING, layers: ['{"Ref":"InstanaLayer"}'] }],
    ['configuration of an SDK in the code', { ...NOTHING, environment: { OTEL_SERVICE_NAME: 'x', OTEL_EXPORTER_OTLP_ENDPOINT: 'x', SENTRY_DSN: 'x', NODE_OPTIONS: '--enable-source-maps' } }],
    ['a wrapper of the user\'s', { ...NOTHING, environment: { AWS_LAMBDA_EXEC_WRAPPER: '/opt/bootstrap' } }],
    ['an ordinary handler', { ...NOTHING, handler: 'index.handler' }],
    ['a name that every object has', { ...NOTHING, handler: 'constructor', environment: { constructor: 'x' } }],
  ])('%s', (_, signs) => {
    expect(recogniseVendor(signs)).toBeUndefined();
  });
});

test.each([
  ['instana-nodejs-arm64', 'Instana'], ['instana-python', 'Instana'], ['Datadog-Node22-x', 'Datadog'], ['dd-trace-java', 'Datadog'], ['Datadog-Extension-ARM-FIPS', 'Datadog'],
  ['NewRelicNodeJS22XARM64', 'New Relic'], ['NewRelicLambdaExtension', 'New Relic'], ['Dynatrace_OneAgent_1_330_1_20260401-000000_nodejs_x86', 'Dynatrace'],
  ['lumigo-node-tracer', 'Lumigo'], ['splunk-apm-js-arm', 'Splunk'], ['splunk-lambda-metrics', 'Splunk'], ['SentryNodeServerlessSDKv10', 'Sentry'],
  ['SentryPythonServerlessSDK', 'Sentry'], ['dash0-extension-node', 'Dash0'], ['coralogix-nodejs-wrapper-and-exporter-arm64', 'Coralogix'],
  ['sumologic-otel-lambda-java-arm64-v2-19-0', 'Sumo Logic'], ['solarwinds-apm-js-16_2_1', 'SolarWinds'], ['appdynamics-lambda-extension', 'AppDynamics'],
  ['elastic-apm-extension-ver-1-7-1-x86_64', 'Elastic'], ['elastic-apm-node-ver-4-18-0', 'Elastic'], ['honeycomb-lambda-extension-arm64-v12-0-0', 'Honeycomb'],
  ['rotel-extension-amd64', 'Rotel'], ['opentelemetry-nodejs-0_23_0', 'OpenTelemetry'], ['opentelemetry-collector-arm64-0_23_0', 'OpenTelemetry'],
  ['opentelemetry-ruby-dev-0_9_0', 'OpenTelemetry'], ['AWSOpenTelemetryDistroJs', 'AWS Distro for OpenTelemetry'], ['aws-otel-nodejs-amd64-ver-1-30-1', 'ADOT with a collector'],
])('layer %s is of %s', (name, vendor) => {
  expect(recogniseVendor({ ...NOTHING, layers: [layer('unrelated'), layer(name)] })).toMatchObject({ vendor, evidence: `layer ${name}` });
});

test('a layer within an intrinsic function is read', () => {
  const join = JSON.stringify({ 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':lambda:', { Ref: 'AWS::Region' }, ':464622532012:layer:Datadog-Node22-x:142']] });
  expect(recogniseVendor({ ...NOTHING, layers: [join] })?.vendor).toBe('Datadog');
});

test.each([
  ['instana-aws-lambda-auto-wrap-esm.handler', 'Instana'], ['datadog_lambda.handler.handler', 'Datadog'], ['newrelic_lambda_wrapper.handler', 'New Relic'],
  ['com.newrelic.java.HandlerWrapper::handleStreamsRequest', 'New Relic'], ['lumigo_tracer._handler', 'Lumigo'],
  ['sentry_sdk.integrations.init_serverless_sdk.sentry_lambda_handler', 'Sentry'], ['otel_wrapper.lambda_handler', 'OpenTelemetry'],
])('handler %s is of %s', (handler, vendor) => {
  expect(recogniseVendor({ ...NOTHING, handler })).toMatchObject({ vendor, evidence: `handler ${handler}` });
});

test.each([
  ['/opt/datadog_wrapper', 'Datadog'], ['/opt/newrelic-java-handler', 'New Relic'], ['/opt/dynatrace', 'Dynatrace'], ['/opt/lumigo_wrapper', 'Lumigo'],
  ['/opt/nodejs-otel-handler', 'Splunk'], ['/opt/wrapper', 'Dash0'], ['/opt/solarwinds-apm/wrapper', 'SolarWinds'], ['/opt/appdynamics-extension-script', 'AppDynamics'],
  ['/opt/elastic-apm-handler', 'Elastic'], ['/opt/otel-handler', 'OpenTelemetry'], ['/opt/otel-instrument', 'OpenTelemetry'],
])('wrapper %s is of %s', (wrapper, vendor) => {
  expect(recogniseVendor({ ...NOTHING, environment: { AWS_LAMBDA_EXEC_WRAPPER: wrapper } })).toMatchObject({ vendor, evidence: `AWS_LAMBDA_EXEC_WRAPPER ${wrapper}` });
});

test.each([
  ['NODE_OPTIONS', '--enable-source-maps --import @sentry/aws-serverless/awslambda-auto', 'Sentry'], ['NODE_OPTIONS', '-r elastic-apm-node/start', 'Elastic'],
  ['JAVA_TOOL_OPTIONS', '-javaagent:/opt/instana/standalone-collector.jar', 'Instana'], ['JAVA_TOOL_OPTIONS', '-javaagent:/opt/opentelemetry-javaagent.jar', 'OpenTelemetry'],
  ['JAVA_TOOL_OPTIONS', '-javaagent:/opt/aws-opentelemetry-javaagent.jar', 'AWS Distro for OpenTelemetry'],
  ['CORECLR_PROFILER', '{36032161-FFC0-4B61-B559-F6C5D41BAE5A}', 'New Relic'], ['DD_API_KEY', 'x', 'Datadog'], ['CX_API_KEY', 'x', 'Coralogix'], ['DT_TENANT', 'x', 'Dynatrace'],
])('variable %s set to %s is of %s', (name, value, vendor) => {
  expect(recogniseVendor({ ...NOTHING, environment: { [name]: value } })).toMatchObject({ vendor, evidence: `environment variable ${name}` });
});

test('a variable whose value is not known tells by its name', () => {
  expect(recogniseVendor({ ...NOTHING, unresolvedEnvironment: ['LUMIGO_TRACER_TOKEN'] })?.vendor).toBe('Lumigo');
});

test('a layer tells more than the wrapper that vendors share', () => {
  const environment = { AWS_LAMBDA_EXEC_WRAPPER: '/opt/otel-handler' };
  expect(recogniseVendor({ layers: [layer('coralogix-nodejs-wrapper-and-exporter-x86_64')], environment })?.vendor).toBe('Coralogix');
});

test('ids are unique', () => {
  expect(new Set(SIGNATURES.map(({ id }) => id)).size).toBe(SIGNATURES.length);
});

test('no value of a variable is ever in the evidence', () => {
  const names = SIGNATURES.flatMap(({ variables = [], values = {} }) => [...variables, ...Object.keys(values)]);
  fc.assert(fc.property(fc.dictionary(fc.constantFrom(...names), fc.string({ minLength: 30, maxLength: 40 })), (environment) => {
    const evidence = recogniseVendor({ ...NOTHING, environment })?.evidence ?? '';
    Object.values(environment).forEach((value) => expect(evidence).not.toContain(value));
  }));
});
