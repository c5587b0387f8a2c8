import { inspect } from 'util';
import { ArnFormat, Stack } from 'aws-cdk-lib';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { StringParameter } from 'aws-cdk-lib/aws-ssm';
import * as fc from 'fast-check';
import { InstrumentationPlan, SecretStore, TracingSecret } from '../../src';
import { problemWithPlan } from '../../src/core/check-plan';
import { isConflict, merge } from '../../src/core/merge';
import { TracingLevel } from '../../src/core/tracing-level';
import { model } from '../support/sample-function';

const SECRET_ARN = 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:otlp-key-AbCdEf';
const KEY_ARN = 'arn:aws:kms:eu-west-1:123456789012:key/1234';
const HERE = '${AWS::Partition}:secretsmanager:${AWS::Region}:${AWS::AccountId}';

describe('a secret refuses', () => {
  test.each([
    ['a secret\'s name with a space', () => TracingSecret.fromSecretsManagerName('my key'), "the name of a secret must be letters, digits and /_+=.@-, got 'my key'"],
    ['an empty secret\'s name', () => TracingSecret.fromSecretsManagerName(''), 'the name of a secret must be'],
    ['a secret\'s name of 513 characters', () => TracingSecret.fromSecretsManagerName('x'.repeat(513)), 'the name of a secret must be'],
    ['a name where an ARN is due', () => TracingSecret.fromSecretsManagerArn('otlp-key'), "the ARN of a secret must be arn:<partition>:secretsmanager:<region>:<account>:secret:<name>-<six characters>, got 'otlp-key'"],
    ['an ARN without its six characters', () => TracingSecret.fromSecretsManagerArn(SECRET_ARN.slice(0, -7)), 'the ARN of a secret must be'],
    ['an ARN with a key of JSON behind it', () => TracingSecret.fromSecretsManagerArn(`${SECRET_ARN}#token`), 'the ARN of a secret must be'],
    ['no secret\'s name', () => TracingSecret.fromSecretsManagerName(undefined as any), 'the name of a secret must be letters, digits and /_+=.@-, got undefined'],
    ['no ARN', () => TracingSecret.fromSecretsManagerArn(undefined as any), 'got undefined'],
    ['no parameter\'s name', () => TracingSecret.fromSsmParameterName(null as any), 'got null'],
    ['no plain text', () => TracingSecret.fromPlainText(undefined as any), 'a plain-text secret must be a text, got undefined'],
    ['the alias of a key that encrypts', () => TracingSecret.fromSecretsManagerName('otlp-key', { encryptionKeyArn: 'alias/mine' }), "the ARN of a KMS key must be arn:<partition>:kms:<region>:<account>:key/<id>, got 'alias/mine'"],
    ['the ARN of an alias', () => TracingSecret.fromSsmParameterName('/key', { encryptionKeyArn: KEY_ARN.replace('key/', 'alias/') }), 'the ARN of a KMS key must be'],
    ['an ARN of another service', () => TracingSecret.fromSecretsManagerArn(KEY_ARN), 'the ARN of a secret must be'],
    ['a field that a reference cannot name', () => TracingSecret.fromSecretsManagerName('otlp', { jsonField: 'a:b' }), "the field of a JSON secret must be letters, digits and _.-, got 'a:b'"],
    ['an empty field', () => TracingSecret.fromSecretsManagerArn(SECRET_ARN, { jsonField: '' }), 'the field of a JSON secret must be'],
    ['a parameter\'s name with an empty segment', () => TracingSecret.fromSsmParameterName('/a//b'), 'the name of a parameter must be'],
    ['a ciphertext that is no base64', () => TracingSecret.fromKmsCiphertext('not base64!', KEY_ARN), 'a KMS ciphertext must be base64'],
    ['a key\'s alias', () => TracingSecret.fromKmsCiphertext('AQIC', 'alias/mine'), 'the ARN of a KMS key must be'],
    ['an empty plain text', () => TracingSecret.fromPlainText(''), 'a plain-text secret must not be empty'],
  ])('%s', (_, make, message) => expect(make).toThrow(message));

  test('a ciphertext without repeating it', () => {
    expect(() => TracingSecret.fromKmsCiphertext('hunter 2!', KEY_ARN)).not.toThrow('hunter');
  });
});

test('a token passes for a name: nothing can be said of it yet', () => {
  expect(TracingSecret.fromSecretsManagerName('${Token[TOKEN.7]}').identifier(false)).toBe('${Token[TOKEN.7]}');
});

describe.each<[string, TracingSecret, { store: SecretStore; name?: string; arn?: string; reference?: string; permissions: object[] }]>([
  ['a secret by name', TracingSecret.fromSecretsManagerName('otlp-key'), {
    store: SecretStore.SECRETS_MANAGER, name: 'otlp-key', arn: `arn:${HERE}:secret:otlp-key`,
    reference: '{{resolve:secretsmanager:otlp-key:SecretString}}',
    permissions: [{ actions: ['secretsmanager:GetSecretValue'], resources: [`arn:${HERE}:secret:otlp-key-??????`] }],
  }],
  ['a secret by name with a key of the customer\'s', TracingSecret.fromSecretsManagerName('otlp-key', { encryptionKeyArn: KEY_ARN }), {
    store: SecretStore.SECRETS_MANAGER, name: 'otlp-key', arn: `arn:${HERE}:secret:otlp-key`,
    reference: '{{resolve:secretsmanager:otlp-key:SecretString}}',
    permissions: [{ actions: ['secretsmanager:GetSecretValue'], resources: [`arn:${HERE}:secret:otlp-key-??????`] }, { actions: ['kms:Decrypt'], resources: [KEY_ARN] }],
  }],
  ['a field of a secret by name', TracingSecret.fromSecretsManagerName('otlp-key', { jsonField: 'apiKey' }), {
    store: SecretStore.SECRETS_MANAGER,
    reference: '{{resolve:secretsmanager:otlp-key:SecretString:apiKey}}',
    permissions: [{ actions: ['secretsmanager:GetSecretValue'], resources: [`arn:${HERE}:secret:otlp-key-??????`] }],
  }],
  ['a secret by ARN', TracingSecret.fromSecretsManagerArn(SECRET_ARN), {
    store: SecretStore.SECRETS_MANAGER, name: SECRET_ARN, arn: SECRET_ARN,
    reference: `{{resolve:secretsmanager:${SECRET_ARN}:SecretString}}`,
    permissions: [{ actions: ['secretsmanager:GetSecretValue'], resources: [SECRET_ARN] }],
  }],
  ['a parameter by name', TracingSecret.fromSsmParameterName('/instana/key'), {
    store: SecretStore.SSM_PARAMETER, name: '/instana/key', arn: 'arn:${AWS::Partition}:ssm:${AWS::Region}:${AWS::AccountId}:parameter/instana/key',
    reference: undefined,
    permissions: [{ actions: ['ssm:GetParameter'], resources: ['arn:${AWS::Partition}:ssm:${AWS::Region}:${AWS::AccountId}:parameter/instana/key'] }],
  }],
  ['a parameter without a leading slash, not secure', TracingSecret.fromSsmParameterName('key', { secureString: false, encryptionKeyArn: KEY_ARN }), {
    store: SecretStore.SSM_PARAMETER, name: 'key', arn: 'arn:${AWS::Partition}:ssm:${AWS::Region}:${AWS::AccountId}:parameter/key',
    reference: '{{resolve:ssm:key}}',
    permissions: [{ actions: ['ssm:GetParameter'], resources: ['arn:${AWS::Partition}:ssm:${AWS::Region}:${AWS::AccountId}:parameter/key'] }, { actions: ['kms:Decrypt'], resources: [KEY_ARN] }],
  }],
  ['a ciphertext', TracingSecret.fromKmsCiphertext('AQIC', KEY_ARN), {
    store: SecretStore.KMS_CIPHERTEXT, reference: 'AQIC', permissions: [{ actions: ['kms:Decrypt'], resources: [KEY_ARN] }],
  }],
  ['plain text', TracingSecret.fromPlainText('hunter2'), { store: SecretStore.PLAIN_TEXT, reference: 'hunter2', permissions: [] }],
])('%s', (_, secret, expected) => {
  test('knows where it is kept and by which identifiers', () => {
    expect({ store: secret.store, name: secret.identifier(false), arn: secret.identifier(true) })
      .toEqual({ store: expected.store, name: expected.name, arn: expected.arn });
  });

  test('is written into a template so', () => expect(secret.deploymentReference).toBe(expected.reference));

  test('needs exactly these permissions to be read', () => expect(secret.readPermissions).toEqual(expected.permissions));
});

test('a tracer that takes the whole secret is not given one of which a field is the value', () => {
  const secret = TracingSecret.fromSecretsManagerName('otlp', { jsonField: 'apiKey' });
  expect(problemWithPlan({ level: TracingLevel.CODE, secrets: [{ secret, variable: 'KEY' }] }, 'vendor')?.message)
    .toContain('KEY names a secret, but a field of one has no name');
});

describe('a secret that is a construct', () => {
  const stack = new Stack();
  const key = new Key(stack, 'Key');

  test('of Secrets Manager may have a field that is the value, and a key it does not know of', () => {
    const construct = Secret.fromSecretNameV2(stack, 'Field', 'otlp');
    const secret = TracingSecret.fromSecretsManager(construct, { jsonField: 'apiKey', encryptionKeyArn: KEY_ARN });
    expect(secret.jsonField).toBe('apiKey');
    expect(secret.deploymentReference).toBe(`{{resolve:secretsmanager:${construct.secretArn}:SecretString:apiKey}}`);
    expect(secret.readPermissions).toContainEqual({ actions: ['kms:Decrypt'], resources: [KEY_ARN] });
  });

  test('of Secrets Manager is known by its ARN, and its key is granted as well', () => {
    const construct = new Secret(stack, 'Secret', { encryptionKey: key });
    const secret = TracingSecret.fromSecretsManager(construct);
    expect(secret).toMatchObject({ store: SecretStore.SECRETS_MANAGER, arn: construct.secretArn, construct });
    expect(secret.identifier(false)).toBe(construct.secretArn);
    expect(secret.readPermissions).toEqual([
      { actions: ['secretsmanager:GetSecretValue'], resources: [construct.secretArn] }, { actions: ['kms:Decrypt'], resources: [key.keyArn] },
    ]);
  });

  test('of Secrets Manager with the key of AWS needs no grant for that', () => {
    expect(TracingSecret.fromSecretsManager(new Secret(stack, 'Plain')).readPermissions).toHaveLength(1);
  });

  test.each([
    ['by name', (id: string) => Secret.fromSecretNameV2(stack, id, 'otlp-key')],
    ['by an ARN without the six characters', (id: string) => Secret.fromSecretPartialArn(stack, id, stack.formatArn({ service: 'secretsmanager', resource: 'secret', resourceName: 'otlp-key', arnFormat: ArnFormat.COLON_RESOURCE_NAME }))],
  ])('of Secrets Manager and imported %s may be read whatever its six characters are, as CDK grants it', (how, imported) => {
    const construct = imported(`Imported ${how}`);
    const secret = TracingSecret.fromSecretsManager(construct);
    expect(secret.identifier(true)).toBe(construct.secretArn);
    expect(secret.readPermissions).toEqual([{ actions: ['secretsmanager:GetSecretValue'], resources: [`${construct.secretArn}-??????`] }]);
    const role = new Role(stack, `Role ${how}`, { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
    expect(stack.resolve(construct.grantRead(role).principalStatement!.resources[0])).toEqual(stack.resolve(secret.readPermissions[0].resources[0]));
  });

  test('of Secrets Manager and imported by its complete ARN may be read by that', () => {
    expect(TracingSecret.fromSecretsManager(Secret.fromSecretCompleteArn(stack, 'Complete', SECRET_ARN)).readPermissions[0].resources).toEqual([SECRET_ARN]);
  });

  test('of the parameter store brings the key that it knows', () => {
    const parameter = StringParameter.fromSecureStringParameterAttributes(stack, 'Encrypted', { parameterName: '/encrypted', encryptionKey: key });
    const decrypts = (secret: TracingSecret) => secret.readPermissions.filter(({ actions }) => actions.includes('kms:Decrypt')).map(({ resources }) => resources);
    expect(decrypts(TracingSecret.fromSsmParameter(parameter))).toEqual([[key.keyArn]]);
    expect(decrypts(TracingSecret.fromSsmParameter(parameter, { encryptionKeyArn: KEY_ARN }))).toEqual([[KEY_ARN]]);
  });

  test('of the parameter store is known by name and ARN', () => {
    const parameter = new StringParameter(stack, 'Parameter', { stringValue: 'x' });
    const secret = TracingSecret.fromSsmParameter(parameter);
    expect(secret).toMatchObject({ store: SecretStore.SSM_PARAMETER, name: parameter.parameterName, arn: parameter.parameterArn, secureString: false, construct: parameter });
    expect(secret.deploymentReference).toBe(`{{resolve:ssm:${parameter.parameterName}}}`);
    expect(TracingSecret.fromSsmParameter(parameter, { secureString: true }).deploymentReference).toBeUndefined();
  });

  test('of the parameter store may be a SecureString', () => {
    const parameter = StringParameter.fromSecureStringParameterAttributes(stack, 'Secure', { parameterName: '/key' });
    expect(TracingSecret.fromSsmParameter(parameter, { encryptionKeyArn: KEY_ARN })).toMatchObject({ secureString: true });
    expect(TracingSecret.fromSsmParameter(parameter, { secureString: undefined }).secureString).toBe(true);
  });
});

test('an option that is undefined is one that was left out', () => {
  expect(TracingSecret.fromSsmParameterName('/key', { secureString: undefined }).secureString).toBe(true);
});

describe('a secret value', () => {
  const value = fc.stringMatching(/^[A-Za-z0-9]{12,40}$/);

  test('never shows in JSON or in what is printed, not even with hidden properties', () => {
    fc.assert(fc.property(value, (hidden) => {
      for (const secret of [TracingSecret.fromPlainText(hidden), TracingSecret.fromKmsCiphertext(hidden, KEY_ARN)]) {
        const provider = { name: 'vendor', apiKey: secret };
        expect(JSON.stringify(provider)).not.toContain(hidden);
        expect(inspect(provider, { depth: 9 })).not.toContain(hidden);
        expect(inspect(provider, { depth: 9, showHidden: true })).not.toContain(hidden);
        expect(`${String(secret)} ${Object.values(secret).join(' ')} ${JSON.stringify({ ...secret })}`).not.toContain(hidden);
      }
    }));
  });

  test('never shows in the reason why a plan was refused', () => {
    fc.assert(fc.property(value, (hidden) => {
      const secret = TracingSecret.fromPlainText(hidden);
      const attempt = (plan: InstrumentationPlan) => problemWithPlan(plan, 'vendor') ?? merge(model(), plan, { provider: 'vendor' });
      const refused = [
        attempt({ level: TracingLevel.CODE, secrets: [{ secret, variable: 'API_KEY' }] }),
        attempt({ level: TracingLevel.CODE, environment: { 'API-KEY': secret.deploymentReference! } }),
        attempt({ level: TracingLevel.CODE, environment: { API_KEY: secret.deploymentReference!, BIG: 'x'.repeat(5000) } }),
      ];
      expect(refused.every(isConflict)).toBe(true);
      expect(JSON.stringify(refused)).not.toContain(hidden);
    }));
  });
});
