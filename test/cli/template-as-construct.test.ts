import { join } from 'path';
import { App, Stack } from 'aws-cdk-lib';
import { CfnInclude } from 'aws-cdk-lib/cloudformation-include';
import fc from 'fast-check';
import { folderWith } from './assembly';
import { parseTemplate } from '../../cli/template/template-source';
import { traceTemplate } from '../../cli/template/trace-template';
import { AwsDistroProvider, DatadogProvider, ITracingProvider, LambdaTracing, OpenTelemetryProvider, TracingSecret, XRayProvider } from '../../src';
import type { ReportedFunction } from '../../src/contract/report';
import { app, reportOf, synthesize } from '../support/app';

const REGION = 'eu-central-1';
const ACCOUNT = '111122223333';

/** The template as the command leaves it, and as a CDK app does that includes it: what becomes of its function and role, and what is reported. */
function bothWays(properties: object, policies: unknown, provider: ITracingProvider) {
  const data = {
    Parameters: { Table: { Type: 'String' } },
    Resources: {
      Role: { Type: 'AWS::IAM::Role', Properties: { AssumeRolePolicyDocument: { Statement: [] }, ...(policies === undefined ? {} : { Policies: policies }) } },
      Fn: { Type: 'AWS::Lambda::Function', Properties: { Role: { 'Fn::GetAtt': ['Role', 'Arn'] }, ...properties } },
    },
  };
  const text = JSON.stringify(data);
  const folder = folderWith({ 'in.json': text });
  const traced = traceTemplate(parseTemplate(text, 'in.json'), { file: join(folder, 'in.json'), provider, stack: 'Stack', region: REGION, layer: { arn: undefined, bucket: 'b', key: 'k' } });
  const command = { resources: parseTemplate(traced.text(), 't').data.Resources, report: traced.report.functions[0] };

  const root: App = app();
  const stack = new Stack(root, 'Stack', { env: { region: REGION, account: ACCOUNT } });
  new CfnInclude(stack, 'Include', { templateFile: join(folder, 'in.json') });
  LambdaTracing.of(root).add(provider);
  const construct = { resources: synthesize(root).templates['Stack.template.json'].Resources, report: reportOf(root).functions[0] };
  return [command, construct].map(({ resources, report }) => ({
    properties: withoutOwnLayer(resources.Fn.Properties), policies: resources.Role.Properties.Policies, report: comparable(report),
  }));
}

/** Our own layer is a resource in both, with another content and name each. */
function withoutOwnLayer(properties: { readonly Layers?: readonly unknown[] }) {
  return { ...properties, ...(properties.Layers === undefined ? {} : { Layers: properties.Layers.map((layer) => (typeof layer === 'string' ? layer : 'own')) }) };
}

function comparable({ status, level, runtime, changes, diagnostics }: ReportedFunction) {
  return { status, level, runtime, changes, ids: diagnostics.map(({ id }) => id).sort() };
}

const arn = (name: string) => `arn:aws:lambda:${REGION}:${ACCOUNT}:layer:${name}:1`;
const variables = fc.dictionary(
  fc.constantFrom('MINE', 'AWS_LAMBDA_EXEC_WRAPPER', 'NODE_OPTIONS', 'JAVA_TOOL_OPTIONS', 'PYTHONPATH', 'OTEL_TRACES_EXPORTER', 'OTEL_SERVICE_NAME', 'DD_LAMBDA_HANDLER'),
  fc.oneof(fc.constantFrom('x', '/opt/otel-instrument', '--enable-source-maps', 'y'.repeat(4000)), fc.constant({ Ref: 'Table' })), { maxKeys: 4 });
const functions = fc.record({
  Runtime: fc.constantFrom('nodejs22.x', 'nodejs18.x', 'python3.13', 'java21', 'dotnet8', 'ruby3.4', 'provided.al2023'),
  Handler: fc.constantFrom('index.handler', 'src/app.main', 'com.shop.Orders::handleRequest'),
  Code: fc.constantFrom({ ZipFile: 'exports.handler = async () => 1;' }, { S3Bucket: 'b', S3Key: 'k' }),
  Layers: fc.option(fc.uniqueArray(fc.constantFrom(...'abcde').map(arn), { maxLength: 5 }), { nil: undefined }),
  Environment: fc.option(variables.map((Variables) => ({ Variables })), { nil: undefined }),
  TracingConfig: fc.option(fc.constantFrom({ Mode: 'Active' }, { Mode: 'PassThrough' }), { nil: undefined }),
  Architectures: fc.option(fc.constantFrom(['arm64'], ['x86_64']), { nil: undefined }),
  MemorySize: fc.option(fc.constantFrom(128, 1024), { nil: undefined }),
  CodeSigningConfigArn: fc.option(fc.constant(`arn:aws:lambda:${REGION}:${ACCOUNT}:code-signing-config:csc-1`), { nil: undefined, freq: 8 }),
});
const policies = fc.option(fc.constantFrom([], [{ PolicyName: 'Own', PolicyDocument: { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 's3:GetObject', Resource: '*' }] } }]), { nil: undefined });

test.each<[string, ITracingProvider]>([
  ['opentelemetry', new OpenTelemetryProvider()],
  ['aws-distro', new AwsDistroProvider()],
  ['xray', new XRayProvider()],
  ['datadog', new DatadogProvider({ site: 'datadoghq.eu', apiKey: TracingSecret.fromSecretsManagerArn(`arn:aws:secretsmanager:${REGION}:${ACCOUNT}:secret:key-AbCdEf`) })],
])('whatever a function is, the command does with %s what a CDK app does that includes its template', (_, provider) => {
  fc.assert(fc.property(functions, policies, (properties, own) => {
    const [command, construct] = bothWays(JSON.parse(JSON.stringify(properties)) as object, own, provider);
    expect(command).toEqual(construct);
  }), { numRuns: 40 });
});
