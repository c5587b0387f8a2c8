import { join } from 'path';
import { Duration, Stack, StackProps } from 'aws-cdk-lib';
import { AttributeType, BillingMode, Table } from 'aws-cdk-lib/aws-dynamodb';
import { IEventBus, Rule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Architecture, Code, Function, IFunction, LayerVersion, Runtime } from 'aws-cdk-lib/aws-lambda';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import { NodejsFunction } from 'aws-cdk-lib/aws-lambda-nodejs';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';

export interface FulfilmentProps extends StackProps {
  readonly bus: IEventBus;
}

/** Everything that happens once an order is placed; each function hears of it from the bus. */
export class Fulfilment extends Stack {
  constructor(scope: Construct, id: string, props: FulfilmentProps) {
    super(scope, id, props);
    this.addEmails(props.bus);

    const stock = new Table(this, 'StockTable', { partitionKey: { name: 'id', type: AttributeType.STRING }, billingMode: BillingMode.PAY_PER_REQUEST });
    const takeFromStock = new Function(this, 'Stock', {
      code: Code.fromAsset(join(__dirname, '../functions/stock')),
      handler: 'handler.handler',
      runtime: Runtime.PYTHON_3_13,
      environment: { STOCK_TABLE: stock.tableName },
    });
    stock.grantWriteData(takeFromStock);

    // Built by other pipelines, which leave their artefacts in a bucket.
    const artefacts = Bucket.fromBucketName(this, 'Artefacts', 'shop-artefacts');
    const invoice = new Function(this, 'Invoice', {
      code: Code.fromBucket(artefacts, 'invoice/4.2.0.jar'),
      handler: 'com.example.shop.Invoice::handleRequest',
      runtime: Runtime.JAVA_21,
      memorySize: 1024,
      timeout: Duration.seconds(30),
    });
    const vat = new Function(this, 'Vat', {
      code: Code.fromBucket(artefacts, 'vat/2.0.1.zip'),
      handler: 'Shop.Vat::Shop.Vat.Function::Handle',
      runtime: Runtime.DOTNET_10,
      memorySize: 512,
    });
    const shipping = new Function(this, 'Shipping', {
      code: Code.fromBucket(artefacts, 'shipping/1.9.3.zip'),
      handler: 'bootstrap', // written in Go
      runtime: Runtime.PROVIDED_AL2023,
      architecture: Architecture.ARM_64,
    });

    // The vendor of the forms starts the runtime through a script of its own.
    const customsForms = new Function(this, 'CustomsForms', {
      code: Code.fromInline('from formsvendor import handler'),
      handler: 'index.handler',
      runtime: Runtime.PYTHON_3_13,
      layers: [LayerVersion.fromLayerVersionArn(this, 'Forms', 'arn:aws:lambda:eu-central-1:444455556666:layer:forms:3')],
      environment: { AWS_LAMBDA_EXEC_WRAPPER: '/opt/forms/start' },
    });

    this.onOrderPlaced(props.bus, [takeFromStock, invoice, vat, shipping, customsForms]);
  }

  private addEmails(bus: IEventBus) {
    const queue = new Queue(this, 'EmailsQueue');
    const confirmOrder = new NodejsFunction(this, 'ConfirmOrder', {
      entry: join(__dirname, '../functions/confirm-order/handler.ts'),
      runtime: Runtime.NODEJS_24_X,
      environment: { EMAILS_QUEUE_URL: queue.queueUrl },
    });
    queue.grantSendMessages(confirmOrder);
    this.onOrderPlaced(bus, [confirmOrder]);

    const emails = new Function(this, 'Emails', {
      code: Code.fromAsset(join(__dirname, '../functions/emails')),
      handler: 'handler.handler',
      runtime: Runtime.RUBY_3_4,
      environment: { SENDER: 'orders@example.com' },
    });
    emails.addEventSource(new SqsEventSource(queue));
    emails.addToRolePolicy(new PolicyStatement({ actions: ['ses:SendEmail'], resources: [this.formatArn({ service: 'ses', resource: 'identity', resourceName: 'example.com' })] }));
  }

  private onOrderPlaced(bus: IEventBus, functions: IFunction[]) {
    for (const fn of functions) {
      new Rule(this, `OrderPlacedFor${fn.node.id}`, {
        eventBus: bus,
        eventPattern: { source: ['shop.orders'], detailType: ['OrderPlaced'] },
        targets: [new LambdaFunction(fn)],
      });
    }
  }
}
