import { batch } from './batch';
import { brokerCarrier, kafkaCarrier } from './carriers';
import { objects, part, same, string, type Part } from './event';
import type { Trigger } from './trigger';

/** Kafka, ActiveMQ and RabbitMQ: an event source mapping groups their messages, a pipe gives them as they come. */
export function brokerTrigger(event: Part, records: readonly Part[]): Trigger | undefined {
  switch (string(event.eventSource) ?? string(records[0]?.eventSource)) {
    case 'aws:kafka':
    case 'SelfManagedKafka': {
      const all = records.length > 0 ? records : objects(Object.values(part(event.records) ?? {}).flat());
      const trigger = batch('kafka', same(all, ({ topic, eventSourceKey }) => string(topic) ?? string(eventSourceKey)?.replace(/-\d+$/, '')), all, () => undefined, kafkaCarrier);
      const [{ partition, offset }] = all.length === 1 ? all : [{}];
      if (typeof partition === 'number') trigger.attributes['messaging.destination.partition.id'] = String(partition);
      if (typeof offset === 'number') trigger.attributes['messaging.kafka.offset'] = offset;
      return trigger;
    }
    case 'aws:mq':
    case 'aws:amq': {
      const all = records.length > 0 ? records : objects(event.messages);
      return batch('activemq', same(all, ({ destination }) => string(part(destination)?.physicalName) ?? string(part(destination)?.physicalname)), all, ({ messageID }) => messageID, brokerCarrier);
    }
    case 'aws:rmq': {
      const queues = part(event.rmqMessagesByQueue) ?? {};
      const all = records.length > 0 ? records : objects(Object.values(queues).flat());
      const names = records.length > 0 ? records.map(({ eventSourceKey }) => string(eventSourceKey)) : Object.keys(queues);
      return batch('rabbitmq', same(names, (name) => name?.split('::', 1)[0]), all, ({ basicProperties }) => part(basicProperties)?.messageId, brokerCarrier);
    }
  }
  return undefined;
}
