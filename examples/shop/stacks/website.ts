import { Stack, StackProps } from 'aws-cdk-lib';
import { Distribution, experimental, LambdaEdgeEventType } from 'aws-cdk-lib/aws-cloudfront';
import { HttpOrigin } from 'aws-cdk-lib/aws-cloudfront-origins';
import { Code, Runtime } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';

/** The pages, with a function at the edge that sends visitors to their language. */
export class Website extends Stack {
  constructor(scope: Construct, id: string, props: StackProps) {
    super(scope, id, props);
    const language = new experimental.EdgeFunction(this, 'Language', {
      code: Code.fromInline(`
        exports.handler = async ({ Records: [{ cf: { request } }] }) => {
          const [{ value = 'en' } = {}] = request.headers['accept-language'] ?? [];
          return { ...request, uri: '/' + value.slice(0, 2) + request.uri };
        };`),
      handler: 'index.handler',
      runtime: Runtime.NODEJS_22_X,
    });
    new Distribution(this, 'Cdn', {
      defaultBehavior: {
        origin: new HttpOrigin('pages.example.com'),
        edgeLambdas: [{ functionVersion: language.currentVersion, eventType: LambdaEdgeEventType.VIEWER_REQUEST }],
      },
    });
  }
}
