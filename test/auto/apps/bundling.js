// esbuild and commands beside it, run as children in other folders, where the bare name of this package leads nowhere.
const cdk = require('aws-cdk-lib');
const { NodejsFunction } = require('aws-cdk-lib/aws-lambda-nodejs');

const app = new cdk.App({ analyticsReporting: false });
const stack = new cdk.Stack(app, 'Shop', { env: { account: '111122223333', region: 'eu-central-1' } });
new NodejsFunction(stack, 'Fn', {
  entry: 'app.mjs',
  depsLockFilePath: 'package-lock.json',
  bundling: {
    externalModules: ['aws-cdk-lib'],
    commandHooks: {
      beforeBundling: () => ['cd / && node -e 0 && npm --version && git --version'],
      beforeInstall: () => [],
      afterBundling: (_, output) => [`cd ${output} && node -e 0`],
    },
  },
});
if (process.env.BY_CODE) {
  const { LambdaTracing, AwsDistroProvider } = require('cdk-lambda-tracing');
  LambdaTracing.of(app).add(new AwsDistroProvider());
}
app.synth();
