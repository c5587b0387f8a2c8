import { join } from 'path';
import { Duration, Stack, StackProps } from 'aws-cdk-lib';
import { IEventBus, Rule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import { Runtime } from 'aws-cdk-lib/aws-lambda';
import { SnsEventSource, SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import { NodejsFunction } from 'aws-cdk-lib/aws-lambda-nodejs';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { SqsSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';

export interface ParcelsProps extends StackProps {
  readonly bus: IEventBus;
}

/** From a placed order to its parcel: a carrier, and a topic that tells who wants to know. */
export class Parcels extends Stack {
  constructor(scope: Construct, id: string, props: ParcelsProps) {
    super(scope, id, props);
    const announced = new Topic(this, 'Announced');
    const carrier = { CARRIER_URL: 'https://carrier.example.com' };

    const packParcel = this.function('PackParcel', 'pack-parcel', Runtime.NODEJS_22_X, { ...carrier, PARCELS_TOPIC_ARN: announced.topicArn });
    announced.grantPublish(packParcel);
    new Rule(this, 'OrderPlaced', {
      eventBus: props.bus,
      eventPattern: { source: ['shop.orders'], detailType: ['OrderPlaced'] },
      targets: [new LambdaFunction(packParcel)],
    });

    const toTrack = new Queue(this, 'ToTrack', { visibilityTimeout: Duration.minutes(1) });
    announced.addSubscription(new SqsSubscription(toTrack));
    this.function('TrackParcel', 'track-parcel', Runtime.NODEJS_24_X, carrier)
      .addEventSource(new SqsEventSource(toTrack, { batchSize: 5, reportBatchItemFailures: true }));

    this.function('TextCustomer', 'text-customer', Runtime.NODEJS_22_X, { TEXTS_URL: 'https://texts.example.com' })
      .addEventSource(new SnsEventSource(announced));
  }

  private function(id: string, folder: string, runtime: Runtime, environment: Record<string, string>): NodejsFunction {
    return new NodejsFunction(this, id, { entry: join(__dirname, `../functions/${folder}/handler.ts`), runtime, timeout: Duration.seconds(10), environment });
  }
}
