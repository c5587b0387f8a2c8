// JavaScript. BY_CODE=1 adds tracing as a user does who may edit the app.
const cdk = require('aws-cdk-lib');
const { fill } = require('./shop.js');

const app = new cdk.App({ analyticsReporting: false });
fill(app);
if (process.env.BY_CODE) {
  const { LambdaTracing, AwsDistroProvider } = require('cdk-lambda-tracing');
  LambdaTracing.of(app).add(new AwsDistroProvider());
}
app.synth();
