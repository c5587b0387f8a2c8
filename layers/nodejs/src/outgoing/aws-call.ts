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

/** How a request is signed; its headers named here are never touched. */
export interface Signature {
  readonly service: string;
  readonly region?: string;
  /** In lower case, each between two semicolons. */
  readonly headers: string;
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
    return signature(/Credential=([^,\s]+)/.exec(authorization)?.[1] ?? '', /SignedHeaders=([^,\s]+)/.exec(authorization)?.[1]);
  }
  const question = request.path.indexOf('?');
  if (question < 0 || !request.path.includes('X-Amz-Signature=', question)) return undefined;
  const query = new URLSearchParams(request.path.slice(question + 1));
  return signature(query.get('X-Amz-Credential') ?? '', query.get('X-Amz-SignedHeaders') ?? undefined);
}

/** `key/date/region/service/aws4_request`; version 4a has no region in it. */
function signature(credential: string, headers: string | undefined): Signature {
  const scope = credential.split('/');
  const last = scope.length - 2;
  return { service: last >= 2 ? scope[last] : '', region: last >= 3 ? scope[last - 1] : undefined, headers: `;${headers ?? ''};`.toLowerCase() };
}

export function awsCallOf(request: SeenRequest, signed: Signature | undefined): AwsCall | undefined {
  if (!signed || NOT_AN_API.has(signed.service) || request.host.includes('.lambda-url.')) return undefined;
  const service = SERVICE_IDS[signed.service] ?? signed.service;
  const operation = operationOf(service, request);
  return { service, region: signed.region && detached(signed.region), operation: operation && detached(operation) };
}

/** SigV2's heirs and unsigned calls apart, these hosts are AWS's: a header of X-Ray's means something there. */
export function isAwsHost(host: string): boolean {
  return /\.(amazonaws\.com(\.cn)?|api\.aws|on\.aws)$/.test(host);
}
