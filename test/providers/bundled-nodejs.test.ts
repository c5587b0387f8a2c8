import { readFileSync } from 'fs';
import { resolve } from 'path';
import { Stack } from 'aws-cdk-lib';
import { unzipSync } from 'fflate';
import { CONTAINER_IMAGE, modelOf, notesOf, planOf, reasonOf } from './model-of';
import { LambdaTracing } from '../../src';
import { Backend, OtlpProtocol } from '../../src/backends/backend';
import { LAYER_EXEC_WRAPPER, LAYER_REDIRECT_HANDLER } from '../../src/contract/layer-environment';
import { FunctionArchitecture, ModuleFormat } from '../../src/core/function-model';
import { TracingSecret } from '../../src/core/tracing-secret';
import { OpenTelemetryProvider } from '../../src/providers/opentelemetry-provider';
import { app, templateOf } from '../support/app';
import { functionIn, grantedIn, variablesIn } from '../support/function-in';
import { l2 } from '../support/sample-function';

const ENDPOINT = 'https://otlp.example.com:4318';
const otlp = (more: object = {}) => new OpenTelemetryProvider({ backend: Backend.otlp({ endpoint: ENDPOINT, ...more }) });
const usesOurLayer = (model: ReturnType<typeof modelOf>, provider = new OpenTelemetryProvider()) =>
  provider.decide(model).plan?.layers?.some(({ assetName }) => assetName === 'cdk-lambda-tracing-nodejs') ?? false;

describe('our own layer is not used for', () => {
  test.each([
    ['another language', modelOf('python3.13')], ['a Node.js before 18', modelOf('nodejs16.x')], ['a container image', CONTAINER_IMAGE], ['a runtime that is not known', modelOf(undefined)],
  ])('%s', (_, model) => {
    expect(usesOurLayer(model)).toBe(false);
  });

  test('a layer of the user\'s for Node.js', () => {
    expect(usesOurLayer(modelOf('nodejs22.x'), new OpenTelemetryProvider({ layerArns: { 'nodejs/x86_64': 'arn:aws:lambda:eu-west-1:111122223333:layer:x:1' } }))).toBe(false);
    expect(usesOurLayer(modelOf('nodejs22.x'), new OpenTelemetryProvider({ layerArns: { python: 'arn:aws:lambda:eu-west-1:111122223333:layer:x:1' } }))).toBe(true);
  });
});

test('a header kept as KMS ciphertext, which it does not decrypt, is a skip', () => {
  const secret = TracingSecret.fromKmsCiphertext('AQICAHg=', 'arn:aws:kms:eu-west-1:111122223333:key/x');
  expect(reasonOf(otlp({ secretHeaders: { 'x-api-key': secret } }).decide(modelOf('nodejs22.x')))).toBe('secretFormNotSupported');
});

test.each(['nodejs18.x', 'nodejs20.x', 'nodejs22.x', 'nodejs24.x', 'nodejs26.x'])('%s uses it in every region, partition, architecture and module format', (runtime) => {
  for (const region of ['eu-west-1', 'cn-north-1', 'us-gov-west-1', 'eusc-de-east-1', undefined]) {
    for (const architecture of [FunctionArchitecture.ARM64, FunctionArchitecture.X86_64, undefined]) {
      for (const moduleFormat of [ModuleFormat.COMMONJS, ModuleFormat.ESM, undefined]) {
        expect(usesOurLayer(modelOf(runtime, { region, architecture, moduleFormat, handlerRedefinable: false }))).toBe(true);
      }
    }
  }
});

test('it is where the plan says, with the executable wrapper and the handler that the plan names', () => {
  const [layer] = planOf(new OpenTelemetryProvider().decide(modelOf('nodejs22.x'))).layers!;
  expect(layer.assetPath).toBe(resolve(__dirname, '../../layers/nodejs/dist.zip'));
  const names = Object.keys(unzipSync(readFileSync(layer.assetPath!)));
  const inZip = (path: string) => path.replace(/^\/opt\//, '');
  expect(names).toEqual(expect.arrayContaining([inZip(LAYER_EXEC_WRAPPER), inZip(LAYER_REDIRECT_HANDLER.replace(/\.handler$/, '.mjs'))]));
  expect(unixMode(readFileSync(layer.assetPath!), inZip(LAYER_EXEC_WRAPPER))).toBe(0o100755);
});

/** Mode of an entry, from the zip file's central directory (APPNOTE 4.3.12). */
function unixMode(zip: Buffer, name: string): number {
  for (let at = zip.indexOf('PK\x01\x02', 0, 'latin1'); at >= 0; at = zip.indexOf('PK\x01\x02', at + 4, 'latin1')) {
    if (zip.toString('utf8', at + 46, at + 46 + zip.readUInt16LE(at + 28)) === name) { return zip.readUInt16LE(at + 40); }
  }
  return 0;
}

test('X-Ray: everything that is set', () => {
  expect(planOf(new OpenTelemetryProvider().decide(modelOf('nodejs22.x')))).toEqual({
    level: 'CODE', layers: [expect.anything()], execWrapper: LAYER_EXEC_WRAPPER, activeTracing: true, environment: { OTEL_TRACES_EXPORTER: 'xray' }, notes: [],
  });
});

test.each([
  ['eu-west-1', 'https://xray.eu-west-1.amazonaws.com/v1/traces'], ['cn-north-1', 'https://xray.cn-north-1.amazonaws.com.cn/v1/traces'],
  ['us-gov-west-1', 'https://xray.us-gov-west-1.amazonaws.com/v1/traces'], [undefined, 'https://xray.${AWS::Region}.${AWS::URLSuffix}/v1/traces'],
])('X-Ray by OTLP in %s: everything that is set; the layer signs', (region, url) => {
  expect(planOf(new OpenTelemetryProvider({ backend: Backend.xrayOtlp() }).decide(modelOf('nodejs22.x', { region, samplingRatio: 0.5 })))).toEqual({
    level: 'CODE', layers: [expect.anything()], execWrapper: LAYER_EXEC_WRAPPER, activeTracing: false,
    environment: { OTEL_TRACES_EXPORTER: 'otlp', OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: url, OTEL_TRACES_SAMPLER: 'parentbased_traceidratio', OTEL_TRACES_SAMPLER_ARG: '0.5' },
    permissions: [{ actions: ['xray:PutTraceSegments'], resources: ['*'] }],
  });
});

test('X-Ray by OTLP in a stack without a region: the address is made at deployment', () => {
  const root = app();
  const stack = new Stack(root, 'Stack');
  l2(stack);
  LambdaTracing.of(root).add(new OpenTelemetryProvider({ backend: Backend.xrayOtlp() }));
  const template = templateOf(root);
  expect(variablesIn(template).OTEL_EXPORTER_OTLP_TRACES_ENDPOINT).toEqual({ 'Fn::Join': ['', ['https://xray.', { Ref: 'AWS::Region' }, '.', { Ref: 'AWS::URLSuffix' }, '/v1/traces']] });
  expect(functionIn(template)).not.toHaveProperty('TracingConfig');
  expect(grantedIn(template)).toEqual([{ Effect: 'Allow', Action: 'xray:PutTraceSegments', Resource: '*' }]);
});

const FIELD_ARN = 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:all-AbCdEf';

test('OTLP: everything that is set, with the keys fetched by the layer', () => {
  const decision = otlp({
    protocol: OtlpProtocol.HTTP_JSON,
    headers: { 'x-team': 'a b' },
    secretHeaders: {
      'x-api-key': TracingSecret.fromSecretsManagerName('otlp-key', { encryptionKeyArn: 'arn:aws:kms:eu-west-1:111122223333:key/k' }),
      'x-token': TracingSecret.fromSsmParameterName('/otlp/token'),
      'x-field': TracingSecret.fromSecretsManagerArn(FIELD_ARN, { jsonField: 'api.key' }),
    },
  }).decide(modelOf('nodejs22.x', { serviceName: 'orders', samplingRatio: 0.5 }));

  expect(planOf(decision)).toMatchObject({
    activeTracing: false,
    environment: {
      OTEL_TRACES_EXPORTER: 'otlp', OTEL_EXPORTER_OTLP_ENDPOINT: ENDPOINT, OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json', OTEL_EXPORTER_OTLP_HEADERS: 'x-team=a%20b',
      LAMBDA_TRACING_SECRET_HEADERS: 'x-api-key=secretsmanager:otlp-key,x-token=ssm:/otlp/token,x-field=secretsmanager:' + FIELD_ARN + '#api.key',
      OTEL_SERVICE_NAME: 'orders', OTEL_TRACES_SAMPLER: 'parentbased_traceidratio', OTEL_TRACES_SAMPLER_ARG: '0.5',
    },
    permissions: [
      { actions: ['secretsmanager:GetSecretValue'], resources: ['arn:${AWS::Partition}:secretsmanager:${AWS::Region}:${AWS::AccountId}:secret:otlp-key-??????'] },
      { actions: ['kms:Decrypt'], resources: ['arn:aws:kms:eu-west-1:111122223333:key/k'] },
      { actions: ['ssm:GetParameter'], resources: ['arn:${AWS::Partition}:ssm:${AWS::Region}:${AWS::AccountId}:parameter/otlp/token'] },
      { actions: ['secretsmanager:GetSecretValue'], resources: [FIELD_ARN] },
    ],
  });
  expect(notesOf(decision)).toEqual([]);
});

test.each([[{ LAMBDA_TRACING_SECRET_HEADERS: 'a=ssm:/mine' }, []], [{}, ['LAMBDA_TRACING_SECRET_HEADERS']]])('where the user says which secrets to read, none of ours may be read: %j %j', (environment, unresolvedEnvironment) => {
  const decision = otlp({ secretHeaders: { 'x-api-key': TracingSecret.fromSecretsManagerName('otlp-key') } }).decide(modelOf('nodejs22.x', { environment, unresolvedEnvironment }));
  expect(planOf(decision).permissions).toEqual([]);
});

test('a plain-text header is noted', () => {
  const decision = otlp({ secretHeaders: { 'x-api-key': TracingSecret.fromPlainText('s3 cr3t') } }).decide(modelOf('nodejs22.x'));
  expect(planOf(decision).environment!.OTEL_EXPORTER_OTLP_HEADERS).toBe('x-api-key=s3%20cr3t');
  expect(notesOf(decision)).toEqual(['secretInTemplate']);
});

test.each([[{ AWS_LAMBDA_EXEC_WRAPPER: '/opt/mine' }, []], [{}, ['AWS_LAMBDA_EXEC_WRAPPER']]])('a wrapper of the user\'s is kept, and the handler redirected: %j %j', (environment, unresolvedEnvironment) => {
  const plan = planOf(new OpenTelemetryProvider().decide(modelOf('nodejs22.x', { environment, unresolvedEnvironment })));
  expect(plan.execWrapper).toBeUndefined();
  expect(plan.handlerRedirect).toEqual({ handler: LAYER_REDIRECT_HANDLER, originalHandlerVariable: 'LAMBDA_TRACING_HANDLER' });
});

test('samplingRatio with X-Ray is noted as X-Ray\'s to decide', () => {
  expect(notesOf(new OpenTelemetryProvider().decide(modelOf('nodejs22.x', { samplingRatio: 0.1 })))).toEqual(['samplingDecidedByXRay']);
});
