import { signedHeaders } from './sigv4';
import { HttpConnection } from '../platform/http-connection';
import { text } from '../settings/environment';

const TIMEOUT = 3000;

/** The value behind `secretsmanager:name-or-arn`, with `#key` for one key of a JSON secret, or behind `ssm:name-or-arn`. */
export async function readSecret(source: string): Promise<string> {
  const colon = source.indexOf(':');
  const [kind, rest] = [source.slice(0, colon), source.slice(colon + 1)];
  if (kind === 'ssm') {
    const name = rest.startsWith('arn:') ? rest.slice(rest.indexOf(':parameter') + ':parameter'.length) : rest;
    const reply = await call(kind, regionOf(rest), 'AmazonSSM.GetParameter', { Name: name, WithDecryption: true });
    return trimmed((reply.Parameter as { Value?: unknown } | undefined)?.Value, rest);
  }
  const hash = rest.indexOf('#');
  const id = hash < 0 ? rest : rest.slice(0, hash);
  const { SecretString } = await call(kind, regionOf(id), 'secretsmanager.GetSecretValue', { SecretId: id });
  if (hash < 0) return trimmed(SecretString, id);
  return trimmed(fields(String(SecretString), id)[rest.slice(hash + 1)], rest);
}

/** What is no JSON is in the message of the error that says so: the secret would be in the log. */
function fields(json: string, what: string): Record<string, unknown> {
  try {
    return Object(JSON.parse(json)) as Record<string, unknown>;
  } catch {
    throw new Error(`${what} is not JSON`);
  }
}

async function call(service: string, region: string, target: string, input: object): Promise<Record<string, unknown>> {
  const url = endpointOf(service, region);
  const body = Buffer.from(JSON.stringify(input));
  const headers = { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': target };
  const connection = new HttpConnection(url);
  try {
    const all = { ...headers, ...signedHeaders({ service, region, url, method: 'POST', body, headers }) };
    const reply = await connection.send({ method: 'POST', path: url.pathname, headers: all, body, timeout: TIMEOUT });
    const answer = fields(reply.body.toString('utf8') || '{}', `what ${target} answered`);
    if (reply.status !== 200) throw new Error(`${target} answered ${reply.status} ${String(answer.__type ?? '').replace(/^.*#/, '')}`);
    return answer;
  } finally {
    connection.close();
  }
}

/** The variables by which the AWS SDKs are pointed elsewhere count here too, VPC endpoints and tests among them. */
function endpointOf(service: string, region: string): URL {
  const own = service === 'ssm' ? text('AWS_ENDPOINT_URL_SSM') : text('AWS_ENDPOINT_URL_SECRETS_MANAGER');
  const suffix = region.startsWith('cn-') ? 'amazonaws.com.cn' : 'amazonaws.com';
  return new URL(own ?? text('AWS_ENDPOINT_URL') ?? `https://${service}.${region}.${suffix}/`);
}

/** An ARN is read where it is; a name is a name of this region. */
function regionOf(id: string): string {
  return (id.startsWith('arn:') ? id.split(':')[3] : undefined) || text('AWS_REGION') || 'us-east-1';
}

function trimmed(value: unknown, name: string): string {
  if (typeof value === 'string' && value.trim()) return value.trim();
  throw new Error(`${name} has no text in it`);
}
