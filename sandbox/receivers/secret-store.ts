import { BackEnd, BackEndOptions, Behaviour, ReceivedRequest } from './back-end';

export interface SecretStoreOptions extends BackEndOptions {
  /** Secrets Manager: value by name or ARN. */
  readonly secrets?: Readonly<Record<string, string | Buffer>>;
  /** SSM: value by parameter name. */
  readonly parameters?: Readonly<Record<string, string>>;
  /** Names that exist and may not be read. */
  readonly denied?: readonly string[];
}

/** Stands in for Secrets Manager's GetSecretValue and Systems Manager's GetParameter (AWS JSON 1.1). It looks at no signature but wants one. */
export class SecretStore extends BackEnd {
  constructor(private readonly store: SecretStoreOptions = {}) {
    super(store);
  }

  protected override answer(request: ReceivedRequest): Behaviour {
    if (!request.headers.authorization?.startsWith('AWS4-HMAC-SHA256 ')) return fault('MissingAuthenticationTokenException', 'Missing Authentication Token');
    const target = request.headers['x-amz-target'];
    const input = JSON.parse(request.body.toString() || '{}') as { SecretId?: string; Name?: string; WithDecryption?: boolean };
    if (target === 'secretsmanager.GetSecretValue') return this.secret(input.SecretId ?? '');
    if (target === 'AmazonSSM.GetParameter') return this.parameter(input.Name ?? '');
    return fault('UnknownOperationException', `${target}`);
  }

  private secret(id: string): Behaviour {
    if (this.store.denied?.includes(id)) return fault('AccessDeniedException', `not authorized to perform: secretsmanager:GetSecretValue on resource: ${id}`);
    const value = this.store.secrets?.[id];
    if (value === undefined) return fault('ResourceNotFoundException', "Secrets Manager can't find the specified secret.");
    const content = typeof value === 'string' ? { SecretString: value } : { SecretBinary: value.toString('base64') };
    return json(200, { ARN: id, Name: id, VersionId: '00000000-0000-4000-8000-000000000000', VersionStages: ['AWSCURRENT'], ...content });
  }

  private parameter(name: string): Behaviour {
    if (this.store.denied?.includes(name)) return fault('AccessDeniedException', `not authorized to perform: ssm:GetParameter on resource: ${name}`);
    const value = this.store.parameters?.[name];
    if (value === undefined) return fault('ParameterNotFound', '');
    return json(200, { Parameter: { Name: name, Type: 'SecureString', Value: value, Version: 1, DataType: 'text' } });
  }
}

function fault(type: string, message: string): Behaviour {
  return json(400, { __type: type, message });
}

function json(status: number, body: unknown): Behaviour {
  return { status, headers: { 'content-type': 'application/x-amz-json-1.1' }, body: JSON.stringify(body) };
}
