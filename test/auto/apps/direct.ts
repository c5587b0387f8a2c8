// TypeScript that makes its function itself, for the place that findings have.
import { App, aws_lambda as lambda, Stack } from 'aws-cdk-lib';

const app: App = new App({ analyticsReporting: false });
const stack: Stack = new Stack(app, 'Shop');
new lambda.Function(stack, 'Fn', { runtime: lambda.Runtime.NODEJS_22_X, handler: 'index.handler', code: lambda.Code.fromInline('// inline') });
app.synth();
