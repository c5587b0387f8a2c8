import { builtin } from '../platform/builtins';
import { variables } from '../settings/environment';

export interface SignedRequest {
  readonly service: string;
  readonly region: string;
  readonly url: URL;
  readonly method: string;
  readonly body: Buffer;
  readonly headers?: Readonly<Record<string, string>>;
}

/** The headers of signature version 4 for a request of the function's role, content hash and token included. */
export function signedHeaders({ service, region, url, method, body, headers = {} }: SignedRequest): Record<string, string> {
  const { createHash, createHmac } = builtin<typeof import('node:crypto')>('node:crypto');
  const hash = (data: string | Buffer) => createHash('sha256').update(data).digest('hex');
  const hmac = (key: string | Buffer, data: string) => createHmac('sha256', key).update(data).digest();
  const { AWS_ACCESS_KEY_ID: id = '', AWS_SECRET_ACCESS_KEY: secret = '', AWS_SESSION_TOKEN: token } = variables;
  const time = new Date().toISOString().replace(/[-:]|\.\d{3}/g, '');
  const date = time.slice(0, 8);

  const own: Record<string, string> = { 'x-amz-date': time, 'x-amz-content-sha256': hash(body), ...(token && { 'x-amz-security-token': token }) };
  const signed: Record<string, string> = { host: url.host, ...headers, ...own };
  const names = Object.keys(signed).sort();
  const canonical = [
    method,
    url.pathname.split('/').map((piece) => encodeURIComponent(piece)).join('/'),
    [...url.searchParams].map(([key, value]) => `${encodeURIComponent(key)}=${encodeURIComponent(value)}`).sort().join('&'),
    ...names.map((name) => `${name}:${signed[name].trim()}`),
    '',
    names.join(';'),
    own['x-amz-content-sha256'],
  ].join('\n');

  const scope = `${date}/${region}/${service}/aws4_request`;
  const key = ['aws4_request', service, region, date].reduceRight<string | Buffer>((former, piece) => hmac(former, piece), `AWS4${secret}`);
  const signature = hmac(key, `AWS4-HMAC-SHA256\n${time}\n${scope}\n${hash(canonical)}`).toString('hex');
  return { ...own, authorization: `AWS4-HMAC-SHA256 Credential=${id}/${scope}, SignedHeaders=${names.join(';')}, Signature=${signature}` };
}
