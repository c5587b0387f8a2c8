import { App, Aspects, CfnResource, NestedStack, RemovalPolicy, Stack, Stage } from 'aws-cdk-lib';
import { CfnFunction, Code, LayerVersion } from 'aws-cdk-lib/aws-lambda';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { Provider } from 'aws-cdk-lib/custom-resources';
import { LambdaTracing, TracingAspect, TracingLayer, TracingLevel } from '../src';
import { app, reportOf, reportTextOf, synthesize, temporaryFolder } from './support/app';
import { answering, fakeProvider, signingProvider } from './support/fake-provider';
import { l1, l2, layerArn, OneFunction } from './support/sample-function';
import { reportedIn, statuses } from './support/with-and-without';

/** Functions of every fate. */
function build(root: App): void {
  const stack = new Stack(root, 'Stack');
  l2(stack, 'Traced', { environment: { NODE_OPTIONS: '--hidden value' } });
  l2(stack, 'Skipped', { environment: { AWS_LAMBDA_EXEC_WRAPPER: '/opt/mine' } });
  LambdaTracing.of(l2(stack, 'OptedOut')).optOut('not ready');
  new Provider(stack, 'Provider', { onEventHandler: l2(stack, 'Handler') });
  l2(new NestedStack(stack, 'Nested'), 'InNested');
  l2(new Stack(new Stage(root, 'Stage'), 'Stack'), 'InStage');
  LambdaTracing.of(root).add(fakeProvider({
    execWrapper: '/opt/wrapper', handlerRedirect: { handler: 'a.b', originalHandlerVariable: 'ORIGINAL' }, layers: [TracingLayer.fromArn(layerArn('ours'))],
    environment: { ZZ: 'hidden value', AA: 'x' }, appendedEnvironment: { NODE_OPTIONS: '--x' }, activeTracing: true, permissions: [{ actions: ['b:Two', 'a:One'], resources: ['*'] }],
    notes: [{ id: 'fake:note', message: 'something to know' }],
  }));
  l1(new Stack(new Stage(root, 'Late'), 'Stack'), 'TooLate');
}

function built(): App {
  const root = app();
  build(root);
  expect(synthesize(root).error).toBeUndefined();
  return root;
}

describe('lambda-tracing.json', () => {
  const root = built();
  const report = reportOf(root);

  test('has every function exactly once, sorted by path, with its fate', () => {
    expect(report.functions.map(({ path }) => path)).toEqual([...report.functions.map(({ path }) => path)].sort());
    expect(statuses(report)).toEqual({
      'Late/Stack/TooLate': 'uncovered',
      'Stack/Handler/Resource': 'traced by fake',
      'Stack/Nested/InNested/Resource': 'traced by fake',
      'Stack/OptedOut/Resource': 'excluded',
      'Stack/Provider/framework-onEvent/Resource': 'excluded',
      'Stack/Skipped/Resource': 'skipped by fake',
      'Stack/Traced/Resource': 'traced by fake',
      'Stage/Stack/InStage/Resource': 'traced by fake',
    });
  });

  test('adds them up', () => {
    expect(report.totals).toEqual({ functions: 8, traced: 4, excluded: 2, skipped: 1, uncovered: 1, byLevel: { CODE: 4, INVOCATION: 0, NONE: 4 } });
  });

  test('tells of a traced function where it is, what was changed, and never a value', () => {
    expect(reportedIn(root, 'Stack/Traced')).toEqual({
      path: 'Stack/Traced/Resource', logicalId: expect.stringMatching(/^Traced[0-9A-F]{8}$/), stack: 'Stack', runtime: 'nodejs22.x', status: 'traced', provider: 'fake', level: 'CODE',
      changes: {
        layers: [layerArn('ours')], handler: 'a.b', execWrapper: '/opt/wrapper', environment: ['AA', 'AWS_LAMBDA_EXEC_WRAPPER', 'NODE_OPTIONS', 'ORIGINAL', 'ZZ'], activeTracing: true,
        permissions: ['a:One', 'b:Two', 'xray:PutTelemetryRecords', 'xray:PutTraceSegments'], before: { handler: 'index.handler', environment: ['NODE_OPTIONS'] },
      },
      diagnostics: [{ id: 'fake:note', severity: 'warning', message: 'something to know' }],
    });
    expect(reportTextOf(root)).not.toContain('hidden value');
  });

  test('tells of every other function why it is not traced', () => {
    const reasons = Object.fromEntries(report.functions.filter(({ status }) => status !== 'traced').map(({ path, diagnostics, level, changes }) => {
      expect([level, changes]).toEqual(['NONE', undefined]);
      return [path, diagnostics.map(({ id }) => id.split(':')[1])];
    }));
    expect(reasons).toEqual({
      'Late/Stack/TooLate': ['uncoveredStage'], 'Stack/OptedOut/Resource': ['optedOut'], 'Stack/Provider/framework-onEvent/Resource': ['cdkOwnedFunction'], 'Stack/Skipped/Resource': ['execWrapperTaken'],
    });
  });

  test('has what belongs to no function apart', () => {
    expect(report.diagnostics.map(({ path, id }) => `${path} ${id}`)).toEqual(['Late cdk-lambda-tracing:uncoveredStage']);
  });

  test('has a version', () => expect(report.version).toBe(1));

  test('names stacks, never tokens, absolute paths or times', () => {
    const text = reportTextOf(root);
    expect(reportedIn(root, 'Stack/Nested').stack).toMatch(/^Stack[/-]Nested/);
    expect(text).not.toContain('Token[');
    expect(text).not.toContain(root.outdir);
    expect(text).not.toContain(process.cwd());
    expect(text).not.toMatch(/\d{4}-\d\d-\d\d|\d{2}:\d{2}:\d{2}/);
  });

  test('is the same, byte for byte, in another run into another folder', () => {
    expect(reportTextOf(built())).toBe(reportTextOf(root));
  });

  test('is the same, byte for byte, in a second synthesis of one app', () => {
    const before = reportTextOf(root);
    expect(synthesize(root, { force: true }).error).toBeUndefined();
    expect(reportTextOf(root)).toBe(before);
  });
});

test('a layer whose ARN is a token is written as the template has it', () => {
  const root = app();
  const stack = new OneFunction(root);
  const layer = new LayerVersion(stack, 'Layer', { code: Code.fromAsset(temporaryFolder()) });
  LambdaTracing.of(stack).add(fakeProvider({ layers: [TracingLayer.fromArn(layer.layerVersionArn)] }));
  synthesize(root);
  expect(reportedIn(root).changes?.layers).toEqual([expect.stringMatching(/^\{"Ref":"Layer[0-9A-F]{8}"\}$/)]);
});

test('a function without any provider is in the report, once somebody else has one', () => {
  const root = app();
  const [one, two] = ['One', 'Two'].map((id) => new OneFunction(root, id));
  LambdaTracing.of(one).add(signingProvider('ours'));
  LambdaTracing.of(two.fn).optOut('not ready');
  l2(two, 'Other');
  synthesize(root);
  expect(statuses(reportOf(root))).toEqual({ 'One/Fn/Resource': 'traced by ours', 'Two/Fn/Resource': 'excluded', 'Two/Other/Resource': 'uncovered' });
  expect(reportedIn(root, 'Two/Other').diagnostics).toEqual([expect.objectContaining({ id: 'cdk-lambda-tracing:untraced' })]);
});

test('a plain Aspect on an app whose functions are all in Stages is reported, though it reaches none', () => {
  const root = app();
  new OneFunction(new Stage(root, 'Stage'));
  Aspects.of(root).add(new TracingAspect({ provider: signingProvider('ours') }));
  const { output } = synthesize(root);
  expect(statuses(reportOf(root))).toEqual({ 'Stage/Stack/Fn/Resource': 'uncovered' });
  expect(output).toContain('its 1 functions are not traced');
});

test('an L1 with a runtime that is not known says so', () => {
  const root = app();
  const stack = new Stack(root, 'Stack');
  l1(stack, 'Fn', { runtime: { Ref: 'Runtime' } as never });
  LambdaTracing.of(root).add(fakeProvider({ level: TracingLevel.INVOCATION }));
  synthesize(root);
  expect(reportedIn(root)).toMatchObject({ runtime: 'unknown', level: 'INVOCATION' });
});

test('a raw resource that was never looked at has its runtime all the same', () => {
  const root = app();
  const stack = new Stack(root, 'Stack');
  new Bucket(stack, 'Bucket', { autoDeleteObjects: true, removalPolicy: RemovalPolicy.DESTROY });
  new CfnResource(stack, 'Image', { type: 'AWS::Lambda::Function', properties: { PackageType: 'Image', Code: { ImageUri: 'uri' } } });
  LambdaTracing.of(stack).optOut('later');
  synthesize(root);
  expect(reportOf(root).functions.map(({ runtime }) => runtime)).toEqual([expect.stringMatching(/^nodejs\d+\.x$/), 'container image']);
});

test('a container image that was never looked at is called one', () => {
  const root = app();
  const stack = new Stack(root, 'Stack');
  LambdaTracing.of(new CfnFunction(stack, 'Fn', { code: { imageUri: 'uri' }, packageType: 'Image', role: 'arn:aws:iam::123456789012:role/r' })).optOut('not ready');
  synthesize(root);
  expect(reportedIn(root).runtime).toBe('container image');
});

test('a provider\'s own severity and advice are kept', () => {
  const root = app();
  new OneFunction(root);
  LambdaTracing.of(root).add(answering({ reason: { id: 'vendor:no', message: 'no layer', fix: 'wait', severity: 'info' } }, 'vendor'));
  const { output } = synthesize(root);
  expect(reportedIn(root)).toMatchObject({ status: 'skipped', provider: 'vendor', diagnostics: [{ id: 'vendor:no', message: 'no layer', fix: 'wait', severity: 'info' }] });
  expect(output).toBe('');
});
