import { readFileSync } from 'fs';
import { join } from 'path';
import { App, Stack } from 'aws-cdk-lib';
import * as cloudfront from 'aws-cdk-lib/aws-cloudfront';
import * as origins from 'aws-cdk-lib/aws-cloudfront-origins';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { entry, expectTraced, plainFunction, properties, reason, synthesize, TestProvider } from './synthesis';
import { LambdaTracing } from '../../src';
import type { TracingReport } from '../../src/contract/report';

const origin = new origins.HttpOrigin('example.com');
const env = { account: '123456789012', region: 'us-east-1' };

describe('a function at the edge', () => {
  test('is left alone when a Distribution uses its version, also from another stack', () => {
    const build = (traced: boolean) => (app: App) => {
      const functions = new Stack(app, 'Functions', { env });
      const site = new Stack(app, 'Site', { env });
      const version = plainFunction(functions, 'Viewer').currentVersion;
      plainFunction(functions, 'Other');
      new cloudfront.Distribution(site, 'Cdn', {
        defaultBehavior: { origin, edgeLambdas: [{ functionVersion: version, eventType: cloudfront.LambdaEdgeEventType.VIEWER_REQUEST }] },
      });
      if (traced) { LambdaTracing.of(app).add(new TestProvider()); }
    };
    const traced = synthesize(build(true));

    expect(reason(traced, 'Functions/Viewer/Resource')).toBe('edgeFunction');
    expect(properties(traced.templates.Functions, 'Viewer')).toEqual(properties(synthesize(build(false)).templates.Functions, 'Viewer'));
    expectTraced(properties(traced.templates.Functions, 'Other'));
    expect(traced.findings).toEqual(['edgeFunction Functions/Viewer/Resource']);
  });

  test('is left alone when it comes with its Distribution in a second synthesis', () => {
    const app = new App();
    const stack = new Stack(app, 'Site', { env });
    plainFunction(stack, 'First');
    LambdaTracing.of(app).add(new TestProvider());
    app.synth();
    const version = plainFunction(stack, 'Viewer').currentVersion;
    new cloudfront.Distribution(stack, 'Cdn', {
      defaultBehavior: { origin, edgeLambdas: [{ functionVersion: version, eventType: cloudfront.LambdaEdgeEventType.VIEWER_REQUEST }] },
    });
    const report = JSON.parse(readFileSync(join(app.synth({ force: true }).directory, 'lambda-tracing.json'), 'utf8')) as TracingReport;
    expect(report.functions.map(({ path, status }) => [path, status])).toEqual([['Site/First/Resource', 'traced'], ['Site/Viewer/Resource', 'excluded']]);
  });

  test('is left alone in a further behavior, written on the L1', () => {
    const traced = synthesize((app) => {
      const stack = new Stack(app, 'Site', { env });
      const version = plainFunction(stack, 'Viewer').currentVersion;
      const behavior = { targetOriginId: 'o', viewerProtocolPolicy: 'allow-all' };
      new cloudfront.CfnDistribution(stack, 'Cdn', {
        distributionConfig: {
          enabled: true,
          defaultCacheBehavior: behavior,
          cacheBehaviors: [{ ...behavior, pathPattern: '/a', lambdaFunctionAssociations: [{ eventType: 'viewer-request', lambdaFunctionArn: version.functionArn }] }],
        },
      });
      LambdaTracing.of(app).add(new TestProvider());
    });

    expect(reason(traced, 'Site/Viewer/Resource')).toBe('edgeFunction');
  });

  test('is left alone where the association names its version by hand', () => {
    const traced = synthesize((app) => {
      const stack = new Stack(app, 'Site', { env });
      const viewer = plainFunction(stack, 'Viewer');
      new cloudfront.CfnDistribution(stack, 'Cdn', {
        distributionConfig: {
          enabled: true,
          defaultCacheBehavior: { targetOriginId: 'o', viewerProtocolPolicy: 'allow-all', lambdaFunctionAssociations: [{ eventType: 'viewer-request', lambdaFunctionArn: `${viewer.functionArn}:1` }] },
        },
      });
      LambdaTracing.of(app).add(new TestProvider());
    });

    expect(reason(traced, 'Site/Viewer/Resource')).toBe('edgeFunction');
  });

  test('is left alone as an EdgeFunction of another region, whose stack CDK makes', () => {
    const traced = synthesize((app) => {
      const stack = new Stack(app, 'Site', { env: { ...env, region: 'eu-west-1' } });
      const edge = new cloudfront.experimental.EdgeFunction(stack, 'Edge', {
        runtime: lambda.Runtime.NODEJS_22_X, handler: 'index.handler', code: lambda.Code.fromInline('exports.handler = 1'),
      });
      new cloudfront.Distribution(stack, 'Cdn', {
        defaultBehavior: { origin, edgeLambdas: [{ functionVersion: edge.currentVersion, eventType: cloudfront.LambdaEdgeEventType.ORIGIN_REQUEST }] },
      });
      LambdaTracing.of(app).add(new TestProvider());
    });

    const edge = traced.report!.functions.find(({ diagnostics }) => diagnostics.some(({ id }) => id.endsWith(':edgeFunction')));
    expect(edge?.stack).toContain('edge-lambda-stack');
    expect(traced.findings).toHaveLength(1);
  });

  test('is not suspected for trusting Lambda@Edge in its role', () => {
    const traced = synthesize((app) => {
      const stack = new Stack(app, 'Shop');
      const role = new iam.Role(stack, 'Role', { assumedBy: new iam.CompositePrincipal(new iam.ServicePrincipal('lambda.amazonaws.com'), new iam.ServicePrincipal('edgelambda.amazonaws.com')) });
      plainFunction(stack, 'Fn', { role });
      LambdaTracing.of(app).add(new TestProvider());
    });

    expect(entry(traced, 'Shop/Fn/Resource').status).toBe('traced');
  });
});
