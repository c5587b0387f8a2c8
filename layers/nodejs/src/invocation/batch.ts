import { present, string } from './event';
import type { Carrier, Trigger } from './trigger';

/** Contexts are looked for in so many messages of a batch: as many as a span may have links. */
const MOST = 128;

/** One invocation for some messages of one destination. */
export function batch<T>(
  system: string, destination: string | undefined, messages: readonly T[], id: (message: T) => unknown, carrier: (message: T) => Carrier | undefined,
): Trigger {
  return {
    type: 'pubsub',
    messages: messages.slice(0, MOST).map(carrier).filter((one) => one !== undefined),
    attributes: present({
      'messaging.system': system,
      'messaging.operation.type': 'process',
      'messaging.operation.name': 'process',
      'messaging.destination.name': destination,
      'messaging.batch.message_count': messages.length > 1 ? messages.length : undefined,
      'messaging.message.id': messages.length === 1 ? string(id(messages[0])) : undefined,
    }),
  };
}
