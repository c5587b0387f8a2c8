// An app whose aws-cdk-lib is not the one that the library uses. Run by ../two-copies.test.ts with --preserve-symlinks.
const cdk = require('aws-cdk-lib');
const iam = require('aws-cdk-lib/aws-iam');
const lambda = require('aws-cdk-lib/aws-lambda');

const [source, outdir, way] = process.argv.slice(2);
const tracing = require(source);

const silent = { name: 'CloudFormation Validate', validate: () => ({ success: true, violations: [] }) };
cdk.CloudFormationValidatePlugin._singletonInstance = () => silent;

const app = new cdk.App({ outdir });
const stack = new cdk.Stack(app, 'Shop');
const nested = new cdk.NestedStack(stack, 'Nested');
const stage = new cdk.Stage(app, 'Prod');
const imported = iam.Role.fromRoleArn(stack, 'Imported', 'arn:aws:iam::123456789012:role/r');
const props = { runtime: lambda.Runtime.NODEJS_22_X, handler: 'index.handler', code: lambda.Code.fromInline('x') };

const plain = new lambda.Function(stack, 'Plain', props);
new lambda.Alias(stack, 'Live', { aliasName: 'live', version: plain.currentVersion });
new lambda.Function(nested, 'InNested', props);
new lambda.Function(stack, 'WithImportedRole', { ...props, role: imported });
new lambda.Function(new cdk.Stack(stage, 'Stack'), 'InStage', props);
tracing.LambdaTracing.of(new lambda.Function(stack, 'OptedOut', props)).optOut('test');
cdk.Tags.of(new lambda.Function(stack, 'Tagged', props)).add('lambda-tracing', 'off');
new lambda.Function(stack, 'Layered', { ...props, layers: [lambda.LayerVersion.fromLayerVersionArn(stack, 'Own', 'arn:aws:lambda:eu-west-1:1:layer:own:1')] }).addEnvironment('OWN_VALUE', '1');

const provider = new tracing.AwsDistroProvider();
if (way === 'facade') {
  tracing.LambdaTracing.of(app).add(provider);
} else {
  cdk.Aspects.of(app).add(new tracing.TracingAspect({ provider }));
}
app.synth();

const ours = require(require.resolve('aws-cdk-lib', { paths: [source] }));
process.stdout.write(JSON.stringify({
  copies: new Set([cdk.Stack, ours.Stack]).size,
  constructs: new Set([require('constructs').Construct, require(require.resolve('constructs', { paths: [source] })).Construct]).size,
}));
