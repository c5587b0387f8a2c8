import { operationOf } from './aws-operation';
import { NOT_AN_API, SERVICE_IDS } from './aws-services';
import { detached } from '../platform/detached';

/** What of an outgoing request can be seen without reading its body. */
export interface SeenRequest {
  readonly method: string;
  readonly host: string;
  /** With the query. */
  readonly path: string;
  header(name: string): string | undefined;
}

/** How a request is signed. */
export interface Signature {
  readonly service: string;
  readonly region?: string;
  /** Whether X-Ray's header is, which then must not be touched. */
  readonly coversTrace: boolean;
}

/** An AWS API call, recognised from the request itself: bundled or not, whatever the SDK. */
export interface AwsCall {
  readonly service: string;
  readonly operation?: string;
  readonly region?: string;
}

/** Signature version 4 or 4a, in the `Authorization` header or in the query of a presigned URL. */
export function signatureOf(request: SeenRequest): Signature | undefined {
  const authorization = request.header('authorization');
  if (authorization?.startsWith('AWS4-')) {
    return signature(CREDENTIAL.exec(authorization)?.[1], () => SIGNED.exec(authorization)?.[1], authorization);
  }
  const question = request.path.indexOf('?');
  if (question < 0 || !request.path.includes('X-Amz-Signature=', question)) return undefined;
  const query = new URLSearchParams(request.path.slice(question + 1));
  return signature(query.get('X-Amz-Credential') ?? undefined, () => query.get('X-Amz-SignedHeaders') ?? undefined, request.path);
}

const CREDENTIAL = /Credential=([^,\s]+)/;
const SIGNED = /SignedHeaders=([^,\s]+)/;

/** `key/date/region/service/aws4_request`; version 4a has no region in it. Which headers are signed is asked where one can be X-Ray's. */
function signature(credential: string | undefined, headers: () => string | undefined, whole: string): Signature {
  const scope = credential?.split('/') ?? [];
  const last = scope.length - 2;
  const coversTrace = /x-amzn-trace-id/i.test(whole) && (headers() ?? '').toLowerCase().split(';').includes('x-amzn-trace-id');
  return { service: last >= 2 ? scope[last] : '', region: last >= 3 ? scope[last - 1] : undefined, coversTrace };
}

/** The service that a signed request calls; nothing where it is somebody's own interface. */
export function awsServiceOf(request: SeenRequest, signed: Signature | undefined): string | undefined {
  if (!signed || NOT_AN_API.has(signed.service) || request.host.includes('.lambda-url.')) return undefined;
  const service = SERVICE_IDS[signed.service] ?? signed.service;
  // Two that are signed by the name of another.
  if (service === 'DynamoDB' && request.header('x-amz-target')?.startsWith('DynamoDBStreams_')) return 'DynamoDB Streams';
  return service === 'SES' && request.path.startsWith('/v2/') ? 'SESv2' : service;
}

export function awsCallOf(request: SeenRequest, service: string, region: string | undefined): AwsCall {
  const operation = operationOf(service, request);
  return { service, region: region && detached(region), operation: operation && detached(operation) };
}
