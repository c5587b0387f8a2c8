import { createRequire } from 'module';
import { LayerVersion } from 'aws-cdk-lib/aws-lambda';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import type { BenchApp } from './app';
import type { ITracingProvider } from '../src';

/** What is attached to the app. The modules are loaded only by the arm that needs them, before anything is measured. */
export interface Arm {
  readonly title: string;
  /** Calls `git` for every function: measured apart, on fewer functions. */
  readonly spawns?: boolean;
  prepare(): (app: BenchApp) => void;
}

const SECRET_ARN = 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:datadog-api-key-AbCdEf';

/** What our provider adds where it stands in for the rival: the same layers, redirect, variables and grant. */
const LIKE_THE_RIVAL = {
  layers: ['arn:aws:lambda:eu-west-1:464622532012:layer:Datadog-Node22-x:139', 'arn:aws:lambda:eu-west-1:464622532012:layer:Datadog-Extension:95'],
  redirect: { handler: '/opt/nodejs/node_modules/datadog-lambda-js/handler.handler', originalHandlerVariable: 'DD_LAMBDA_HANDLER' },
  environment: {
    DD_API_KEY_SECRET_ARN: SECRET_ARN, DD_CAPTURE_LAMBDA_PAYLOAD: 'false', DD_FLUSH_TO_LOG: 'false', DD_LOGS_INJECTION: 'false', DD_MERGE_XRAY_TRACES: 'false',
    DD_SERVERLESS_APPSEC_ENABLED: 'false', DD_SERVERLESS_LOGS_ENABLED: 'true', DD_SITE: 'datadoghq.eu', DD_TRACE_ENABLED: 'true',
  },
  permissions: [{ actions: ['secretsmanager:GetSecretValue', 'secretsmanager:DescribeSecret'], resources: [SECRET_ARN] }],
};

const WRAPPER = {
  layer: 'arn:aws:lambda:eu-west-1:111122223333:layer:tracer:7',
  path: '/opt/tracer',
  environment: { OTEL_SERVICE_NAME: 'bench', OTEL_PROPAGATORS: 'tracecontext' },
};

/** What CDK itself takes for a layer and three variables more: nobody who attaches them can add less than nothing to it. */
function byHand({ stacks }: BenchApp): void {
  for (const { stack, functions } of stacks) {
    const layer = LayerVersion.fromLayerVersionArn(stack, 'Tracer', WRAPPER.layer);
    for (const fn of functions) {
      fn.addLayers(layer);
      for (const [name, value] of Object.entries({ AWS_LAMBDA_EXEC_WRAPPER: WRAPPER.path, ...WRAPPER.environment })) { fn.addEnvironment(name, value); }
    }
  }
}

/** In the order in which they run and are shown. */
export const ARMS = {
  bare: { title: 'CDK alone', prepare: () => (_: BenchApp) => undefined },

  wrapper: {
    title: 'with us: a layer and a wrapper, no grants',
    prepare: withUs((us) => provider(us, {
      layers: [us.TracingLayer.fromArn(WRAPPER.layer)],
      execWrapper: WRAPPER.path,
      environment: WRAPPER.environment,
    })),
  },

  hand: { title: 'the same by hand: addLayers() and addEnvironment()', prepare: () => byHand },

  xray: { title: 'with us: XRayProvider, with grants', prepare: withUs((us) => new us.XRayProvider()) },

  alike: {
    title: 'with us: attaching what the rival attaches',
    prepare: withUs((us) => provider(us, {
      layers: LIKE_THE_RIVAL.layers.map((arn) => us.TracingLayer.fromArn(arn)),
      handlerRedirect: LIKE_THE_RIVAL.redirect,
      environment: LIKE_THE_RIVAL.environment,
      permissions: LIKE_THE_RIVAL.permissions,
    })),
  },

  rival: { title: 'with datadog-cdk-constructs-v2', prepare: withRival(false) },

  rivalGit: { title: 'with datadog-cdk-constructs-v2, source code integration on', spawns: true, prepare: withRival(true) },
} satisfies Record<string, Arm>;

export type ArmName = keyof typeof ARMS;

/** As published: the compiled package, not its sources. */
type Us = typeof import('../src');

/** At run time, by the arm that needs it: types are of the sources, and the rival may not be installed. */
const load = createRequire(__filename);

function withUs(providerOf: (us: Us) => ITracingProvider) {
  return () => {
    const us = load('../lib') as Us;
    return ({ app }: BenchApp) => us.LambdaTracing.of(app).add(providerOf(us));
  };
}

function provider(us: Us, plan: Omit<import('../src').InstrumentationPlan, 'level'>): ITracingProvider {
  const decision = us.Decision.instrument({ level: us.TracingLevel.CODE, ...plan });
  return { name: 'bench', decide: () => decision };
}

/** As its README says, one construct per stack. Its form with an ARN takes one function per stack, so it gets a secret. */
function withRival(sourceCodeIntegration: boolean) {
  return () => {
    const { DatadogLambda } = load('datadog-cdk-constructs-v2');
    return ({ stacks }: BenchApp) => {
      for (const { stack, functions } of stacks) {
        const datadog = new DatadogLambda(stack, 'Datadog', {
          nodeLayerVersion: 139,
          extensionLayerVersion: 95,
          site: 'datadoghq.eu',
          apiKeySecret: Secret.fromSecretCompleteArn(stack, 'ApiKey', SECRET_ARN),
          sourceCodeIntegration,
        });
        datadog.addLambdaFunctions(functions);
      }
    };
  };
}
