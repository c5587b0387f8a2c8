import { chmodSync } from 'fs';
import { join } from 'path';
import { ReportedFunction } from '../../../src/contract/report';
import { folderWith, reported, reportOf } from '../assembly';

/** A function to be verified: what differs from one that is well. */
export interface Sketch {
  /** Files of its code by path; a text alone is index.js. */
  readonly code?: string | { readonly [path: string]: string };
  readonly handler?: string;
  readonly runtime?: string;
  readonly environment?: { readonly [name: string]: unknown };
  /** Files of the layer that tracing adds. */
  readonly layer?: { readonly [path: string]: string };
  readonly properties?: object;
  readonly resource?: object;
  readonly report?: Partial<ReportedFunction>;
  readonly role?: object;
}

export const WRAPPER = '/opt/test/wrapper';
/** A tracer that does nothing but be there: it takes the handler's place and hands on to it. */
export const TRACER = {
  'test/wrapper': '#!/bin/sh\nexport TEST_HANDLER=$_HANDLER _HANDLER=/opt/test/handler.handler\nexec "$@"\n',
  'test/handler.js': `
    const [, file, name] = /^(.*)\\.(\\w+)$/.exec(process.env.TEST_HANDLER);
    process.env._HANDLER = process.env.TEST_HANDLER;
    exports.handler = require('/var/task/' + file)[name];`,
};

/** An assembly with one stack, as `cdk synth` writes it. */
export function assemblyOf(sketches: { readonly [logicalId: string]: Sketch }, more: { readonly [path: string]: unknown } = {}): string {
  const files: { [path: string]: unknown } = {};
  const assets: { [hash: string]: object } = {};
  const resources: { [id: string]: object } = {};
  const functions: ReportedFunction[] = [];
  const asset = (name: string, content: { readonly [path: string]: string }) => {
    for (const [path, text] of Object.entries(content)) { files[`asset.${name}/${path}`] = text; }
    assets[name] = { source: { path: `asset.${name}`, packaging: 'zip' }, destinations: { here: { bucketName: 'assets', objectKey: `${name}.zip` } } };
    return { S3Bucket: 'assets', S3Key: `${name}.zip` };
  };
  for (const [id, { code = 'exports.handler = async (event) => event;', layer = TRACER, ...sketch }] of Object.entries(sketches)) {
    resources[id] = {
      Type: 'AWS::Lambda::Function',
      Properties: {
        Code: asset(`${id}code`, typeof code === 'string' ? { 'index.js': code } : code),
        Handler: sketch.handler ?? 'index.handler', Runtime: sketch.runtime ?? 'nodejs22.x', Role: { 'Fn::GetAtt': [`${id}Role`, 'Arn'] },
        Environment: { Variables: { AWS_LAMBDA_EXEC_WRAPPER: WRAPPER, ...sketch.environment } }, Layers: [{ Ref: `${id}Layer` }], TracingConfig: { Mode: 'Active' },
        MemorySize: 256, ...sketch.properties,
      },
      ...sketch.resource,
    };
    resources[`${id}Layer`] = { Type: 'AWS::Lambda::LayerVersion', Properties: { Content: asset(`${id}layer`, layer), Description: 'tracer' } };
    resources[`${id}Role`] = {
      Type: 'AWS::IAM::Role',
      Properties: sketch.role ?? { Policies: [{ PolicyName: 'LambdaTracing', PolicyDocument: { Statement: [{ Effect: 'Allow', Action: ['xray:PutTelemetryRecords', 'xray:PutTraceSegments'], Resource: '*' }] } }] },
    };
    functions.push(reported({
      path: `Shop/${id}/Resource`, logicalId: id, runtime: sketch.runtime ?? 'nodejs22.x', provider: 'test',
      changes: { layers: ['tracer (deployed with the app)'], execWrapper: WRAPPER, environment: ['AWS_LAMBDA_EXEC_WRAPPER'], activeTracing: true, permissions: ['xray:PutTelemetryRecords', 'xray:PutTraceSegments'] },
      ...sketch.report,
    }));
  }
  return executable(folderWith({
    'manifest.json': { version: '54.0.0', artifacts: { Shop: { type: 'aws:cloudformation:stack', environment: 'aws://111122223333/eu-central-1', properties: { templateFile: 'Shop.template.json' } } } },
    'Shop.template.json': { Resources: resources }, 'Shop.assets.json': { version: '54.0.0', files: assets }, 'lambda-tracing.json': reportOf(functions),
    ...files, ...more,
  }), Object.keys(files));
}

function executable(folder: string, paths: readonly string[]): string {
  paths.filter((path) => path.endsWith('/wrapper')).forEach((path) => chmodSync(join(folder, path), 0o755));
  return folder;
}
