// What a reader of README.md and docs/ has at hand: put in front of every code block that imports nothing itself.
/* eslint-disable */
import { App, AspectPriority, Aspects, Stack, Stage, Tags, Validations } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import {
  AwsDistroProvider, Backend, DatadogProvider, Decision, Diagnostic, FunctionModel, InstanaProvider, ITracingProvider, LambdaTracing, mixins, OpenTelemetryProvider,
  PackageType, RuntimeFamily, TracingAspect, TracingCoverage, TracingLayer, TracingLevel, TracingProvider, TracingSecret, XRayProvider,
} from 'cdk-lambda-tracing';

declare const app: App;
declare const stack: Stack;
declare const stage: Stage;
declare const fn: lambda.Function;
declare const armLayer: lambda.LayerVersion;
declare const endpointUrl: string;
declare const agentKey: TracingSecret;
declare const provider: ITracingProvider;
/** Of docs/writing-a-provider.md, which defines it in its first block. */
declare const AcmeProvider: new (props: { token: TracingSecret }) => TracingProvider;
