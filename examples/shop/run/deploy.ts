import { AwsApi } from './aws-api';
import { Deployment } from './names';
import { Located, resourcesOf } from './template';
import { Push } from './wiring';

/** What a template may hold and `moto` keeps: properties that play no part in how messages go are left out. */
export async function deploy(deployment: Deployment, api: AwsApi): Promise<void> {
  const { templates } = deployment;
  const each = async (type: string, create: (name: string, properties: any, located: Located) => Promise<void>): Promise<void> => {
    for (const located of resourcesOf(templates, type)) {
      await create(deployment.ref(located).split(/[/:]/).pop()!, deployment.resolve(located.properties, located.template), located);
    }
  };
  await each('AWS::SQS::Queue', async (QueueName, { VisibilityTimeout = 30 }) => {
    await api.call('sqs', 'CreateQueue', { QueueName, Attributes: { VisibilityTimeout: String(VisibilityTimeout) } });
  });
  await each('AWS::SNS::Topic', async (Name) => { await api.sns('CreateTopic', { Name }); });
  await each('AWS::Events::EventBus', async (Name) => { await api.call('events', 'CreateEventBus', { Name }); });
  await each('AWS::Kinesis::Stream', async (StreamName, { ShardCount = 1 }) => { await api.call('kinesis', 'CreateStream', { StreamName, ShardCount }); });
  await each('AWS::DynamoDB::Table', async (TableName, { KeySchema, AttributeDefinitions, StreamSpecification }, located) => {
    const { TableDescription } = await api.call('dynamodb', 'CreateTable', {
      TableName, KeySchema, AttributeDefinitions, BillingMode: 'PAY_PER_REQUEST',
      ...(StreamSpecification === undefined ? {} : { StreamSpecification: { StreamEnabled: true, ...StreamSpecification } }),
    });
    if (StreamSpecification !== undefined) { deployment.tell(located, 'StreamArn', TableDescription.LatestStreamArn); }
  });
  await each('AWS::SNS::Subscription', async (_, { TopicArn, Protocol, Endpoint, RawMessageDelivery = false }) => {
    if (Protocol === 'sqs') {
      await api.sns('Subscribe', { TopicArn, Protocol, Endpoint, ...(RawMessageDelivery ? { 'Attributes.entry.1.key': 'RawMessageDelivery', 'Attributes.entry.1.value': 'true' } : {}) });
    }
  });
  await each('AWS::Events::Rule', async (Name, { EventBusName, EventPattern, State, Targets }) => {
    if (EventPattern === undefined) { return; }
    await api.call('events', 'PutRule', { Name, EventBusName, State, EventPattern: JSON.stringify(EventPattern) });
    const queues = Targets.filter(({ Arn }: any) => String(Arn).split(':')[2] === 'sqs');
    if (queues.length > 0) { await api.call('events', 'PutTargets', { Rule: Name, EventBusName, Targets: queues }); }
  });
}

/**
 * A queue in which what a rule or topic pushes to a function waits until Lambda has it: moto decides by pattern and subscription
 * what goes there, as it does for any queue. Its URL.
 */
export async function inboxFor({ fn, type, arn, source }: Push, api: AwsApi): Promise<string> {
  const QueueName = `inbox-${type}-${fn.name}`;
  const { QueueUrl } = await api.call('sqs', 'CreateQueue', { QueueName, Attributes: { VisibilityTimeout: '43200' } });
  const queueArn = [...fn.arn.split(':').slice(0, 5), QueueName].join(':').replace(':lambda:', ':sqs:');
  if (type === 'topic') {
    await api.sns('Subscribe', { TopicArn: arn, Protocol: 'sqs', Endpoint: queueArn });
  } else {
    await api.call('events', 'PutTargets', { Rule: arn.split('/').pop(), EventBusName: source, Targets: [{ Id: QueueName, Arn: queueArn }] });
  }
  return QueueUrl;
}
