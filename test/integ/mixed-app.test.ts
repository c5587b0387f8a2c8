import { existsSync, readFileSync, writeFileSync } from 'fs';
import { join } from 'path';
import { App, DefaultStackSynthesizer, Stack } from 'aws-cdk-lib';
import { Role } from 'aws-cdk-lib/aws-iam';
import { Alias, CfnFunction } from 'aws-cdk-lib/aws-lambda';
import { LambdaTracing, TracingLayer, TracingSecret } from '../../src';
import { app, synthesize } from '../support/app';
import { fakeProvider } from '../support/fake-provider';
import { importedLayers, l1, l2, layerArn } from '../support/sample-function';

/** After a change that is meant: `UPDATE_EXPECTED=1 npx jest test/integ`, and read the difference. */
const EXPECTED = join(__dirname, 'mixed-app.expected.json');

function mixedApp(): App {
  const root = app();
  const stack = new Stack(root, 'Mixed', { synthesizer: new DefaultStackSynthesizer({ generateBootstrapVersionRule: false }) });
  const versioned = l2(stack, 'Versioned', { environment: { TABLE: 'orders', NODE_OPTIONS: '--enable-source-maps' }, layers: importedLayers(stack, ['own']) });
  new Alias(stack, 'Live', { aliasName: 'live', version: versioned.currentVersion });
  const shared = versioned.role!;
  new CfnFunction(stack, 'Low', { code: { zipFile: 'exports.handler = async () => 1;' }, role: shared.roleArn, runtime: 'nodejs22.x', handler: 'index.handler' });
  l2(stack, 'Imported', { role: Role.fromRoleArn(stack, 'ImportedRole', 'arn:aws:iam::123456789012:role/existing') });
  l1(stack, 'Wrapped', { environment: { variables: { AWS_LAMBDA_EXEC_WRAPPER: '/opt/mine' } } });
  LambdaTracing.of(l2(stack, 'Quiet')).optOut('latency budget of 5 ms');

  LambdaTracing.of(root).add(fakeProvider({
    layers: [TracingLayer.fromArnByRegion({ 'eu-west-1': layerArn('tracer'), 'us-east-1': layerArn('tracer', 2, 'us-east-1') })],
    execWrapper: '/opt/tracer',
    environment: { TRACER_TARGET: 'arn:${AWS::Partition}:logs:${AWS::Region}:${AWS::AccountId}:log-group:traces', TABLE: 'not this' },
    appendedEnvironment: { NODE_OPTIONS: '--require /opt/tracer.cjs' },
    activeTracing: true,
    permissions: [{ actions: ['logs:PutLogEvents', 'logs:CreateLogStream'], resources: ['arn:${AWS::Partition}:logs:${AWS::Region}:${AWS::AccountId}:log-group:traces'] }],
    secrets: [{ secret: TracingSecret.fromSecretsManagerName('tracer/key'), variable: 'TRACER_KEY', byArn: true }],
  }));
  return root;
}

test('the whole template of a mixed app is the expected one, and CDK\'s own validator has nothing against it', () => {
  jest.restoreAllMocks(); // the real validator, which test/setup.ts turns off
  delete process.env.CDK_VALIDATION;
  const { texts, error, output } = synthesize(mixedApp());
  expect(error).toBeUndefined();
  expect(output.split('\n').filter((line) => /^(WARNING|ERROR)/.test(line))).toEqual([
    expect.stringContaining('AWS_LAMBDA_EXEC_WRAPPER is already /opt/mine and a function has one; fake needs /opt/tracer (cdk-lambda-tracing)'),
  ]);
  const template = texts['Mixed.template.json'];
  if (process.env.UPDATE_EXPECTED || !existsSync(EXPECTED)) { writeFileSync(EXPECTED, `${template}\n`); }
  expect(JSON.parse(template)).toEqual(JSON.parse(readFileSync(EXPECTED, 'utf8')));
}, 120_000);
