import { request } from 'http';

/** An answer of an AWS API. */
export interface ApiAnswer {
  readonly status: number;
  readonly headers: NodeJS.Dict<string | string[]>;
  readonly body: Buffer;
}

const SERVICES = {
  sqs: { target: 'AmazonSQS', version: '1.0' },
  events: { target: 'AWSEvents', version: '1.1' },
  kinesis: { target: 'Kinesis_20131202', version: '1.1' },
  dynamodb: { target: 'DynamoDB_20120810', version: '1.0' },
  streams: { target: 'DynamoDBStreams_20120810', version: '1.0', scope: 'dynamodb' },
} as const;

/** The AWS API at an address of this machine, as the control plane uses it: moto looks at the scope of a signature, never at the signature. */
export class AwsApi {
  constructor(private readonly port: number, private readonly region: string) {}

  /** A request to a service that speaks JSON. */
  public async call(service: keyof typeof SERVICES, operation: string, input: object): Promise<any> {
    const { target, version, ...rest } = SERVICES[service];
    const { status, body } = await send(this.port, {
      'authorization': this.authorization('scope' in rest ? rest.scope : service),
      'content-type': `application/x-amz-json-${version}`,
      'x-amz-target': `${target}.${operation}`,
    }, JSON.stringify(input));
    if (status !== 200) { throw new Error(`${service}.${operation}: ${status} ${body.toString()}`); }
    return JSON.parse(body.toString() || '{}');
  }

  /** A request to SNS, which speaks forms and XML. */
  public async sns(operation: string, input: Record<string, string>): Promise<string> {
    const form = new URLSearchParams({ Action: operation, Version: '2010-03-31', ...input }).toString();
    const { status, body } = await send(this.port, { 'authorization': this.authorization('sns'), 'content-type': 'application/x-www-form-urlencoded' }, form);
    if (status !== 200) { throw new Error(`sns.${operation}: ${status} ${body.toString()}`); }
    return body.toString();
  }

  private authorization(service: string): string {
    return `AWS4-HMAC-SHA256 Credential=SHOPRUNNER/20260101/${this.region}/${service}/aws4_request, SignedHeaders=host, Signature=0`;
  }
}

/** POST to this machine. */
export function send(port: number, headers: Record<string, string | string[]>, body: string | Buffer, path = '/'): Promise<ApiAnswer> {
  return new Promise((resolve, reject) => {
    const sent = request({ host: '127.0.0.1', port, path, method: 'POST', headers: { ...headers, 'content-length': Buffer.byteLength(body) } }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => resolve({ status: response.statusCode!, headers: response.headers, body: Buffer.concat(chunks) }));
      response.on('error', reject);
    });
    sent.on('error', reject);
    sent.end(body);
  });
}
