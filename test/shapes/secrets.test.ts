import { App, Stack } from 'aws-cdk-lib';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import * as ssm from 'aws-cdk-lib/aws-ssm';
import { plainFunction, properties, synthesize, Synthesis, TestProvider } from './synthesis';
import { LambdaTracing, TracingSecret } from '../../src';

const account = '123456789012';
const KEY = 'arn:aws:kms:eu-west-1:123456789012:key/k';
const ENVIRONMENTS = { Ireland: { account, region: 'eu-west-1' }, China: { account, region: 'cn-north-1' }, Anywhere: undefined };

/** One function in a stack of each environment, whose tracer reads the secret. */
function reading(secret: (app: App) => TracingSecret): Synthesis {
  return synthesize((app) => {
    Object.entries(ENVIRONMENTS).forEach(([id, env]) => plainFunction(new Stack(app, id, { env }), 'Fn'));
    LambdaTracing.of(app).add(new TestProvider({ secrets: [{ secret: secret(app), variable: 'KEY', byArn: true }], activeTracing: false, permissions: [] }));
  }, { context: { '@aws-cdk/core:enablePartitionLiterals': true } });
}

const granted = ({ templates }: Synthesis, stack: string) => properties(templates[stack], 'FnServiceRole', 'AWS::IAM::Role').Policies?.[0].PolicyDocument.Statement;
const agnostic = (service: string, rest: string) => ({ 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, `:${service}:`, { Ref: 'AWS::Region' }, ':', { Ref: 'AWS::AccountId' }, rest]] });
const decrypt = { Effect: 'Allow', Action: 'kms:Decrypt', Resource: KEY };

describe('the grant is the read of that secret and the use of its key, in the partition and region of the function\'s stack', () => {
  test.each<[string, (options: { encryptionKeyArn?: string }) => TracingSecret, string, string, string]>([
    ['a secret by name', (options) => TracingSecret.fromSecretsManagerName('key', options), 'secretsmanager:GetSecretValue', 'secretsmanager', ':secret:key-??????'],
    ['a parameter by name', (options) => TracingSecret.fromSsmParameterName('/tracer/key', options), 'ssm:GetParameter', 'ssm', ':parameter/tracer/key'],
  ])('%s', (_, secret, action, service, rest) => {
    for (const encryptionKeyArn of [undefined, KEY]) {
      const traced = reading(() => secret({ encryptionKeyArn }));
      const expected = (resource: unknown) => [...(encryptionKeyArn ? [decrypt] : []), { Effect: 'Allow', Action: action, Resource: resource }];

      expect(granted(traced, 'Ireland')).toEqual(expected(`arn:aws:${service}:eu-west-1:${account}${rest}`));
      expect(granted(traced, 'China')).toEqual(expected(`arn:aws-cn:${service}:cn-north-1:${account}${rest}`));
      expect(granted(traced, 'Anywhere')).toHaveLength(expected('').length);
      expect(granted(traced, 'Anywhere')).toEqual(expect.arrayContaining(expected(agnostic(service, rest))));
    }
  });

  test('a secret by ARN, which may be of another account', () => {
    const arn = 'arn:aws:secretsmanager:eu-west-1:999999999999:secret:key-AbCdEf';
    const traced = reading(() => TracingSecret.fromSecretsManagerArn(arn, { encryptionKeyArn: KEY }));

    for (const stack of Object.keys(ENVIRONMENTS)) {
      expect(granted(traced, stack)).toEqual([decrypt, { Effect: 'Allow', Action: 'secretsmanager:GetSecretValue', Resource: arn }]);
    }
  });

  test('a construct, with its key, and only in its environment', () => {
    const traced = reading((app) => {
      const stack = app.node.findChild('Ireland') as Stack;
      return TracingSecret.fromSecretsManager(new secretsmanager.Secret(stack, 'Secret', { encryptionKey: new kms.Key(stack, 'Key') }));
    });

    const statements = granted(traced, 'Ireland');
    expect(statements).toHaveLength(2);
    expect(statements).toEqual(expect.arrayContaining([
      { Effect: 'Allow', Action: 'secretsmanager:GetSecretValue', Resource: { Ref: expect.stringMatching(/^Secret/) } },
      { Effect: 'Allow', Action: 'kms:Decrypt', Resource: { 'Fn::GetAtt': [expect.stringMatching(/^Key/), 'Arn'] } },
    ]));
    expect(traced.findings).toEqual(['secretNotReachable China/Fn/Resource', 'secretNotReachable Anywhere/Fn/Resource']);
  });

  test('a parameter construct', () => {
    const traced = reading((app) => TracingSecret.fromSsmParameter(new ssm.StringParameter(app.node.findChild('Ireland'), 'Parameter', { stringValue: 'x' })));

    expect(JSON.stringify(granted(traced, 'Ireland'))).toMatch(/^\[\{"Effect":"Allow","Action":"ssm:GetParameter","Resource":\{"Fn::Join":\["",\["arn:aws:ssm:eu-west-1:123456789012:parameter\/",\{"Ref":"Parameter\w+"\}\]\]\}\}\]$/);
    expect(traced.findings).toHaveLength(2);
  });
});
