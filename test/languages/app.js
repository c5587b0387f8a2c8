// JavaScript: what the apps in the other languages have to come to, byte for byte.
const { App } = require('aws-cdk-lib');
const { LambdaTracing, OpenTelemetryProvider } = require('cdk-lambda-tracing');
const { fill } = require('./shop.js');

const app = new App({ analyticsReporting: false });
fill(app);
LambdaTracing.of(app).add(new OpenTelemetryProvider());
app.synth();
