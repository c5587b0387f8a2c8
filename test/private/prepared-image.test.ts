import { mkdirSync, writeFileSync } from 'fs';
import { join } from 'path';
import { Stack } from 'aws-cdk-lib';
import { Repository } from 'aws-cdk-lib/aws-ecr';
import { CfnFunction, DockerImageCode, DockerImageFunction, EcrImageCodeProps } from 'aws-cdk-lib/aws-lambda';
import { Backend, ConfigureTracingOptions, DatadogProvider, InstanaProvider, ITracingProvider, LambdaTracing, mixins, OpenTelemetryProvider, TracingProvider, TracingSecret } from '../../src';
import { app, synthesize, temporaryFolder } from '../support/app';
import { functionIn, grantedIn, variablesIn } from '../support/function-in';
import { reportedIds, reportedIn } from '../support/with-and-without';

const own = new OpenTelemetryProvider({ backend: Backend.otlp({ endpoint: 'https://otlp.example.com', secretHeaders: { 'x-api-key': TracingSecret.fromSecretsManagerName('key') } }) });
const datadog = new DatadogProvider({ site: 'datadoghq.eu', apiKey: TracingSecret.fromSecretsManagerName('key') });
const instana = new InstanaProvider({ endpointUrl: 'https://serverless.example.com', agentKey: TracingSecret.fromSecretsManagerName('key') });

/** A folder with a Dockerfile that has the lines of a provider. */
function imageWith(lines: readonly string[], name = 'Dockerfile'): string {
  const folder = temporaryFolder();
  mkdirSync(join(folder, 'docker'));
  writeFileSync(join(folder, name), ['FROM public.ecr.aws/lambda/nodejs:22', ...lines, 'COPY index.js ${LAMBDA_TASK_ROOT}'].join('\n'));
  return folder;
}

interface Case {
  readonly provider: ITracingProvider;
  readonly image?: EcrImageCodeProps & { readonly file?: string };
  readonly folder?: string;
  readonly configured?: ConfigureTracingOptions;
  readonly context?: { readonly [key: string]: unknown };
}

/** The one function of an app: of an image that the app builds, or of one in a repository. */
function traced({ provider, image, folder, configured, context = {} }: Case) {
  const root = app(context);
  const stack = new Stack(root, 'Stack', { env: { region: 'eu-west-1' } });
  const code = folder === undefined ? DockerImageCode.fromEcr(Repository.fromRepositoryName(stack, 'Repository', 'shop'), image) : DockerImageCode.fromImageAsset(folder, image);
  const fn = new DockerImageFunction(stack, 'Fn', { code });
  LambdaTracing.of(root).add(provider);
  if (configured) { LambdaTracing.of(fn).configure(configured); }
  const { templates, error } = synthesize(root);
  expect(error).toBeUndefined();
  return { root, template: Object.values(templates)[0] };
}

const linesOf = (provider: TracingProvider, runtime: string) => provider.dockerfile(runtime);

test('without the lines: Lambda\'s own tracing, and the lines in the finding; nothing that could break the image', () => {
  const { root, template } = traced({ provider: own, folder: imageWith([]) });
  expect(functionIn(template)).toMatchObject({ TracingConfig: { Mode: 'Active' } });
  expect(variablesIn(template)).toEqual({});
  expect(functionIn(template)).not.toHaveProperty('Layers');
  expect(reportedIds(root)).toEqual(['containerImage', 'codeLevelUnavailable']);
  expect(reportedIn(root)).toMatchObject({ status: 'traced', level: 'INVOCATION', runtime: 'container image' });
  linesOf(own, 'nodejs24.x').forEach((line) => expect(reportedIn(root).diagnostics[0].fix).toContain(line));
});

test.each(['Dockerfile', 'docker/Other.Dockerfile'])('with the lines in %s: as a zip, but that the layer is in the image', (file) => {
  const { root, template } = traced({
    provider: own, folder: imageWith(linesOf(own, 'nodejs22.x'), file), image: file === 'Dockerfile' ? {} : { file }, context: { 'aws:cdk:enable-asset-metadata': true, 'aws:cdk:asset:x': 1 },
  });
  expect(variablesIn(template)).toEqual({
    AWS_LAMBDA_EXEC_WRAPPER: '/opt/cdk-lambda-tracing/wrapper', OTEL_TRACES_EXPORTER: 'otlp', OTEL_EXPORTER_OTLP_ENDPOINT: 'https://otlp.example.com', LAMBDA_TRACING_SECRET_HEADERS: 'x-api-key=secretsmanager:key',
  });
  expect(functionIn(template)).not.toHaveProperty('Layers');
  expect(functionIn(template)).not.toHaveProperty('TracingConfig');
  expect(grantedIn(template)).toMatchObject([{ Action: 'secretsmanager:GetSecretValue' }]);
  expect(reportedIn(root)).toMatchObject({ status: 'traced', level: 'CODE', runtime: 'container image', diagnostics: [] });
});

describe('a vendor that is called in place of the handler', () => {
  test('gets the command that the template has for it', () => {
    const { root, template } = traced({ provider: datadog, folder: imageWith(linesOf(datadog, 'nodejs22.x')), image: { cmd: ['src/app.handler'] } });
    expect(functionIn(template).ImageConfig.Command).toEqual(['node_modules/datadog-lambda-js/dist/handler.handler']);
    expect(variablesIn(template)).toMatchObject({ DD_LAMBDA_HANDLER: 'src/app.handler', DD_SITE: 'datadoghq.eu' });
    expect(reportedIn(root)).toMatchObject({ level: 'CODE', diagnostics: [] });
  });

  test.each<[string, EcrImageCodeProps]>([['has none', {}], ['has arguments', { cmd: ['node', 'app.js'] }]])('leaves the command where the template %s, and says what the Dockerfile must have', (_, image) => {
    const { root, template } = traced({ provider: datadog, folder: imageWith(linesOf(datadog, 'python3.12')), image });
    expect(functionIn(template).ImageConfig?.Command).toEqual(image.cmd);
    expect(variablesIn(template)).not.toHaveProperty('DD_LAMBDA_HANDLER');
    expect(reportedIds(root)).toEqual(['imageCommandUnknown']);
    expect(reportedIn(root).diagnostics[0].fix).toBe('see that the Dockerfile has CMD ["datadog_lambda.handler.handler"] and ENV DD_LAMBDA_HANDLER=<your handler>, or set cmd where the image is made');
  });
});

test('the lines of another vendor are no help: what they do not bring is not set', () => {
  const { root, template } = traced({ provider: instana, folder: imageWith(linesOf(datadog, 'nodejs22.x')) });
  expect(variablesIn(template)).toEqual({});
  expect(reportedIds(root)).toEqual(['containerImage', 'codeLevelUnavailable']);
});

test('an entry point of the user\'s: nothing is known about how the runtime is started', () => {
  const { root, template } = traced({ provider: own, folder: imageWith(linesOf(own, 'nodejs22.x')), image: { entrypoint: ['/mine.sh'] } });
  expect(variablesIn(template)).toEqual({});
  expect(reportedIds(root)).toContain('containerImage');
});

describe('an image that is built elsewhere', () => {
  test('is known by configure()', () => {
    const { root, template } = traced({ provider: instana, image: { cmd: ['app.handler'] }, configured: { preparedImage: { provider: 'instana', runtime: 'python3.13' } } });
    expect(functionIn(template).ImageConfig.Command).toEqual(['instana.lambda_handler']);
    expect(variablesIn(template)).toMatchObject({ LAMBDA_HANDLER: 'app.handler' });
    expect(reportedIn(root).level).toBe('CODE');
  });

  test('else is not', () => {
    expect(reportedIds(traced({ provider: instana }).root)).toEqual(['containerImage', 'codeLevelUnavailable']);
  });

  test('on a runtime that the vendor has no tracer for is left to Lambda', () => {
    expect(reportedIds(traced({ provider: instana, configured: { preparedImage: { provider: 'instana', runtime: 'ruby3.4' } } }).root)).toEqual(['runtimeNotSupported', 'codeLevelUnavailable']);
  });

  test('on a deprecated runtime is warned about', () => {
    expect(reportedIds(traced({ provider: own, configured: { preparedImage: { provider: 'own', runtime: 'nodejs18.x' } } }).root)).toEqual(['runtimeDeprecated']);
  });

  test('may be an L1, and the mixin knows the option as well', () => {
    const root = app();
    const stack = new Stack(root, 'Stack', { env: { region: 'eu-west-1' } });
    new CfnFunction(stack, 'Fn', { code: { imageUri: 'uri' }, packageType: 'Image', role: 'arn:aws:iam::123456789012:role/r' })
      .with(new mixins.FunctionTracing({ provider: own, preparedImage: { provider: 'own', runtime: 'nodejs22.x' } }));
    expect(variablesIn(Object.values(synthesize(root).templates)[0])).toHaveProperty('AWS_LAMBDA_EXEC_WRAPPER');
  });

  test.each<[unknown, string]>([
    [{}, 'preparedImage.provider must be the name in the comment of its Dockerfile, got undefined; preparedImage.runtime must be a runtime such as nodejs22.x, got undefined'],
    [{ provider: 'own', runtime: 'cobol' }, 'preparedImage.runtime must be a runtime such as nodejs22.x, got cobol'],
    [null, 'preparedImage.provider must be'],
  ])('%j is refused', (preparedImage, message) => {
    expect(() => LambdaTracing.of(app()).configure({ preparedImage: preparedImage as never })).toThrow(`LambdaTracing.configure(): ${message}`);
  });
});

test('what configure() says wins over the Dockerfile', () => {
  const { root } = traced({ provider: own, folder: imageWith(linesOf(own, 'nodejs22.x')), configured: { preparedImage: { provider: 'nobody', runtime: 'nodejs22.x' } } });
  expect(reportedIds(root)).toEqual(['containerImage', 'codeLevelUnavailable']);
});
