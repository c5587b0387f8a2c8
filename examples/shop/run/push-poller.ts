import { AwsApi } from './aws-api';
import { Carried } from './carried';
import { Fleet } from './fleet';
import { Poller, RETRY_MS } from './poller';
import { Push } from './wiring';

/** Lambda's queue of asynchronous calls: each event is tried three times, with one request id and the same trace header. */
const ATTEMPTS = 3;

/** Hands a function what a rule or topic pushes. */
export class PushPoller extends Poller {
  private readonly attempts = new Map<string, { made: number; requestId?: string }>();
  /** Events that were given up, as a dead-letter queue would have them. */
  public readonly givenUp: string[] = [];

  constructor(
    private readonly push: Push,
    private readonly inbox: string,
    private readonly world: { readonly api: AwsApi; readonly fleet: Fleet; readonly carried: Carried },
  ) {
    super([push.source]);
  }

  protected async poll(): Promise<boolean> {
    const { api, fleet, carried } = this.world;
    const { Messages: [message] = [] } = await api.call('sqs', 'ReceiveMessage', { QueueUrl: this.inbox, MaxNumberOfMessages: 1 });
    if (message === undefined) { return false; }
    const { MessageId, ReceiptHandle, Body } = message;
    const attempt = this.attempts.get(MessageId) ?? { made: 0, requestId: undefined };
    const { header: traceHeader, sender } = await carried.withContent(Body);
    const { status, requestId } = await fleet.invoke(this.push.fn, {
      kind: this.push.type, event: this.event(Body), traceHeader, senders: [sender], size: 1, requestId: attempt.requestId,
    });
    const made = attempt.made + 1;
    if (status !== 'success' && made < ATTEMPTS) {
      this.attempts.set(MessageId, { made, requestId });
      this.later(RETRY_MS, async () => { await api.call('sqs', 'ChangeMessageVisibility', { QueueUrl: this.inbox, ReceiptHandle, VisibilityTimeout: 0 }); });
      return true;
    }
    if (status !== 'success') { this.givenUp.push(Body); }
    this.attempts.delete(MessageId);
    await api.call('sqs', 'DeleteMessage', { QueueUrl: this.inbox, ReceiptHandle });
    return true;
  }

  private event(body: string): object {
    const content = JSON.parse(body);
    if (this.push.type === 'bus') { return content; }
    const { SigningCertURL, UnsubscribeURL, ...notification } = content;
    return {
      Records: [{
        EventSource: 'aws:sns', EventVersion: '1.0', EventSubscriptionArn: `${this.push.arn}:21be56ed-a058-49f5-8c98-aedd2564c486`,
        Sns: { Subject: null, MessageAttributes: {}, ...notification, SigningCertUrl: SigningCertURL, UnsubscribeUrl: UnsubscribeURL },
      }],
    };
  }
}
