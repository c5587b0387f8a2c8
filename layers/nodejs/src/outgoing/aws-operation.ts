import type { SeenRequest } from './aws-call';

type Rule = readonly [method: string, path: RegExp, operation: string];

/** REST services whose operation is in method and path only; the ones functions call most. */
const RULES: Readonly<Record<string, readonly Rule[]>> = {
  'Lambda': [
    ['POST', /^\/2015-03-31\/functions\/[^/]+\/invocations$/, 'Invoke'],
    ['POST', /^\/2014-11-13\/functions\/[^/]+\/invoke-async\/?$/, 'InvokeAsync'],
    ['POST', /^\/2021-11-15\/functions\/[^/]+\/response-streaming-invocations$/, 'InvokeWithResponseStream'],
    ['GET', /^\/2015-03-31\/functions\/[^/]+$/, 'GetFunction'],
  ],
  'Bedrock Runtime': [
    ['POST', /^\/model\/[^/]+\/invoke$/, 'InvokeModel'],
    ['POST', /^\/model\/[^/]+\/invoke-with-response-stream$/, 'InvokeModelWithResponseStream'],
    ['POST', /^\/model\/[^/]+\/converse$/, 'Converse'],
    ['POST', /^\/model\/[^/]+\/converse-stream$/, 'ConverseStream'],
  ],
  'RDS Data': [
    ['POST', /^\/Execute$/, 'ExecuteStatement'],
    ['POST', /^\/BatchExecute$/, 'BatchExecuteStatement'],
    ['POST', /^\/BeginTransaction$/, 'BeginTransaction'],
    ['POST', /^\/CommitTransaction$/, 'CommitTransaction'],
    ['POST', /^\/RollbackTransaction$/, 'RollbackTransaction'],
  ],
  'SESv2': [['POST', /^\/v2\/email\/outbound-emails$/, 'SendEmail']],
  'Scheduler': [['POST', /^\/schedules\/[^/]+$/, 'CreateSchedule']],
  'IoT Data Plane': [['POST', /^\/topics\/.+$/, 'Publish']],
};

const OBJECT: Readonly<Record<string, string>> = { GET: 'GetObject', HEAD: 'HeadObject', PUT: 'PutObject', DELETE: 'DeleteObject' };
const BUCKET: Readonly<Record<string, string>> = { GET: 'ListObjects', HEAD: 'HeadBucket', PUT: 'CreateBucket', DELETE: 'DeleteBucket' };

/** Parameters of S3 that may be empty, or make operations named below. */
const PLAIN: ReadonlySet<string> = new Set(['uploads', 'delete', 'prefix', 'delimiter', 'marker', 'continuation-token', 'start-after', 'encoding-type']);

/** The operation, as far as method, path, query and headers say it; of query protocols the body says it. */
export function operationOf(service: string, request: SeenRequest): string | undefined {
  const target = request.header('x-amz-target');
  if (target) return target.slice(target.lastIndexOf('.') + 1);
  const [path, queryText = ''] = request.path.split('?', 2);
  const cbor = /^\/service\/[^/]+\/operation\/([^/]+)$/.exec(path);
  if (cbor) return cbor[1];
  const query = new URLSearchParams(queryText);
  const named = query.get('x-id') ?? query.get('Action');
  if (named) return named;
  if (service === 'S3') return s3Operation(request, path, query);
  return RULES[service]?.find(([method, form]) => method === request.method && form.test(path))?.[2];
}

function s3Operation(request: SeenRequest, path: string, query: URLSearchParams): string | undefined {
  const { bucket, key } = s3Names(request.host, path);
  // `?tagging`, `?policy` and so on make another operation of it; none is better than a wrong one.
  for (const [name, value] of query) if (value === '' && !PLAIN.has(name)) return undefined;
  if (!bucket) return request.method === 'GET' ? 'ListBuckets' : undefined;
  if (key) {
    if (query.has('uploadId')) return { PUT: 'UploadPart', POST: 'CompleteMultipartUpload', DELETE: 'AbortMultipartUpload', GET: 'ListParts' }[request.method];
    if (query.has('uploads')) return request.method === 'POST' ? 'CreateMultipartUpload' : undefined;
    if (request.method === 'PUT' && request.header('x-amz-copy-source')) return 'CopyObject';
    return OBJECT[request.method];
  }
  if (query.has('uploads')) return request.method === 'GET' ? 'ListMultipartUploads' : undefined;
  if (query.has('list-type')) return 'ListObjectsV2';
  if (query.has('delete')) return 'DeleteObjects';
  return BUCKET[request.method];
}

/** `bucket.s3.eu-west-1.amazonaws.com/key` or `s3.eu-west-1.amazonaws.com/bucket/key`. */
export function s3Names(host: string, path: string): { bucket?: string; key?: string } {
  const virtual = /^(.+)\.s3(?:express-[^.]+|-[^.]+)?(?:\.dualstack)?(?:\.[^.]+)?\.amazonaws\.com(?:\.cn)?$/.exec(host);
  if (virtual) return { bucket: virtual[1], key: path.slice(1) || undefined };
  const [bucket, ...key] = path.slice(1).split('/');
  return { bucket: bucket || undefined, key: key.join('/') || undefined };
}
