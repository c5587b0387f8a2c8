import { part, present, string, type Part } from './event';
import type { Trigger } from './trigger';

/** S3 notifications and DynamoDB streams: what happened to which collection, never the document. */
export function documentTrigger(event: Part): Trigger | undefined {
  const record = Array.isArray(event.Records) ? part(event.Records[0]) : undefined;
  if (record?.eventSource === 'aws:s3') {
    const s3 = part(record.s3);
    const name = string(record.eventName) ?? '';
    return {
      type: 'datasource',
      attributes: present<string>({
        'faas.document.collection': string(part(s3?.bucket)?.name),
        'faas.document.operation': name.startsWith('ObjectRemoved') ? 'delete' : 'insert',
        'faas.document.time': string(record.eventTime),
        'faas.document.name': string(part(s3?.object)?.key),
      }),
    };
  }
  if (record?.eventSource !== 'aws:dynamodb') return undefined;
  const time = part(record.dynamodb)?.ApproximateCreationDateTime;
  return {
    type: 'datasource',
    attributes: present<string>({
      'faas.document.collection': string(record.eventSourceARN)?.split('/')[1],
      'faas.document.operation': { INSERT: 'insert', MODIFY: 'edit', REMOVE: 'delete' }[string(record.eventName) ?? ''],
      'faas.document.time': typeof time === 'number' ? new Date(time * 1000).toISOString() : undefined,
    }),
  };
}
