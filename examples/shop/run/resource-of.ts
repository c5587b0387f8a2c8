import { AwsRequest } from './aws-front';

/** The ARN of what a request is about, in the account and region of the function that makes it. */
export function resourceOf({ service, input }: AwsRequest, fnArn: string): string {
  const [region, account] = fnArn.split(':').slice(3, 5);
  const arn = (resource: string) => `arn:aws:${service}:${region}:${account}:${resource}`;
  switch (service) {
    case 'sqs': return arn(last(input.QueueUrl));
    case 'sns': return input.TopicArn;
    case 'events': return arn(`event-bus/${last(input.Entries[0].EventBusName ?? 'default')}`);
    case 'dynamodb': return arn(`table/${last(input.TableName)}`);
    case 'kinesis': return input.StreamARN ?? arn(`stream/${input.StreamName}`);
    default: return '*';
  }
}

/** Whom it concerns when a request was answered: the names that pollers hear. */
export function rungBy({ service, input }: AwsRequest): string[] {
  switch (service) {
    case 'sqs': return [input.QueueUrl];
    case 'sns': return [input.TopicArn];
    case 'events': return input.Entries.map(({ EventBusName }: any) => last(EventBusName ?? 'default'));
    case 'dynamodb': return [last(input.TableName)];
    case 'kinesis': return [input.StreamName ?? last(input.StreamARN)];
    default: return [];
  }
}

function last(nameOrArn: string): string {
  return String(nameOrArn).split('/').pop()!;
}
