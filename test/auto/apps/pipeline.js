// CDK Pipelines synthesize a Stage inside addStage(). BY_CODE=1 adds tracing in the one place that reaches it: before.
const cdk = require('aws-cdk-lib');
const lambda = require('aws-cdk-lib/aws-lambda');
const pipelines = require('aws-cdk-lib/pipelines');
const s3 = require('aws-cdk-lib/aws-s3');
const { fn } = require('./shop.js');

const app = new cdk.App({ analyticsReporting: false });
const stack = new cdk.Stack(app, 'Delivery', { env: { account: '111122223333', region: 'eu-central-1' } });
const input = pipelines.CodePipelineSource.s3(new s3.Bucket(stack, 'Source'), 'source.zip');
const pipeline = new pipelines.CodePipeline(stack, 'Pipeline', { synth: new pipelines.ShellStep('Synth', { input, commands: ['npx cdk synth'] }) });
for (const name of ['Test', 'Prod']) {
  const stage = new cdk.Stage(stack, name, { env: { account: '111122223333', region: 'eu-central-1' } });
  fn(new cdk.Stack(stage, 'Service'), 'Fn', lambda.Runtime.NODEJS_22_X);
  if (process.env.BY_CODE) {
    const { LambdaTracing, AwsDistroProvider } = require('cdk-lambda-tracing');
    LambdaTracing.of(stage).add(new AwsDistroProvider());
  }
  pipeline.addStage(stage);
}
app.synth();
