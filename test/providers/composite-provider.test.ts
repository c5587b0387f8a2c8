import { Stack } from 'aws-cdk-lib';
import { Code, Function, Runtime } from 'aws-cdk-lib/aws-lambda';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { CONTAINER_IMAGE, modelOf, notesOf, planOf, reasonOf } from './model-of';
import { LambdaTracing } from '../../src';
import { Decision } from '../../src/core/decision';
import { TracingLevel } from '../../src/core/tracing-level';
import { TracingSecret } from '../../src/core/tracing-secret';
import { AwsDistroProvider } from '../../src/providers/aws-distro-provider';
import { CompositeProvider } from '../../src/providers/composite-provider';
import { DatadogProvider } from '../../src/providers/datadog-provider';
import { LambdaInsightsProvider } from '../../src/providers/lambda-insights-provider';
import { SentryProvider } from '../../src/providers/sentry-provider';
import { XRayProvider } from '../../src/providers/xray-provider';
import { app, synthesize } from '../support/app';
import { reportedIn } from '../support/with-and-without';

const datadog = new DatadogProvider({ site: 'datadoghq.eu', apiKey: TracingSecret.fromSecretsManagerName('key') });
const sentry = new SentryProvider({ dsn: 'https://p@o0.ingest.sentry.io/0' });
const xray = new XRayProvider();
const distro = new AwsDistroProvider();

describe('props', () => {
  test.each<[string, any, string]>([
    ['none at all', undefined, 'there is nothing to choose from; give byRuntime or byPath'],
    ['a fallback alone', { fallback: xray }, 'there is nothing to choose from'],
    ['an unknown language', { byRuntime: { cobol: xray } }, "byRuntime has 'cobol', which is no language; use one of nodejs, python, java, dotnet, ruby, custom"],
    ['a name for a provider', { byRuntime: { nodejs: 'datadog' }, fallback: 'xray' }, 'byRuntime.nodejs is no provider, got a string; pass one such as new XRayProvider(); fallback is no provider'],
    ['a route without a pattern', { byPath: [{ paths: [], provider: xray }] }, 'byPath[0].paths is empty; name a pattern such as Shop/Legacy/**'],
    ['a route with a bad pattern', { byPath: [{ paths: ['/Shop'], provider: xray }] }, "byPath[0]: a pattern must not begin or end with '/'"],
    ['a route without a provider', { byPath: [{ paths: ['Shop'] }] }, 'byPath[0].provider is no provider, got a undefined'],
    ['a pattern twice', { byPath: [{ paths: ['Shop/A'], provider: xray }, { paths: ['Shop/A'], provider: datadog }] }, "'Shop/A' of byPath[1] is never reached, because 'Shop/A' of byPath[0] comes first; put the narrower route first"],
    ['a pattern within an earlier one', { byPath: [{ paths: ['Shop/**'], provider: xray }, { paths: ['Shop/Legacy/*'], provider: datadog }] }, "'Shop/Legacy/*' of byPath[1] is never reached, because 'Shop/**'"],
    ['a provider without that language', { byRuntime: { java: sentry } }, 'byRuntime.java is sentry, which supports no runtime of that language; choose another provider for it'],
  ])('fail: %s', (_, props, message) => {
    expect(() => new CompositeProvider(props)).toThrow('CompositeProvider: ');
    expect(() => new CompositeProvider(props)).toThrow(message);
  });

  test('a provider that throws about functions that are not there says nothing against itself', () => {
    const moody = { name: 'moody', decide: () => { throw new Error('not now'); } };
    expect(() => new CompositeProvider({ byRuntime: { java: moody } })).not.toThrow();
  });

  test('the narrower route first is fine', () => {
    expect(() => new CompositeProvider({ byPath: [{ paths: ['Shop/Legacy/**'], provider: datadog }, { paths: ['Shop/**'], provider: xray }] })).not.toThrow();
  });
});

describe('who decides', () => {
  const composite = new CompositeProvider({
    byPath: [{ paths: ['Shop/Legacy/**', 'Shop/Old*'], provider: xray }, { paths: ['Shop/**/Errors'], provider: sentry }],
    byRuntime: { nodejs: datadog, java: distro },
  });

  test.each([
    ['Shop/Legacy/Orders/Resource', 'nodejs22.x', xray], ['Shop/Oldest/Resource', 'dotnet8', xray], ['Shop/Orders/Errors/Resource', 'nodejs22.x', sentry],
    ['Shop/Orders/Resource', 'nodejs22.x', datadog], ['Shop/Orders/Resource', 'java21', distro],
  ])('%s on %s', (path, runtime, provider) => {
    const model = modelOf(runtime, { path });
    expect(composite.decide(model)).toEqual(provider.decide(model).madeBy(provider.name));
  });

  test.each([['python3.12', 'python3.12 at Shop/Orders'], [undefined, 'a runtime that is not known at synthesis at Shop/Orders'], ['cobol1', 'cobol1 at Shop/Orders']])('nobody, on %s', (runtime, what) => {
    const decision = composite.decide(modelOf(runtime));
    expect(reasonOf(decision)).toBe('noProviderFits');
    expect(decision.reason!.message).toBe(`composite has no provider for ${what}`);
  });

  test('nobody, for a container image', () => {
    expect(composite.decide(CONTAINER_IMAGE).reason!.message).toContain('a container image at');
  });
});

describe('the report names who has decided', () => {
  const inner = new CompositeProvider({ byRuntime: { nodejs: datadog, java: distro }, fallback: xray });
  const root = app();
  const stack = new Stack(root, 'Shop', { env: { region: 'cn-north-1' } });
  [['Node', Runtime.NODEJS_22_X], ['Java', Runtime.JAVA_21], ['Python', Runtime.PYTHON_3_13], ['Ruby', Runtime.RUBY_3_4], ['Net', Runtime.DOTNET_8]].forEach(([id, runtime]) =>
    new Function(stack, id as string, { runtime: runtime as Runtime, handler: 'a.b', code: Code.fromBucket(Bucket.fromBucketName(stack, `Bucket${id}`, 'bucket'), 'k') }));
  LambdaTracing.of(root).add(new LambdaInsightsProvider({
    provider: new CompositeProvider({ byRuntime: { nodejs: inner, java: inner, python: sentry, ruby: inner } }),
  }));
  synthesize(root);

  test.each([
    ['Node', 'the fallback of a composite in a composite', 'xray+lambda-insights'], ['Java', 'a part of it', 'aws-distro+lambda-insights'],
    ['Python', 'the one that leaves it alone', 'sentry'], ['Ruby', 'the fallback, where nothing else fits', 'xray+lambda-insights'], ['Net', 'itself, where nobody does', 'composite+lambda-insights'],
  ])('%s: %s', (path, _, provider) => {
    expect(reportedIn(root, `Shop/${path}`).provider).toBe(provider);
  });
});

describe('the fallback', () => {
  const composite = new CompositeProvider({ byRuntime: { nodejs: datadog }, fallback: xray });

  test('has what nothing else matches', () => {
    expect(planOf(composite.decide(modelOf('provided.al2023'))).level).toBe(TracingLevel.INVOCATION);
    expect(notesOf(composite.decide(modelOf('provided.al2023')))).toEqual([]);
    expect(planOf(composite.decide(CONTAINER_IMAGE)).activeTracing).toBe(true);
  });

  test('has what its own provider cannot trace, and the reason stays', () => {
    const decision = composite.decide(modelOf('nodejs22.x', { region: 'cn-north-1' }));
    expect(planOf(decision).level).toBe(TracingLevel.INVOCATION);
    expect(notesOf(decision)).toEqual(['regionNotServed']);
  });

  test('has what its own provider leaves to Lambda\'s tracing, and the reason stays', () => {
    const decision = new CompositeProvider({ byRuntime: { ruby: datadog, nodejs: sentry }, fallback: xray }).decide(modelOf('ruby3.4'));
    expect([decision.provider, notesOf(decision)]).toEqual(['xray', ['extensionOnly']]);
    const other = new CompositeProvider({ byRuntime: { nodejs: datadog }, fallback: distro }).decide(modelOf('nodejs16.x'));
    expect([other.provider, notesOf(other)]).toEqual(['datadog', ['runtimeNotSupported', 'codeLevelUnavailable']]);
  });

  test.each([['that has no tracer either', distro], ['that leaves it alone', { name: 'never', decide: () => Decision.skip({ id: 'never:no', message: 'no' }) }]])(
    '%s leaves it with its own provider', (_, fallback) => {
      const decision = new CompositeProvider({ byRuntime: { nodejs: sentry, ruby: datadog }, fallback }).decide(modelOf('ruby3.4'));
      expect([decision.provider, notesOf(decision)]).toEqual(['datadog', ['extensionOnly', 'codeLevelUnavailable']]);
    });

  test('that cannot either leaves its own reason', () => {
    const never = { name: 'never', decide: () => Decision.skip({ id: 'never:no', message: 'no' }) };
    expect(new CompositeProvider({ byRuntime: { nodejs: datadog }, fallback: never }).decide(modelOf('nodejs22.x', { region: 'cn-north-1' })).reason!.id).toBe('never:no');
  });
});
