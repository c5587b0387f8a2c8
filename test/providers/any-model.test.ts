import * as fc from 'fast-check';
import { EVERY_PROVIDER } from './every-provider';
import { modelOf } from './model-of';
import { Backend } from '../../src/backends/backend';
import { problemWithPlan } from '../../src/core/check-plan';
import { DIAGNOSTICS, diagnosticId, DiagnosticName } from '../../src/core/diagnostics';
import { FunctionArchitecture, FunctionModel, ModuleFormat, PackageType } from '../../src/core/function-model';
import { isConflict, merge } from '../../src/core/merge';
import { TracingSecret } from '../../src/core/tracing-secret';
import { AwsDistroProvider } from '../../src/providers/aws-distro-provider';
import { InstanaProvider } from '../../src/providers/instana-provider';
import { OpenTelemetryProvider } from '../../src/providers/opentelemetry-provider';
import { XRayProvider } from '../../src/providers/xray-provider';

const endpoint = 'https://otlp.example.com';
const endpointUrl = 'https://serverless.example.com';
const PLAIN = 'p1a1n-t3xt-k3y';
const CIPHERTEXT = 'AQICAHgC1PH3RT3XT=';

/** Variables that hold a key by their purpose. */
const TAKES_A_KEY = /_KEY$|_TOKEN$|_HEADERS$|^SUMO_OTLP_HTTP_ENDPOINT_URL$|^OPENTELEMETRY_COLLECTOR_CONFIG_URI$/;

const secrets = {
  plainText: TracingSecret.fromPlainText(PLAIN),
  ciphertext: TracingSecret.fromKmsCiphertext(CIPHERTEXT, 'arn:aws:kms:eu-west-1:111122223333:key/x'),
  secret: TracingSecret.fromSecretsManagerName('key'),
  parameter: TracingSecret.fromSsmParameterName('/key'),
};

const PROVIDERS = [
  new XRayProvider(), new AwsDistroProvider(), new AwsDistroProvider({ applicationSignals: true, layerArns: { nodejs: 'arn:aws:lambda:eu-west-1:111122223333:layer:x:1' } }), new OpenTelemetryProvider(),
  new OpenTelemetryProvider({ backend: Backend.otlp({ endpoint }) }),
  ...Object.values(secrets).flatMap((secret) => [
    new OpenTelemetryProvider({ backend: Backend.otlp({ endpoint, headers: { a: '1' }, secretHeaders: { key: secret } }) }),
    new InstanaProvider({ endpointUrl, agentKey: secret, zone: 'z', tags: { a: 'b' } }),
    ...Object.values(EVERY_PROVIDER).map((provider) => provider({ secret })),
  ]),
];

const RUNTIMES = [
  'nodejs16.x', 'nodejs18.x', 'nodejs20.x', 'nodejs22.x', 'nodejs24.x', 'nodejs26.x', 'python3.8', 'python3.9', 'python3.12', 'python3.14', 'python3.15', 'java8', 'java8.al2', 'java11', 'java17', 'java21',
  'java25', 'dotnet6', 'dotnet8', 'dotnet10', 'ruby3.2', 'ruby3.3', 'ruby3.4', 'ruby4.0', 'provided.al2023', 'provided', 'go1.x', 'cobol1',
];

const anyModel: fc.Arbitrary<FunctionModel> = fc.record({
  runtime: fc.option(fc.oneof(fc.constantFrom(...RUNTIMES), fc.string()), { nil: undefined }),
  facts: fc.record({
    packageType: fc.constantFrom(...Object.values(PackageType)),
    handler: fc.option(fc.oneof(fc.constantFrom('index.handler', 'src/app.handler', '../x.y', ''), fc.string()), { nil: undefined }),
    architecture: fc.option(fc.constantFrom(...Object.values(FunctionArchitecture)), { nil: undefined }),
    moduleFormat: fc.option(fc.constantFrom(...Object.values(ModuleFormat)), { nil: undefined }),
    handlerRedefinable: fc.option(fc.boolean(), { nil: undefined }),
    region: fc.option(fc.oneof(fc.constantFrom('eu-west-1', 'cn-north-1', 'us-gov-west-1', 'me-south-1', 'ap-southeast-6', 'eusc-de-east-1'), fc.string()), { nil: undefined }),
    memorySize: fc.option(fc.integer({ min: 128, max: 10240 }), { nil: undefined }),
    serviceName: fc.option(fc.string({ maxLength: 100 }), { nil: undefined }),
    samplingRatio: fc.option(fc.double({ min: 0, max: 1, noNaN: true }), { nil: undefined }),
  }),
}).map(({ runtime, facts }) => modelOf(runtime, facts));

const anyProvider = fc.constantFrom(...PROVIDERS);

test('any function gets exactly one decision, and the same one again', () => {
  fc.assert(fc.property(anyProvider, anyModel, (provider, model) => {
    const decision = provider.decide(model);
    expect([decision.plan, decision.reason].filter((answer) => answer !== undefined)).toHaveLength(1);
    expect(provider.decide(model)).toEqual(decision);
  }), { numRuns: 500 });
});

test('every message is of the table, and says what it should', () => {
  const ids = new Set(Object.keys(DIAGNOSTICS).map((name) => diagnosticId(name as DiagnosticName)));
  fc.assert(fc.property(anyProvider, anyModel, (provider, model) => {
    const { plan, reason } = provider.decide(model);
    for (const { id, message, fix } of [...(plan?.notes ?? []), ...(reason ? [reason] : [])]) {
      expect(ids).toContain(id);
      expect(`${message} ${fix}`).not.toMatch(/\[object|NaN|got undefined|runtime undefined|region undefined/);
    }
  }), { numRuns: 300 });
});

test('no plan breaks a limit or a rule of Lambda\'s, alone or on a function', () => {
  fc.assert(fc.property(anyProvider, anyModel, (provider, model) => {
    const { plan } = provider.decide(model);
    if (!plan) { return; }
    expect(problemWithPlan(plan, provider.name)).toBeUndefined();
    expect(isConflict(merge(model, plan, { provider: provider.name }))).toBe(false);
    expect((plan.layers ?? []).length).toBeLessThanOrEqual(2);
    expect(plan.environment ?? {}).not.toHaveProperty('INSTANA_DEBUG');
  }), { numRuns: 300 });
});

test('code-level tracing always brings a layer, and X-Ray always active tracing', () => {
  fc.assert(fc.property(anyProvider, anyModel, (provider, model) => {
    const { plan } = provider.decide(model);
    if (plan?.level === 'CODE') { expect(plan.layers!.length).toBeGreaterThan(0); }
    if (plan?.level === 'NONE') { expect(plan.notes!.map(({ id }) => id)).toContain('cdk-lambda-tracing:extensionOnly'); }
    if (plan?.level === 'INVOCATION') { expect(plan.activeTracing).toBe(true); }
  }), { numRuns: 500 });
});

test('no secret value is in a decision, but for plain text in the environment where it is meant to be', () => {
  fc.assert(fc.property(anyProvider, anyModel, (provider, model) => {
    const { plan, reason } = provider.decide(model);
    const { DD_KMS_API_KEY = CIPHERTEXT, ...environment } = plan?.environment ?? {};
    const meant = Object.fromEntries(Object.entries(environment).filter(([name]) => !TAKES_A_KEY.test(name)));
    const rest = JSON.stringify({ plan: { ...plan, environment: meant }, reason });
    expect(rest).not.toContain(PLAIN);
    expect(JSON.stringify({ plan: { ...plan, environment }, reason })).not.toContain(CIPHERTEXT);
    expect(DD_KMS_API_KEY).toBe(CIPHERTEXT);
    expect(JSON.stringify(provider)).not.toContain(PLAIN);
  }), { numRuns: 300 });
});
