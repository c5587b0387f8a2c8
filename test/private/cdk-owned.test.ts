import { mkdirSync, mkdtempSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { CustomResource, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Code, SingletonFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { LogRetention, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Bucket, EventType } from 'aws-cdk-lib/aws-s3';
import { BucketDeployment, Source } from 'aws-cdk-lib/aws-s3-deployment';
import { LambdaDestination } from 'aws-cdk-lib/aws-s3-notifications';
import { AwsCustomResource, AwsCustomResourcePolicy, PhysicalResourceId, Provider } from 'aws-cdk-lib/custom-resources';
import { TriggerFunction } from 'aws-cdk-lib/triggers';
import { Construct } from 'constructs';
import { LambdaTracing, mixins } from '../../src';
import { app, reportOf, synthesize } from '../support/app';
import { signingProvider } from '../support/fake-provider';
import { l2 } from '../support/sample-function';
import { statuses, withAndWithout } from '../support/with-and-without';

/** Path, without what has no meaning, and fate of every function. */
function fates(build: (stack: Stack) => void): { traced: string[]; excluded: string[] } {
  const { traced, without, root } = withAndWithout((made) => build(new Stack(made, 'Stack')), (made) => LambdaTracing.of(made).add(signingProvider('ours')));
  expect([without.error, traced.error]).toEqual([undefined, undefined]);
  expect(traced.output.replace(/\[Warning[^\n]*/g, '')).not.toContain('cdk-lambda-tracing');
  const all = Object.entries(statuses(reportOf(root)));
  const of = (status: string) => all.filter(([, found]) => found.startsWith(status)).map(([path]) => path.split('/').slice(1).filter((id) => id !== 'Resource').join('/').replace(/[0-9a-f]{32,}/, '#'));
  const [before, after] = [without, traced].map(({ templates }) => templates['Stack.template.json'].Resources);
  for (const { logicalId } of reportOf(root).functions.filter(({ status }) => status === 'excluded')) { expect(after[logicalId]).toEqual(before[logicalId]); }
  return { traced: of('traced'), excluded: of('excluded') };
}

/** A folder of code as a package has it. */
function packaged(name: string): string {
  const folder = join(mkdtempSync(join(tmpdir(), 'cdk-owned-')), 'node_modules', name, 'lib', 'handler');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'index.js'), 'exports.handler = async () => 1;');
  return folder;
}

/** As the alpha modules make the handlers behind their custom resources. */
function singletonOf(folder: string) {
  return (stack: Stack) => {
    new SingletonFunction(stack, 'Handler', { uuid: '3de5bea727da4796866217fa18176e90', code: Code.fromAsset(folder), runtime: Runtime.NODEJS_22_X, handler: 'index.handler' });
  };
}

describe('the CDK\'s own functions are left alone, the user\'s beside them are traced', () => {
  test.each<[string, (stack: Stack) => void, { traced: string[]; excluded: (string | RegExp)[] }]>([
    ['Provider framework', (stack) => {
      const provider = new Provider(stack, 'Provider', { onEventHandler: l2(stack, 'OnEvent'), isCompleteHandler: l2(stack, 'IsComplete') });
      new CustomResource(stack, 'Resource', { serviceToken: provider.serviceToken });
    }, { traced: ['IsComplete', 'OnEvent'], excluded: ['Provider/framework-isComplete', 'Provider/framework-onEvent', 'Provider/framework-onTimeout'] }],
    ['AwsCustomResource', (stack) => new AwsCustomResource(stack, 'Call', {
      onCreate: { service: 'S3', action: 'ListBuckets', physicalResourceId: PhysicalResourceId.of('x') }, policy: AwsCustomResourcePolicy.fromSdkCalls({ resources: ['*'] }),
    }), { traced: [], excluded: [/^AWS/] }],
    ['BucketDeployment', (stack) => new BucketDeployment(stack, 'Deploy', { sources: [Source.data('a.txt', 'x')], destinationBucket: new Bucket(stack, 'Bucket') }), { traced: [], excluded: [/^Custom::CDKBucketDeployment/] }],
    ['autoDeleteObjects', (stack) => new Bucket(stack, 'Bucket', { autoDeleteObjects: true, removalPolicy: RemovalPolicy.DESTROY }), { traced: [], excluded: [/^Custom::S3AutoDeleteObjects/] }],
    ['bucket notifications', (stack) => new Bucket(stack, 'Bucket').addEventNotification(EventType.OBJECT_CREATED, new LambdaDestination(l2(stack, 'Target'))), { traced: ['Target'], excluded: ['BucketNotificationsHandler#'] }],
    ['log retention', (stack) => new LogRetention(stack, 'Retention', { logGroupName: 'x', retention: RetentionDays.ONE_DAY }), { traced: [], excluded: ['LogRetention#'] }],
    ['log retention of a function', (stack) => { l2(stack, 'Fn', { logRetention: RetentionDays.ONE_DAY }); }, { traced: ['Fn'], excluded: ['LogRetention#'] }],
    ['a function of an alpha module', singletonOf(packaged('@aws-cdk/aws-redshift-alpha')), { traced: [], excluded: ['SingletonLam#'] }],
    ['a function whose code comes from a package of somebody else', singletonOf(packaged('@acme/aws-redshift-alpha')), { traced: ['SingletonLam#'], excluded: [] }],
    ['a trigger', (stack) => new TriggerFunction(stack, 'Trigger', { runtime: Runtime.NODEJS_22_X, handler: 'index.handler', code: Code.fromInline('x') }), { traced: ['Trigger'], excluded: [/^AWSCDK.TriggerCustomResourceProvider/] }],
  ])('%s', (_, build, expected) => {
    const { traced, excluded } = fates(build);
    expect(traced).toEqual(expected.traced);
    expect(excluded).toHaveLength(expected.excluded.length);
    excluded.forEach((path, index) => expect(path).toEqual(typeof expected.excluded[index] === 'string' ? expected.excluded[index] : expect.stringMatching(expected.excluded[index])));
  });
});

describe('a function of the user\'s is not taken for one of the CDK\'s', () => {
  test.each<[string, (stack: Stack) => void, string]>([
    ['whose construct is named like the framework\'s', (stack) => { l2(new Construct(stack, 'Mine'), 'framework-onEvent'); }, 'Mine/framework-onEvent'],
    ['whose construct is named like log retention\'s', (stack) => { l2(stack, 'LogRetention'); }, 'LogRetention'],
    ['that is a SingletonFunction', (stack) => new SingletonFunction(stack, 'Single', { uuid: 'my-uuid', runtime: Runtime.NODEJS_22_X, handler: 'index.handler', code: Code.fromInline('x') }), 'SingletonLambdamyuuid'],
    ['that stands beside a custom resource\'s', (stack) => {
      const construct = new Construct(stack, 'Site');
      new Bucket(construct, 'Bucket', { autoDeleteObjects: true, removalPolicy: RemovalPolicy.DESTROY });
      l2(construct, 'Fn');
    }, 'Site/Fn'],
  ])('%s', (_, build, path) => expect(fates(build).traced).toEqual([path]));
});

test('the report says whose it is, and how to trace it all the same, which works', () => {
  const root = app();
  const stack = new Stack(root, 'Stack');
  const provider = new Provider(stack, 'Provider', { onEventHandler: l2(stack, 'OnEvent') });
  LambdaTracing.of(root).add(signingProvider('ours'));
  synthesize(root);
  const framework = 'Stack/Provider/framework-onEvent/Resource';
  expect(reportOf(root).functions.find(({ path }) => path === framework)?.diagnostics).toEqual([{
    id: 'cdk-lambda-tracing:cdkOwnedFunction', severity: 'info', message: 'made by the CDK for its own use (provider framework); such functions are not traced',
    fix: 'to trace it all the same, apply the FunctionTracing mixin to it',
  }]);
  const again = app();
  const other = new Stack(again, 'Stack');
  new Provider(other, 'Provider', { onEventHandler: l2(other, 'OnEvent') }).node.findChild('framework-onEvent').with(new mixins.FunctionTracing({ provider: signingProvider('ours') }));
  synthesize(again);
  expect(statuses(reportOf(again))[framework]).toBe('traced by ours');
  expect(provider.serviceToken).toBeDefined();
});
