import { part, present, same, string, type Part } from './event';
import type { Trigger } from './trigger';
import type { Attributes } from '../trace/attributes';

/** S3, DynamoDB streams and DocumentDB: what happened to which collection, never the document. */
export function documentTrigger(event: Part, records: readonly Part[]): Trigger | undefined {
  switch (records[0]?.eventSource ?? event.eventSource) {
    case 'aws:s3': {
      const s3 = part(records[0].s3);
      const name = records.length === 1 ? string(part(s3?.object)?.key) : undefined;
      return changes(records, string(part(s3?.bucket)?.name), ({ eventName }) => s3Operation(string(eventName) ?? ''), records[0].eventTime, name && decoded(name));
    }
    case 'aws:dynamodb':
      return changes(records, string(records[0].eventSourceARN)?.split('/')[1],
        ({ eventName }) => ({ INSERT: 'insert', MODIFY: 'edit', REMOVE: 'delete' })[string(eventName) ?? ''],
        instant(part(records[0].dynamodb)?.ApproximateCreationDateTime));
    case 'aws:docdb': {
      const all = (Array.isArray(event.events) ? event.events : records).map((item) => part(part(item)?.event) ?? part(item) ?? {});
      const space = part(all[0]?.ns);
      return changes(all, string(space?.coll) ?? string(space?.db),
        ({ operationType }) => ({ insert: 'insert', update: 'edit', replace: 'edit', delete: 'delete' })[string(operationType) ?? ''],
        instant(part(part(all[0]?.clusterTime)?.$timestamp)?.t));
    }
  }
  return undefined;
}

export function documentAttributes(collection: unknown, operation: string | undefined, time: unknown, name?: unknown): Attributes {
  return present<string>({
    'faas.document.collection': string(collection),
    'faas.document.operation': operation,
    'faas.document.time': string(time),
    'faas.document.name': string(name),
  });
}

function changes(records: readonly Part[], collection: string | undefined, operation: (record: Part) => string | undefined, time: unknown, name?: string): Trigger {
  return { type: 'datasource', attributes: documentAttributes(collection, same(records, operation), time, name) };
}

/** `ObjectCreated:Put`, `ObjectRemoved:Delete`, `LifecycleExpiration:Delete`; a tag, an ACL or a restored copy is an edit. */
function s3Operation(name: string): string | undefined {
  if (/^(ObjectRemoved|LifecycleExpiration)/.test(name)) return 'delete';
  return name.startsWith('ObjectCreated') ? 'insert' : name && 'edit';
}

/** Keys in S3's notifications are encoded like a form. */
function decoded(key: string): string {
  try {
    return decodeURIComponent(key.replaceAll('+', ' '));
  } catch {
    return key;
  }
}

function instant(seconds: unknown): string | undefined {
  const date = new Date(typeof seconds === 'number' ? seconds * 1000 : NaN);
  return Number.isNaN(date.getTime()) ? undefined : date.toISOString();
}
