import { join } from 'path';
import { Duration, Stack, StackProps } from 'aws-cdk-lib';
import { AttributeType, BillingMode, StreamViewType, Table } from 'aws-cdk-lib/aws-dynamodb';
import { IEventBus, Rule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import { Stream } from 'aws-cdk-lib/aws-kinesis';
import { Runtime, StartingPosition } from 'aws-cdk-lib/aws-lambda';
import { DynamoEventSource, KinesisEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import { NodejsFunction } from 'aws-cdk-lib/aws-lambda-nodejs';
import type { Construct } from 'constructs';
import { LambdaTracing } from 'cdk-lambda-tracing';

export interface LedgerProps extends StackProps {
  readonly bus: IEventBus;
}

/** The books: a table whose changes are audited, and a stream of sales. */
export class Ledger extends Stack {
  constructor(scope: Construct, id: string, props: LedgerProps) {
    super(scope, id, props);
    const table = new Table(this, 'Table', {
      partitionKey: { name: 'order', type: AttributeType.STRING },
      billingMode: BillingMode.PAY_PER_REQUEST,
      stream: StreamViewType.NEW_IMAGE,
    });
    const sales = new Stream(this, 'Sales', { shardCount: 1 });

    const bookOrder = this.function('BookOrder', 'book-order', Runtime.NODEJS_24_X, { LEDGER_TABLE: table.tableName, SALES_STREAM: sales.streamName });
    table.grantWriteData(bookOrder);
    sales.grantWrite(bookOrder);
    // Kinesis carries no header: whoever reads the sales expects a member more.
    LambdaTracing.of(bookOrder).configure({ environment: { LAMBDA_TRACING_MESSAGE_CONTEXT: 'all' } });
    new Rule(this, 'OrderPlaced', {
      eventBus: props.bus,
      eventPattern: { source: ['shop.orders'], detailType: ['OrderPlaced'] },
      targets: [new LambdaFunction(bookOrder)],
    });

    this.function('CloseBooks', 'close-books', Runtime.NODEJS_22_X, { AUDIT_URL: 'https://audit.example.com' })
      .addEventSource(new DynamoEventSource(table, { startingPosition: StartingPosition.TRIM_HORIZON, batchSize: 10, retryAttempts: 10 }));
    this.function('SalesFigures', 'sales-figures', Runtime.NODEJS_24_X, { FIGURES_URL: 'https://figures.example.com' })
      .addEventSource(new KinesisEventSource(sales, { startingPosition: StartingPosition.TRIM_HORIZON, batchSize: 10, reportBatchItemFailures: true }));
  }

  private function(id: string, folder: string, runtime: Runtime, environment: Record<string, string>): NodejsFunction {
    return new NodejsFunction(this, id, { entry: join(__dirname, `../functions/${folder}/handler.ts`), runtime, timeout: Duration.seconds(10), environment });
  }
}
