import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import type { IParameter } from 'aws-cdk-lib/aws-ssm';
import type { IConstruct } from 'constructs';
import type { TracingPermission } from './instrumentation-plan';

/** Where a secret value is kept. */
export enum SecretStore {
  /** AWS Secrets Manager; the whole secret string is the value, or one field of it. */
  SECRETS_MANAGER = 'secrets-manager',
  /** AWS Systems Manager Parameter Store. */
  SSM_PARAMETER = 'ssm-parameter',
  /** Encrypted by KMS and written into the function's configuration as ciphertext. */
  KMS_CIPHERTEXT = 'kms-ciphertext',
  /** Not kept secret at all. */
  PLAIN_TEXT = 'plain-text',
}

/** Options for a secret in Secrets Manager. */
export interface SecretsManagerOptions {
  /**
   * ARN of the customer managed KMS key that the secret is encrypted with; decrypting with it is then granted.
   * @default - the AWS managed key, which needs no grant
   */
  readonly encryptionKeyArn?: string;

  /**
   * The field of a secret that is JSON, such as `apiKey` of `{"apiKey": "…"}`; its value is a text. Our layer for Node.js reads it by itself; to other tracers
   * CloudFormation hands the value at deployment, with the diagnostic `secretResolvedAtDeployment`.
   * @default - the whole secret string is the value
   */
  readonly jsonField?: string;
}

/** Options for a parameter in the SSM Parameter Store. */
export interface SsmParameterOptions {
  /**
   * ARN of the customer managed KMS key that the parameter is encrypted with; decrypting with it is then granted.
   * @default - the AWS managed key, which needs no grant
   */
  readonly encryptionKeyArn?: string;

  /**
   * Whether the parameter is a `SecureString`. CloudFormation cannot put one of those into an environment variable.
   * @default true
   */
  readonly secureString?: boolean;
}

/** Not a property, not even a hidden one: JSON.stringify, console.log and debuggers of a provider must never show it. */
const VALUES = new WeakMap<object, string>();

/** `arn:<partition>:secretsmanager:<region>:<account>:secret:<name>-<six characters>`: the six are chosen by AWS, and IAM compares with them. */
const COMPLETE_SECRET_ARN = /^arn:[^:]+:secretsmanager:[^:]+:[^:]+:secret:[\w/+=.@-]+-[A-Za-z0-9]{6}$/;
/** IAM allows decrypting by key: an alias names none. */
const KEY_ARN = /^arn:[^:]+:kms:[^:]+:[^:]+:key\/.+$/;
/** Neither a dynamic reference of CloudFormation nor a list of headers has a way to write anything else. */
const JSON_FIELD = /^[\w.-]{1,256}$/;
/** What stands for the six characters where they are not known. */
const ANY_SIX = '-??????';

interface SecretFields {
  readonly store: SecretStore;
  readonly name?: string;
  readonly arn?: string;
  /** What may be read, where that is not the ARN as it is. */
  readonly readableArn?: string;
  readonly encryptionKeyArn?: string;
  readonly secureString?: boolean;
  readonly jsonField?: string;
  readonly construct?: IConstruct;
}

/**
 * A key or token that a tracer needs, named by where it is kept.
 *
 * Prefer the forms by name or ARN: they are plain data, so one provider serves every Stage, account and region of an
 * app. Only the name or ARN reaches the template wherever the vendor's tracer can read the store itself.
 */
export class TracingSecret {
  /**
   * A secret in AWS Secrets Manager, by name, in the account and region of each function.
   *
   * @param name name of the secret, for example `otlp-key`
   */
  public static fromSecretsManagerName(name: string, options: SecretsManagerOptions = {}): TracingSecret {
    requireMatch(name, /^[\w/+=.@-]{1,512}$/, 'the name of a secret', 'letters, digits and /_+=.@-');
    return new TracingSecret({ store: SecretStore.SECRETS_MANAGER, name, ...options });
  }

  /**
   * A secret in AWS Secrets Manager, by its complete ARN; it may be in another account.
   *
   * @param arn ARN with the six random characters at its end
   */
  public static fromSecretsManagerArn(arn: string, options: SecretsManagerOptions = {}): TracingSecret {
    requireMatch(arn, COMPLETE_SECRET_ARN, 'the ARN of a secret', 'arn:<partition>:secretsmanager:<region>:<account>:secret:<name>-<six characters>');
    return new TracingSecret({ store: SecretStore.SECRETS_MANAGER, arn, ...options });
  }

  /**
   * A secret that is part of the CDK app, or imported into it. Works for functions in the same Stage and environment;
   * others are skipped with `secretNotReachable`.
   *
   * @param secret the construct. The KMS key that it knows of is granted as well, unless `encryptionKeyArn` names another.
   */
  public static fromSecretsManager(secret: ISecret, options: SecretsManagerOptions = {}): TracingSecret {
    return new TracingSecret({
      store: SecretStore.SECRETS_MANAGER,
      arn: secret.secretArn,
      jsonField: options.jsonField,
      // One imported by name or by part of its ARN: `secretArn` ends before the six characters.
      readableArn: secret.secretFullArn ?? `${secret.secretArn}${ANY_SIX}`,
      encryptionKeyArn: options.encryptionKeyArn ?? secret.encryptionKey?.keyArn,
      construct: secret,
    });
  }

  /**
   * A parameter in the SSM Parameter Store, by name, in the account and region of each function.
   *
   * @param name name of the parameter, for example `/instana/key`
   */
  public static fromSsmParameterName(name: string, options: SsmParameterOptions = {}): TracingSecret {
    requireMatch(name, /^\/?[\w.-]+(\/[\w.-]+)*$/, 'the name of a parameter', 'letters, digits and _.- in segments joined by /');
    return new TracingSecret({ store: SecretStore.SSM_PARAMETER, name, ...options, secureString: options.secureString ?? true });
  }

  /**
   * A parameter that is part of the CDK app, or imported into it. Works for functions in the same Stage and environment;
   * others are skipped with `secretNotReachable`. The key of a construct that knows its own is granted as well.
   *
   * @param parameter the construct
   */
  public static fromSsmParameter(parameter: IParameter, options: SsmParameterOptions = {}): TracingSecret {
    return new TracingSecret({
      store: SecretStore.SSM_PARAMETER,
      name: parameter.parameterName,
      arn: parameter.parameterArn,
      construct: parameter,
      ...options,
      encryptionKeyArn: options.encryptionKeyArn ?? (parameter as { encryptionKey?: IKey }).encryptionKey?.keyArn,
      secureString: options.secureString ?? parameter.parameterType === 'SecureString',
    });
  }

  /**
   * A value encrypted by `aws kms encrypt`. Only for vendors whose tracer decrypts it, such as Datadog.
   *
   * @param ciphertext the ciphertext in base64
   * @param keyArn ARN of the KMS key it was encrypted with
   */
  public static fromKmsCiphertext(ciphertext: string, keyArn: string): TracingSecret {
    requireMatch(ciphertext, /^[A-Za-z0-9+/]+={0,2}$/, 'a KMS ciphertext', 'base64', false);
    return new TracingSecret({ store: SecretStore.KMS_CIPHERTEXT, encryptionKeyArn: keyArn }, ciphertext);
  }

  /**
   * A value that stands readable in the template and in the function's configuration. Every function that gets it
   * carries the diagnostic `secretInTemplate`.
   *
   * @param value the value
   */
  public static fromPlainText(value: string): TracingSecret {
    if (typeof value !== 'string') { throw new Error(`a plain-text secret must be a text, got ${typeof value}; pass the value`); }
    if (value === '') { throw new Error('a plain-text secret must not be empty; pass the value'); }
    return new TracingSecret({ store: SecretStore.PLAIN_TEXT }, value);
  }

  /** Where it is kept. */
  public readonly store: SecretStore;

  /** Name, if it is known by one. */
  public readonly name?: string;

  /** ARN, if it is known by one. */
  public readonly arn?: string;

  /** Whether it is a `SecureString` parameter. */
  public readonly secureString: boolean;

  /** The field of a JSON secret that is the value. Without one the whole secret string is. */
  public readonly jsonField?: string;

  /** The construct it comes from, if any: only functions that can refer to that construct can use the secret. */
  public readonly construct?: IConstruct;

  private readonly encryptionKeyArn?: string;
  private readonly readableArn?: string;

  private constructor(fields: SecretFields, value?: string) {
    if (fields.encryptionKeyArn !== undefined) { requireMatch(fields.encryptionKeyArn, KEY_ARN, 'the ARN of a KMS key', 'arn:<partition>:kms:<region>:<account>:key/<id>'); }
    if (fields.jsonField !== undefined) { requireMatch(fields.jsonField, JSON_FIELD, 'the field of a JSON secret', 'letters, digits and _.-'); }
    this.store = fields.store;
    this.name = fields.name;
    this.arn = fields.arn;
    this.readableArn = fields.readableArn ?? fields.arn;
    this.secureString = fields.secureString ?? false;
    this.jsonField = fields.jsonField;
    this.construct = fields.construct;
    this.encryptionKeyArn = fields.encryptionKeyArn;
    if (value !== undefined) { VALUES.set(this, value); }
  }

  /**
   * What to write into the template so that the value itself arrives in an environment variable: a CloudFormation
   * dynamic reference, the ciphertext, or the plain text.
   *
   * @returns nothing for a `SecureString` parameter, which CloudFormation does not resolve there
   */
  public get deploymentReference(): string | undefined {
    switch (this.store) {
      case SecretStore.SECRETS_MANAGER:
        return `{{resolve:secretsmanager:${this.arn ?? this.name}:SecretString${this.jsonField === undefined ? '' : `:${this.jsonField}`}}}`;
      case SecretStore.SSM_PARAMETER:
        return this.secureString ? undefined : `{{resolve:ssm:${this.name}}}`;
      default:
        return VALUES.get(this);
    }
  }

  /**
   * The identifier by which a tracer finds the value.
   *
   * @param byArn whether the tracer wants the ARN rather than the name
   * @returns nothing for a value that is not in a store, or is a field of what is there (`jsonField`)
   */
  public identifier(byArn: boolean): string | undefined {
    return this.jsonField === undefined ? this.storeIdentifier(byArn) : undefined;
  }

  private storeIdentifier(byArn: boolean): string | undefined {
    switch (this.store) {
      case SecretStore.SECRETS_MANAGER:
        return this.arn ?? (byArn ? `arn:\${AWS::Partition}:secretsmanager:\${AWS::Region}:\${AWS::AccountId}:secret:${this.name}` : this.name);
      case SecretStore.SSM_PARAMETER:
        return byArn ? this.parameterArn() : this.name;
      default:
        return undefined;
    }
  }

  /** What a tracer that reads the secret by itself must be allowed to do. */
  public get readPermissions(): TracingPermission[] {
    const permissions: TracingPermission[] = [];
    if (this.store === SecretStore.SECRETS_MANAGER) {
      // The six random characters that end a secret's ARN are not known from its name.
      permissions.push({ actions: ['secretsmanager:GetSecretValue'], resources: [this.readableArn ?? `${this.storeIdentifier(true)}${ANY_SIX}`] });
    } else if (this.store === SecretStore.SSM_PARAMETER) {
      permissions.push({ actions: ['ssm:GetParameter'], resources: [this.parameterArn()] });
    }
    if (this.encryptionKeyArn && this.store !== SecretStore.PLAIN_TEXT) {
      permissions.push({ actions: ['kms:Decrypt'], resources: [this.encryptionKeyArn] });
    }
    return permissions;
  }

  private parameterArn(): string {
    return this.arn ?? `arn:\${AWS::Partition}:ssm:\${AWS::Region}:\${AWS::AccountId}:parameter/${this.name!.replace(/^\//, '')}`;
  }
}

/** A token stands for a value that is not known yet: it passes. The value is never repeated where it could be the secret itself. */
function requireMatch(value: string, pattern: RegExp, what: string, form: string, show = true): void {
  if (typeof value === 'string' && (pattern.test(value) || value.includes('${Token['))) { return; }
  const got = typeof value === 'string' ? `'${value}'` : String(value === null ? null : typeof value);
  throw new Error(`${what} must be ${form}${show ? `, got ${got}` : ''}; this is where the secret is kept, not its value`);
}
