import { Stack, StackProps, Stage, StageProps } from 'aws-cdk-lib';
import { Code, Function, Runtime } from 'aws-cdk-lib/aws-lambda';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { CodePipeline, CodePipelineSource, ShellStep } from 'aws-cdk-lib/pipelines';
import type { Construct } from 'constructs';
import { LambdaTracing, OpenTelemetryProvider } from 'cdk-lambda-tracing';

/** Returns of goods, delivered by a pipeline of its own. */
class Returns extends Stage {
  constructor(scope: Construct, id: string, props: StageProps) {
    super(scope, id, props);
    new Function(new Stack(this, 'Returns'), 'AcceptReturn', {
      code: Code.fromInline('exports.handler = async ({ order, items }) => ({ order, accepted: items });'),
      handler: 'index.handler',
      runtime: Runtime.NODEJS_24_X,
    });
    // The pipeline synthesizes this Stage when it is added to it, before the app's own line is reached.
    LambdaTracing.of(this).add(new OpenTelemetryProvider());
  }
}

export class Delivery extends Stack {
  constructor(scope: Construct, id: string, props: StackProps) {
    super(scope, id, props);
    const source = CodePipelineSource.s3(Bucket.fromBucketName(this, 'Sources', 'shop-sources'), 'returns.zip');
    const pipeline = new CodePipeline(this, 'Pipeline', { synth: new ShellStep('Synth', { input: source, commands: ['npm ci', 'npx cdk synth'] }) });
    pipeline.addStage(new Returns(this, 'Prod', { env: props.env }));
  }
}
