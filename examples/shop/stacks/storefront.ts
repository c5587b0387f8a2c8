import { join } from 'path';
import { Duration, RemovalPolicy, Stack, StackProps } from 'aws-cdk-lib';
import { HttpApi, HttpMethod } from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { IEventBus } from 'aws-cdk-lib/aws-events';
import { Code, DockerImageCode, DockerImageFunction, Function, IFunction, LayerVersion, Runtime } from 'aws-cdk-lib/aws-lambda';
import { NodejsFunction, OutputFormat } from 'aws-cdk-lib/aws-lambda-nodejs';
import { Bucket, EventType } from 'aws-cdk-lib/aws-s3';
import { LambdaDestination } from 'aws-cdk-lib/aws-s3-notifications';
import { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { Search } from './search';
import { LambdaTracing } from 'cdk-lambda-tracing';

export interface StorefrontProps extends StackProps {
  readonly queue: IQueue;
  readonly bus: IEventBus;
}

/** What a customer's browser talks to. */
export class Storefront extends Stack {
  private readonly api: HttpApi;

  constructor(scope: Construct, id: string, props: StorefrontProps) {
    super(scope, id, props);
    this.api = new HttpApi(this, 'Api');

    // An ES module, with the AWS SDK in the bundle.
    const catalog = new NodejsFunction(this, 'Catalog', {
      entry: join(__dirname, '../functions/catalog/handler.ts'),
      runtime: Runtime.NODEJS_22_X,
      bundling: {
        format: OutputFormat.ESM,
        mainFields: ['module', 'main'],
        bundleAwsSDK: true,
        banner: 'import { createRequire } from \'module\';const require = createRequire(import.meta.url);',
      },
      environment: { BUS_NAME: props.bus.eventBusName },
    });
    props.bus.grantPutEventsTo(catalog);
    this.route(HttpMethod.GET, '/products', catalog);
    this.route(HttpMethod.GET, '/products/{id}', catalog);
    this.route(HttpMethod.PUT, '/products/{id}', catalog);

    // CommonJS, with the AWS SDK of Lambda's own runtime: NodejsFunction's defaults.
    const placeOrder = new NodejsFunction(this, 'PlaceOrder', {
      entry: join(__dirname, '../functions/place-order/handler.ts'),
      runtime: Runtime.NODEJS_24_X,
      environment: { ORDERS_QUEUE_URL: props.queue.queueUrl },
    });
    props.queue.grantSendMessages(placeOrder);
    this.route(HttpMethod.POST, '/orders', placeOrder);

    const basketTotal = new Function(this, 'BasketTotal', {
      code: Code.fromInline(`
        exports.handler = async ({ body }) => {
          const cents = JSON.parse(body).reduce((sum, { cents, quantity }) => sum + cents * quantity, 0);
          return { statusCode: 200, body: JSON.stringify({ cents }) };
        };`),
      handler: 'index.handler',
      runtime: Runtime.NODEJS_22_X,
    });
    this.route(HttpMethod.POST, '/basket/total', basketTotal);
    LambdaTracing.of(basketTotal).optOut('latency budget of 5 ms');

    this.route(HttpMethod.GET, '/recommendations/{id}', new DockerImageFunction(this, 'Recommendations', {
      code: DockerImageCode.fromImageAsset(join(__dirname, '../functions/recommendations')),
    }));

    const search = new Search(this, 'Search', { bus: props.bus });
    this.route(HttpMethod.GET, '/search', search.query);

    this.addPictures();
  }

  /** The bucket's notifications and its emptying bring two functions of the CDK's own. */
  private addPictures() {
    const pictures = new Bucket(this, 'Pictures', { removalPolicy: RemovalPolicy.DESTROY, autoDeleteObjects: true });
    const layers = ['imaging:9', 'fonts:2', 'colour-profiles:1', 'watermark:4', 'settings:17']
      .map((layer) => LayerVersion.fromLayerVersionArn(this, `Layer-${layer.split(':')[0]}`, `arn:aws:lambda:eu-central-1:111122223333:layer:${layer}`));
    const thumbnails = new Function(this, 'Thumbnails', {
      code: Code.fromAsset(join(__dirname, '../functions/thumbnails')),
      handler: 'handler.handler',
      runtime: Runtime.PYTHON_3_13,
      memorySize: 1024,
      timeout: Duration.seconds(30),
      layers,
    });
    pictures.grantReadWrite(thumbnails);
    pictures.addEventNotification(EventType.OBJECT_CREATED, new LambdaDestination(thumbnails), { prefix: 'originals/' });
  }

  private route(method: HttpMethod, path: string, handler: IFunction) {
    this.api.addRoutes({ path, methods: [method], integration: new HttpLambdaIntegration(handler.node.id, handler) });
  }
}
