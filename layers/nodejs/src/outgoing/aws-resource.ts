import type { AwsCall, SeenRequest } from './aws-call';
import { s3Names } from './aws-operation';
import { detached } from '../platform/detached';
import type { Attributes } from '../trace/attributes';

/** Names of resources, each with its attribute; identifiers only, and only those the conventions have. */
const MEMBERS: Readonly<Record<string, readonly (readonly [member: string, attribute: string])[]>> = {
  'DynamoDB': [['TableName', 'aws.dynamodb.table_names']],
  'SQS': [['QueueUrl', 'aws.sqs.queue.url']],
  'SNS': [['TopicArn', 'aws.sns.topic.arn']],
  'Kinesis': [['StreamName', 'aws.kinesis.stream_name']],
  'SFN': [['stateMachineArn', 'aws.step_functions.state_machine.arn'], ['activityArn', 'aws.step_functions.activity.arn']],
  'Secrets Manager': [['SecretId', 'aws.secretsmanager.secret.arn']],
};

/** Far enough for the members above, which SDKs write first or nearly so. */
const LOOKED_AT = 16384;

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
export function readBody(service: string, body: string): { operation?: string; resource: Attributes } {
  const start = body.slice(0, LOOKED_AT);
  const form = start.startsWith('{') ? undefined : new URLSearchParams(start);
  const resource: Attributes = {};
  for (const [member, attribute] of MEMBERS[service] ?? []) {
    const values = form ? form.getAll(member) : Array.from(start.matchAll(new RegExp(`"${member}"\\s*:\\s*"([^"\\\\]{1,2048})"`, 'g')), ([, value]) => value);
    const [value] = values;
    if (value && isMeant(attribute, value)) resource[attribute] = service === 'DynamoDB' ? [...new Set(values)].map(detached) : detached(value);
  }
  return { operation: form?.get('Action') ?? undefined, resource };
}

/** A secret may be named by its plain name, which is not what the attribute is for. */
function isMeant(attribute: string, value: string): boolean {
  return !attribute.endsWith('.arn') || value.startsWith('arn:');
}
