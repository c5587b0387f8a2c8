import type { AwsCall, SeenRequest } from './aws-call';
import { s3Names } from './aws-operation';
import { detached } from '../platform/detached';
import type { Attributes } from '../trace/attributes';

/** Names of resources, each with its attribute; identifiers only, and only those the conventions have. */
const MEMBERS: Readonly<Record<string, readonly (readonly [member: string, attribute: string])[]>> = {
  'DynamoDB': [['TableName', 'aws.dynamodb.table_names']],
  'SQS': [['QueueUrl', 'aws.sqs.queue.url']],
  'SNS': [['TopicArn', 'aws.sns.topic.arn']],
  'Kinesis': [['StreamARN', 'aws.kinesis.stream_name'], ['StreamName', 'aws.kinesis.stream_name']],
  'SFN': [['stateMachineArn', 'aws.step_functions.state_machine.arn'], ['activityArn', 'aws.step_functions.activity.arn']],
  'Secrets Manager': [['SecretId', 'aws.secretsmanager.secret.arn']],
};

/** What SDKs write before or after the members above may be of any length. */
const FIRST = 16384;
const LAST = 2048;

/** What URL and headers say about the resource of a call. */
export function resourceOfRequest(call: AwsCall, request: Pick<SeenRequest, 'host' | 'path'>): Attributes {
  const [path] = request.path.split('?', 1);
  if (call.service === 'S3') {
    const { bucket } = s3Names(request.host, path);
    return bucket ? { 'aws.s3.bucket': bucket } : {};
  }
  if (call.service === 'Lambda') {
    const name = /^\/\d{4}-\d{2}-\d{2}\/functions\/([^/]+)/.exec(path)?.[1];
    if (!name) return {};
    const pieces = decodeURIComponent(name).split(':');
    // The name, or after `function:` in an ARN and in a part of one.
    const called: Attributes = { 'faas.invoked_name': pieces[pieces.indexOf('function') + 1] ?? '', 'faas.invoked_provider': 'aws' };
    if (call.region) called['faas.invoked_region'] = call.region;
    return called;
  }
  if (call.service === 'Bedrock Runtime') {
    const model = /^\/model\/([^/]+)\//.exec(path)?.[1];
    return model ? { 'gen_ai.request.model': decodeURIComponent(model) } : {};
  }
  return {};
}

/** What the body says: the operation of a query protocol, and names. Nothing else of it is read or kept. */
export function readBody(service: string, body: string | Uint8Array): { operation?: string; resource: Attributes } {
  // No value of ours has a backslash in it, so none is taken that begins in one part and ends in the other.
  const looked = body.length <= FIRST + LAST ? piece(body) : `${piece(body, 0, FIRST)}\\${piece(body, -LAST)}`;
  const form = looked.startsWith('{') ? undefined : new URLSearchParams(looked);
  const resource: Attributes = {};
  for (const [member, attribute] of MEMBERS[service] ?? []) {
    const values = form ? form.getAll(member) : Array.from(looked.matchAll(new RegExp(`"${member}"\\s*:\\s*"([^"\\\\]{1,2048})"`, 'g')), ([, value]) => value);
    const [value] = values;
    if (value && !value.includes('\\') && isMeant(attribute, value)) resource[attribute] = service === 'DynamoDB' ? [...new Set(values)].map(detached) : detached(named(attribute, value));
  }
  return { operation: form?.get('Action') ?? undefined, resource };
}

function piece(body: string | Uint8Array, from?: number, to?: number): string {
  return typeof body === 'string' ? body.slice(from, to) : Buffer.from(body.subarray(from, to)).toString('latin1');
}

/** What the conventions want the name of may be told by its ARN. */
function named(attribute: string, value: string): string {
  return attribute.endsWith('_name') ? value.slice(value.lastIndexOf('/') + 1) : value;
}

/** A secret may be named by its plain name, which is not what the attribute is for. */
function isMeant(attribute: string, value: string): boolean {
  return !attribute.endsWith('.arn') || value.startsWith('arn:');
}
