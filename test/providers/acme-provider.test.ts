import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { Code, Function, Runtime } from 'aws-cdk-lib/aws-lambda';
import { AcmeProvider } from './acme-provider';
import { modelOf, reasonOf } from './model-of';
import { LambdaTracing, TracingSecret } from 'cdk-lambda-tracing';

// A provider as an outsider writes it, importing the package root only: this catches breaking changes for them.
const provider = new AcmeProvider({ token: TracingSecret.fromSecretsManagerName('acme-token') });

function synthesize(region: string | undefined, runtime: Runtime): Template {
  const stack = new Stack(new App(), 'Shop', { env: { region } });
  new Function(stack, 'Orders', { runtime, handler: 'index.handler', code: Code.fromInline('exports.handler = async () => 1;') });
  LambdaTracing.of(stack).add(provider);
  return Template.fromStack(stack);
}

test.each([['python3.12', {}, 'runtimeNotSupported'], ['nodejs22.x', { region: 'cn-north-1' }, 'regionNotServed']])('skips %s with %j', (runtime, facts, reason) => {
  expect(reasonOf(provider.decide(modelOf(runtime, facts)))).toBe(reason);
});

test('leaves a function it skips as it is', () => {
  synthesize('eu-west-1', Runtime.PYTHON_3_12).hasResourceProperties('AWS::Lambda::Function', { Handler: 'index.handler', Layers: Match.absent(), Environment: Match.absent() });
});

test('attaches layer, wrapper and variables, and lets the role read the secret', () => {
  const template = synthesize('eu-west-1', Runtime.NODEJS_22_X);
  template.hasResourceProperties('AWS::Lambda::Function', {
    Layers: ['arn:aws:lambda:eu-west-1:123456789012:layer:acme:12'],
    Environment: { Variables: { AWS_LAMBDA_EXEC_WRAPPER: '/opt/acme-wrapper', ACME_ENDPOINT: 'https://in.acme.example', ACME_TOKEN_SECRET_ARN: Match.anyValue() } },
  });
  expect(JSON.stringify(template.findResources('AWS::IAM::Role'))).toContain('secretsmanager:GetSecretValue');
});

test('finds the layer by a mapping where the region is not known', () => {
  const template = synthesize(undefined, Runtime.NODEJS_24_X);
  template.hasResourceProperties('AWS::Lambda::Function', { Layers: [{ 'Fn::FindInMap': Match.anyValue() }] });
});

test('is the example of the documentation', () => {
  const page = readFileSync(join(__dirname, '../../docs/writing-a-provider.md'), 'utf8');
  expect(page).toContain(`\`\`\`ts\n${readFileSync(join(__dirname, 'acme-provider.ts'), 'utf8')}\`\`\``);
});
