import { Stack } from 'aws-cdk-lib';
import { AdotLambdaExecWrapper, AdotLambdaLayerPythonSdkVersion, AdotLayerVersion, Runtime } from 'aws-cdk-lib/aws-lambda';
import { RegionInfo } from 'aws-cdk-lib/region-info';
import { arnsOf, modelOf, planOf } from './model-of';
import { FunctionArchitecture } from '../../src/core/function-model';
import { AwsDistroProvider } from '../../src/providers/aws-distro-provider';
import { LambdaInsightsProvider } from '../../src/providers/lambda-insights-provider';
import { XRayProvider } from '../../src/providers/xray-provider';
import { app, templateOf } from '../support/app';
import { functionIn, variablesIn } from '../support/function-in';
import { l2 } from '../support/sample-function';

// AWS's own tool is aws-cdk-lib. docs/providers.md explains the differences.

const insights = new LambdaInsightsProvider({ provider: new XRayProvider() });

test.each(Object.values(FunctionArchitecture))('Lambda Insights on %s: the ARNs of aws-cdk-lib, in every region that both have', (architecture) => {
  const regions = RegionInfo.regions.map(({ name }) => name);
  const pairs = regions.map((region) => ({
    region,
    theirs: RegionInfo.get(region).cloudwatchLambdaInsightsArn('1.0.498.0', architecture),
    ours: (insights.decide(modelOf('nodejs22.x', { region, architecture })).plan!.layers ?? []).map((layer) => layer.arnIn(region))[0],
  }));
  const both = pairs.filter(({ theirs, ours }) => theirs !== undefined && ours !== undefined);
  expect(both.map(({ ours }) => ours)).toEqual(both.map(({ theirs }) => theirs));
  expect(both.length).toBeGreaterThan(20);
  expect(pairs.filter(({ theirs, ours }) => theirs !== undefined && ours === undefined)).toEqual([]);
});

test('adotInstrumentation of aws-cdk-lib on Python: the same wrapper and X-Ray mode; its layer is the legacy one with a collector', () => {
  const root = app();
  l2(new Stack(root, 'Stack', { env: { region: 'eu-west-1' } }), 'Fn', {
    runtime: Runtime.PYTHON_3_12,
    adotInstrumentation: {
      execWrapper: AdotLambdaExecWrapper.INSTRUMENT_HANDLER,
      layerVersion: AdotLayerVersion.fromPythonSdkLayerVersion(AdotLambdaLayerPythonSdkVersion.LATEST),
    },
  });
  const template = templateOf(root);
  const decision = new AwsDistroProvider().decide(modelOf('python3.12'));
  expect(variablesIn(template)).toEqual({ AWS_LAMBDA_EXEC_WRAPPER: planOf(decision).execWrapper });
  expect(functionIn(template).TracingConfig).toEqual({ Mode: 'Active' });
  expect(planOf(decision).activeTracing).toBe(true);
  expect(functionIn(template).Layers).toEqual([expect.stringMatching(/^arn:aws:lambda:eu-west-1:901920570463:layer:aws-otel-python-amd64-ver-/)]);
  expect(arnsOf(decision)).toEqual([expect.stringMatching(/^arn:aws:lambda:eu-west-1:615299751070:layer:AWSOpenTelemetryDistroPython:/)]);
});
