import { Stack } from 'aws-cdk-lib';
import { Alias, CfnUrl, FunctionUrlAuthType, InvokeMode } from 'aws-cdk-lib/aws-lambda';
import { ITracingProvider, LambdaTracing, LumigoProvider, OpenTelemetryProvider, TracingSecret } from '../../src';
import { app, synthesize } from '../support/app';
import { l1, l2, OneFunction } from '../support/sample-function';
import { reportedIds, reportedIn } from '../support/with-and-without';

const lumigo = new LumigoProvider({ token: TracingSecret.fromPlainText('t0ken') });
const authType = FunctionUrlAuthType.AWS_IAM;
const { RESPONSE_STREAM, BUFFERED } = InvokeMode;

function idsOf(build: (stack: Stack) => void, provider: ITracingProvider = lumigo): string[] {
  const root = app();
  build(new Stack(root, 'Stack', { env: { region: 'eu-west-1' } }));
  LambdaTracing.of(root).add(provider);
  synthesize(root);
  return reportedIds(root, 'Stack/Fn');
}

test.each<[string, (stack: Stack) => void, boolean]>([
  ['a function URL that streams', (stack) => { l2(stack).addFunctionUrl({ authType, invokeMode: RESPONSE_STREAM }); }, true],
  ['one that does not', (stack) => { l2(stack).addFunctionUrl({ authType, invokeMode: BUFFERED }); }, false],
  ['one of an alias', (stack) => { new Alias(stack, 'Live', { aliasName: 'live', version: l2(stack).currentVersion }).addFunctionUrl({ authType, invokeMode: RESPONSE_STREAM }); }, true],
  ['an L1', (stack) => { new CfnUrl(stack, 'Url', { authType: 'NONE', invokeMode: 'RESPONSE_STREAM', targetFunctionArn: l1(stack).attrArn }); }, true],
  ['one of another function', (stack) => { l2(stack); l2(stack, 'Other').addFunctionUrl({ authType, invokeMode: RESPONSE_STREAM }); }, false],
  ['none', (stack) => { l2(stack); }, false],
])('%s', (_, build, streams) => {
  expect(idsOf(build).includes('streamingLost')).toBe(streams);
  expect(idsOf(build, new OpenTelemetryProvider())).not.toContain('streamingLost');
});

test('a function that is left alone for it is exactly as it was', () => {
  const root = app();
  new OneFunction(root).fn.addFunctionUrl({ authType, invokeMode: RESPONSE_STREAM });
  LambdaTracing.of(root).add(lumigo);
  synthesize(root);
  expect(reportedIn(root)).toMatchObject({ status: 'skipped', level: 'NONE' });
});
