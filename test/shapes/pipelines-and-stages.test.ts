import { App, Stack, Stage, StageProps } from 'aws-cdk-lib';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as pipelines from 'aws-cdk-lib/pipelines';
import { Construct } from 'constructs';
import { entry, expectTraced, plainFunction, properties, synthesize, TestProvider } from './synthesis';
import { LambdaTracing } from '../../src';

class Service extends Stage {
  constructor(scope: Construct, id: string, props: StageProps & { readonly tracedBySelf?: boolean } = {}) {
    super(scope, id, props);
    plainFunction(new Stack(this, 'Stack'), 'Fn');
    if (props.tracedBySelf) { LambdaTracing.of(this).add(new TestProvider()); }
  }
}

function pipeline(stack: Stack): pipelines.CodePipeline {
  const source = pipelines.CodePipelineSource.s3(new s3.Bucket(stack, 'Source'), 'source.zip');
  return new pipelines.CodePipeline(stack, 'Pipeline', { synth: new pipelines.ShellStep('Synth', { input: source, commands: ['npx cdk synth'] }) });
}

describe('CDK Pipelines, which synthesize a Stage inside addStage()', () => {
  test('deploy untraced functions when tracing is added afterwards, and that is said', () => {
    const traced = synthesize((app) => {
      const stack = new Stack(app, 'Delivery');
      pipeline(stack).addStage(new Service(stack, 'Prod'));
      LambdaTracing.of(app).add(new TestProvider());
    });

    expect(properties(traced.templates['Delivery/Prod/Stack'], 'Fn').Layers).toBeUndefined();
    expect(entry(traced, 'Delivery/Prod/Stack/Fn/Resource').status).toBe('uncovered');
    expect(traced.findings).toEqual(['uncoveredStage Delivery/Prod']);
  });

  test('deploy traced functions when tracing is added before', () => {
    const traced = synthesize((app) => {
      const stack = new Stack(app, 'Delivery');
      const prod = new Service(stack, 'Prod');
      LambdaTracing.of(app).add(new TestProvider());
      pipeline(stack).addStage(prod);
    });

    expectTraced(properties(traced.templates['Delivery/Prod/Stack'], 'Fn'));
    expect(traced.findings).toEqual([]);
  });

  test('deploy traced functions when the Stage adds tracing in its own constructor', () => {
    const traced = synthesize((app) => {
      const stack = new Stack(app, 'Delivery');
      pipeline(stack).addStage(new Service(stack, 'Prod', { tracedBySelf: true }));
    });

    expectTraced(properties(traced.templates['Delivery/Prod/Stack'], 'Fn'));
    expect(traced.findings).toEqual([]);
  });
});

test('a hundred Stages are traced, nested ones too, each function once', () => {
  const traced = synthesize((app) => {
    for (let index = 0; index < 50; index++) { new Service(new Service(app, `Outer${index}`), 'Inner'); }
    LambdaTracing.of(app).add(new TestProvider());
  });

  expect(traced.report!.totals).toMatchObject({ functions: 100, traced: 100 });
  expect(new Set(traced.report!.functions.map(({ path }) => path)).size).toBe(100);
  expect(traced.findings).toEqual([]);
});

test('tracing of an app and of one of its Stages: the nearer provider wins in whichever order they are added', () => {
  const build = (stageFirst: boolean) => (app: App) => {
    const stage = new Service(app, 'Prod');
    const near = () => LambdaTracing.of(stage).add(new TestProvider({ environment: { WHO_IS_IT: 'near' } }));
    const far = () => LambdaTracing.of(app).add(new TestProvider({ environment: { WHO_IS_IT: 'far' } }));
    (stageFirst ? [near, far] : [far, near]).forEach((add) => add());
  };

  for (const stageFirst of [true, false]) {
    expect(properties(synthesize(build(stageFirst)).templates['Prod/Stack'], 'Fn').Environment.Variables.WHO_IS_IT).toBe('near');
  }
});
