import { App, CfnParameter, CfnResource, Stack } from 'aws-cdk-lib';
import { CfnFunction } from 'aws-cdk-lib/aws-lambda';
import { CfnFunction as SamFunction } from 'aws-cdk-lib/aws-sam';
import { reported } from './assembly';
import { beforeTracing } from '../../cli/assembly/before-tracing';
import type { Fields } from '../../cli/assembly/fields';
import { LambdaTracing, TracingLayer, TracingSecret } from '../../src';
import { reportOf } from '../support/app';
import { fakeProvider } from '../support/fake-provider';
import { importedLayers, l1, l2, layerArn } from '../support/sample-function';
import { withAndWithout } from '../support/with-and-without';

const CODE = { zipFile: 'exports.handler = async () => 1;' };

/** Functions of every shape, with and without what tracing changes. */
function build(root: App): void {
  for (const [name, region] of [['Here', 'eu-west-1'], ['Anywhere', undefined]]) {
    const stack = new Stack(root, name, { env: { region } });
    const parameter = new CfnParameter(stack, 'Parameter');
    l2(stack, 'Bare');
    l2(stack, 'Full', { environment: { OWN: 's3cret', NODE_OPTIONS: '--enable-source-maps' }, layers: importedLayers(stack, ['own', 'other']), tracing: 'Active' as never });
    l2(stack, 'Token', { environment: { NODE_OPTIONS: parameter.valueAsString }, handler: parameter.valueAsString });
    l2(stack, 'TokenHandler', { handler: parameter.valueAsString });
    l1(stack, 'Low', { layers: [layerArn('own')], environment: { variables: { OWN: 'x' } }, tracingConfig: { mode: 'Active' } });
    l1(stack, 'Overridden').addPropertyOverride('Layers', [layerArn('own'), { Ref: 'Parameter' }]);
    new CfnResource(stack, 'Raw', { type: 'AWS::Lambda::Function', properties: { Code: { ZipFile: CODE.zipFile }, Role: 'arn:aws:iam::1:role/r', Runtime: 'nodejs22.x', Handler: 'a.b', Layers: [{ Ref: 'Parameter' }] } });
    new CfnFunction(stack, 'Image', { code: { imageUri: 'uri' }, packageType: 'Image', imageConfig: { command: ['app.main'], workingDirectory: '/srv' }, role: 'arn:aws:iam::1:role/r' });
    new SamFunction(stack, 'Sam', { codeUri: 's3://bucket/key', runtime: 'nodejs22.x', handler: 'index.handler', policies: ['AWSLambdaBasicExecutionRole'] });
    new SamFunction(stack, 'SamBare', { codeUri: 's3://bucket/key', runtime: 'nodejs22.x', handler: 'index.handler', tracing: 'Active' });
  }
}

const layers = [
  TracingLayer.fromArnByRegion({ 'eu-west-1': layerArn('tracer'), 'us-east-1': layerArn('tracer', 2, 'us-east-1') }),
  TracingLayer.fromArn(layerArn('second')),
];
const plan = {
  environment: { TARGET: 'arn:${AWS::Partition}:x', OWN: 'not this' }, appendedEnvironment: { NODE_OPTIONS: '--require /opt/tracer.cjs' }, activeTracing: true,
  permissions: [{ actions: ['logs:PutLogEvents'], resources: ['*'] }], secrets: [{ secret: TracingSecret.fromSecretsManagerName('tracer/key'), variable: 'TRACER_KEY', byArn: true }],
};

test.each([
  ['as the report says', { handler: 'app.main' }, 'app.main'],
  ['as only a deployment knows', {}, '(known at deployment)'],
  ['as an earlier build did not write it down', undefined, '(not known)'],
])('the handler before tracing: %s', (_, before, Handler) => {
  const changes = { ...reported().changes!, handler: 'index.handler', before };

  expect(beforeTracing({ Handler: 'index.handler' }, reported({ changes }))).toMatchObject({ Handler });
});

test.each([
  ['layers and a wrapper', { ...plan, execWrapper: '/opt/tracer', layers }, 18],
  ['a handler of its own', { ...plan, handlerRedirect: { handler: 'tracer.handler', originalHandlerVariable: 'ORIGINAL' } }, 20],
])('the template without what the report says was changed is the template without tracing: %s', (_, planned, traced) => {
  const { without, traced: withUs, root } = withAndWithout(build, (app) => LambdaTracing.of(app).add(fakeProvider(planned)));
  const { functions, totals } = reportOf(root);

  expect(totals).toMatchObject({ functions: 20, traced });
  for (const entry of functions) {
    const [before, after] = [without, withUs].map(({ templates }) => templates[`${entry.stack}.template.json`].Resources[entry.logicalId].Properties as Fields);
    expect([entry.path, shown(beforeTracing(after, entry))]).toEqual([entry.path, shown(before)]);
  }

  /** A value that was appended to, and a handler that is a token, are in no report. */
  function shown({ Environment, Handler, ...others }: { readonly [name: string]: any }) {
    const { NODE_OPTIONS, ...variables } = Environment?.Variables ?? {};
    return { ...others, variables, extended: NODE_OPTIONS !== undefined, Handler: typeof Handler === 'object' ? '(known at deployment)' : Handler };
  }
});
