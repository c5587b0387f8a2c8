import { EVERY_PROVIDER } from './every-provider';
import { CONTAINER_IMAGE, modelOf, notesOf, planOf, reasonOf } from './model-of';
import { RUNTIMES } from '../../src/catalog/runtimes';
import { FunctionArchitecture } from '../../src/core/function-model';

// Where a vendor has no tracer for a runtime, Lambda's own tracing records the invocations, and the report says so.

const PROVIDERS = Object.keys(EVERY_PROVIDER);
const ARN = 'arn:aws:lambda:eu-west-1:111122223333:layer:mine:3';

describe.each(PROVIDERS)('%s', (name) => {
  const provider = EVERY_PROVIDER[name]();

  test.each(Object.values(FunctionArchitecture))('leaves no runtime without a span on %s', (architecture) => {
    for (const { name: runtime } of RUNTIMES) {
      const decision = provider.decide(modelOf(runtime, { architecture }));
      if (decision.reason) {
        expect([runtime, reasonOf(decision)]).toEqual([runtime, 'layerArnRequired']); // how it is started is known: the ARN is all that is missing
      } else {
        expect([runtime, planOf(decision).level]).toEqual([runtime, expect.stringMatching(/CODE|INVOCATION/)]);
        if (decision.plan!.level === 'INVOCATION' && name !== 'XRay') { expect(notesOf(decision)).toContain('codeLevelUnavailable'); }
      }
    }
  });

  test('leaves container images to Lambda as well, with the lines for the Dockerfile', () => {
    const decision = provider.decide(CONTAINER_IMAGE);
    expect(planOf(decision)).toMatchObject({ level: 'INVOCATION', activeTracing: true });
    if (name !== 'XRay') { expect(notesOf(decision)).toEqual(['containerImage', 'codeLevelUnavailable']); }
  });
});

describe('a tracing mode of the user\'s is not touched', () => {
  test.each(['PassThrough', '{"Ref":"Mode"}'])('%s: nothing but the reason, or the extension', (tracingMode) => {
    expect(EVERY_PROVIDER.Lumigo().decide(modelOf('java21', { tracingMode })).reason!.id).toBe('cdk-lambda-tracing:runtimeNotSupported');
    expect(EVERY_PROVIDER.Datadog().decide({ ...CONTAINER_IMAGE, tracingMode }).reason!.id).toBe('cdk-lambda-tracing:containerImage');
    const decision = EVERY_PROVIDER.Datadog().decide(modelOf('ruby3.4', { tracingMode }));
    expect(planOf(decision)).toMatchObject({ level: 'NONE', activeTracing: false });
    expect(notesOf(decision)).toEqual(['extensionOnly']);
  });

  test('Active is what is wanted', () => {
    expect(planOf(EVERY_PROVIDER.Lumigo().decide(modelOf('java21', { tracingMode: 'Active' }))).level).toBe('INVOCATION');
  });
});

test('an extension beside it is told of active tracing, where it wants to know', () => {
  expect(planOf(EVERY_PROVIDER.Dash0().decide(modelOf('ruby3.4'))).environment).toMatchObject({ DASH0_XRAY_TRACES_ENABLED: 'true' });
});

test.each(['regionNotServed', 'architectureUnknown', 'runtimeUnknown'])('%s is no want of a tracer: the function is skipped, and can be mended', (reason) => {
  const facts = { regionNotServed: { region: 'cn-north-1' }, architectureUnknown: { architecture: undefined }, runtimeUnknown: {} }[reason];
  expect(EVERY_PROVIDER.Datadog({ layerArns: { nodejs: ARN } }).decide(modelOf(reason === 'runtimeUnknown' ? undefined : 'python3.12', facts)).reason!.id).toBe(`cdk-lambda-tracing:${reason}`);
});
