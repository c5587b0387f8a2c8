import { join } from 'path';
import { Duration, Stack, StackProps } from 'aws-cdk-lib';
import { EventBus, IEventBus, Rule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import { Function, Runtime } from 'aws-cdk-lib/aws-lambda';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import { NodejsFunction } from 'aws-cdk-lib/aws-lambda-nodejs';
import { IQueue, Queue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { LambdaTracing } from 'cdk-lambda-tracing';

/** Takes orders from a queue, has them paid, and says on a bus that they are placed. */
export class Orders extends Stack {
  public readonly queue: IQueue;
  public readonly bus: IEventBus;

  constructor(scope: Construct, id: string, props: StackProps) {
    super(scope, id, props);
    this.queue = new Queue(this, 'Queue', { visibilityTimeout: Duration.minutes(3) });
    this.bus = new EventBus(this, 'Bus');

    const worker = new NodejsFunction(this, 'OrderWorker', {
      entry: join(__dirname, '../functions/order-worker/handler.ts'),
      runtime: Runtime.NODEJS_22_X,
      timeout: Duration.seconds(30),
      environment: { BUS_NAME: this.bus.eventBusName, PAYMENTS_URL: 'https://payments.example.com' },
    });
    worker.addEventSource(new SqsEventSource(this.queue, { reportBatchItemFailures: true }));
    this.bus.grantPutEventsTo(worker);
    // Whoever hears of an order may read a member more, and is below its sender then, not beside it.
    LambdaTracing.of(worker).configure({ environment: { LAMBDA_TRACING_MESSAGE_CONTEXT: 'all' } });

    // Belongs to another team's app.
    const fraudCheck = Function.fromFunctionArn(this, 'FraudCheck', 'arn:aws:lambda:eu-central-1:111122223333:function:fraud-check');
    new Rule(this, 'CheckForFraud', {
      eventBus: this.bus,
      eventPattern: { source: ['shop.orders'], detailType: ['OrderPlaced'] },
      targets: [new LambdaFunction(fraudCheck)],
    });
  }
}
