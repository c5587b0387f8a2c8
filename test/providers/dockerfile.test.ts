import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { EVERY_PROVIDER } from './every-provider';
import { RUNTIMES } from '../../src/catalog/runtimes';
import { FunctionArchitecture } from '../../src/core/function-model';
import type { TracingProvider } from '../../src/core/provider';
import { familyOf } from '../../src/core/runtime-family';
import { AwsDistroProvider } from '../../src/providers/aws-distro-provider';
import { CompositeProvider } from '../../src/providers/composite-provider';
import { LambdaInsightsProvider } from '../../src/providers/lambda-insights-provider';

const provider = (name: string) => EVERY_PROVIDER[name]() as TracingProvider;
const { version } = JSON.parse(readFileSync(join(__dirname, '../../package.json'), 'utf8')) as { version: string };

test('this package\'s own layer comes from the package itself, by a stage of its own', () => {
  expect(provider('OpenTelemetry, X-Ray').dockerfile('nodejs22.x')).toEqual([
    '# above the last FROM:',
    'FROM public.ecr.aws/docker/library/node:22 AS lambda-tracing',
    `RUN cd /tmp && npm pack cdk-lambda-tracing@${version} && tar -xzf cdk-lambda-tracing-*.tgz && unzip -q package/layers/nodejs/dist.zip -d /layer`,
    '# below it:',
    '# cdk-lambda-tracing: own nodejs22.x',
    'COPY --from=lambda-tracing /layer/ /opt/',
    'ENV AWS_LAMBDA_EXEC_WRAPPER=/opt/cdk-lambda-tracing/wrapper',
  ]);
});

test('what a vendor documents', () => {
  expect(provider('Datadog').dockerfile('python3.12')).toEqual([
    '# cdk-lambda-tracing: datadog python3.12', 'RUN pip install datadog-lambda', 'COPY --from=public.ecr.aws/datadog/lambda-extension:<tag> /opt/. /opt/',
    'ENV DD_LAMBDA_HANDLER=<your handler>', 'CMD ["datadog_lambda.handler.handler"]',
  ]);
});

test('where a vendor documents nothing, its layers are unpacked: on each architecture its own', () => {
  expect(provider('Splunk').dockerfile('java21', FunctionArchitecture.ARM64)).toEqual([
    '# cdk-lambda-tracing: splunk java21',
    expect.stringMatching(/^# beside the Dockerfile: .* --arn arn:aws:lambda:us-east-1:254067382080:layer:splunk-apm-java-arm:21 /),
    expect.stringMatching(/^# beside the Dockerfile: .* --arn arn:aws:lambda:us-east-1:254067382080:layer:splunk-apm-collector-arm:21 /),
    'COPY lambda-tracing/ /opt/',
  ]);
});

test('where no layer is known, its ARN is asked for', () => {
  expect(provider('Dynatrace').dockerfile('java21')[1]).toContain('--arn <ARN of the layer: each Dynatrace environment names its own');
});

test('an extension alone', () => {
  expect(provider('Datadog').dockerfile('provided.al2023').join()).toContain('layer:Datadog-Extension:99');
});

describe.each(Object.keys(EVERY_PROVIDER))('%s', (name) => {
  test.each(RUNTIMES.map((runtime) => runtime.name))('on %s: lines that begin with the marker, where there is a tracer; none, where there is not', (runtime) => {
    for (const architecture of Object.values(FunctionArchitecture)) {
      const lines = provider(name).dockerfile(runtime, architecture);
      const decision = provider(name).decide({
        path: 'A', logicalId: 'A', stackName: 'A', resourceType: 'AWS::Lambda::Function', packageType: 'Zip' as never, runtime, runtimeFamily: familyOf(runtime), handler: 'a.b',
        architecture, region: 'us-east-1', partition: 'aws', layers: [], environment: {}, unresolvedEnvironment: [], codeSigned: false,
      });
      const attached = (decision.plan?.layers ?? []).length > 0 || decision.reason !== undefined;
      if (attached) {
        expect(lines.filter((line) => /^# cdk-lambda-tracing: \S+ \S+$/.test(line))).toHaveLength(1);
        expect(lines.some((line) => /^(COPY|RUN) /.test(line))).toBe(true);
      } else if (!lines.some((line) => line.startsWith('COPY'))) {
        expect(lines.filter((line) => !line.startsWith('#'))).toEqual([]);
      }
      for (const line of lines) { expect(line).toMatch(/^(#|FROM|COPY|RUN|ENV|CMD|USER|WORKDIR|ARG) /i); }
    }
  });
});

test('a composite has those of its parts, Insights those of the provider beside it', () => {
  const distro = new AwsDistroProvider();
  const composite = new CompositeProvider({ byRuntime: { java: distro }, fallback: EVERY_PROVIDER['OpenTelemetry, OTLP']() });
  expect(composite.dockerfile('java21')).toEqual(distro.dockerfile('java21'));
  expect(composite.dockerfile('nodejs22.x')[4]).toBe('# cdk-lambda-tracing: own nodejs22.x');
  expect(new LambdaInsightsProvider({ provider: distro }).dockerfile('java21')).toEqual(distro.dockerfile('java21'));
  expect(new LambdaInsightsProvider({ provider: { name: 'theirs', decide: distro.decide.bind(distro) } }).dockerfile('java21')).toEqual([]);
  expect(new CompositeProvider({ byRuntime: { java: distro } }).dockerfile('ruby3.4')).toEqual([]);
});
