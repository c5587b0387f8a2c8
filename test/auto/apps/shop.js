// The constructs of the apps beside this file: functions of a few shapes, in stacks, a nested stack and nested Stages.
const cdk = require('aws-cdk-lib');
const lambda = require('aws-cdk-lib/aws-lambda');

function fill(app, { late = true } = {}) {
  const stack = new cdk.Stack(app, 'Shop', { env: { account: '111122223333', region: 'eu-central-1' } });
  fn(stack, 'Orders', lambda.Runtime.NODEJS_22_X);
  fn(stack, 'Search', lambda.Runtime.PYTHON_3_13);
  fn(new cdk.NestedStack(stack, 'Nested'), 'Inner', lambda.Runtime.NODEJS_22_X);
  const prod = new cdk.Stage(app, 'Prod');
  fn(new cdk.Stack(prod, 'Service'), 'Staged', lambda.Runtime.NODEJS_22_X);
  if (late) { fn(new cdk.Stack(new cdk.Stage(prod, 'Late'), 'Service'), 'Deep', lambda.Runtime.NODEJS_22_X); }
}

function fn(stack, id, runtime) {
  return new lambda.Function(stack, id, { runtime, handler: 'index.handler', code: lambda.Code.fromInline('# inline') });
}

module.exports = { fill, fn };
