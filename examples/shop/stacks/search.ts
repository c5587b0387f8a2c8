import { join } from 'path';
import { NestedStack, NestedStackProps } from 'aws-cdk-lib';
import { IEventBus, Rule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import { Code, Function, Runtime } from 'aws-cdk-lib/aws-lambda';
import { NodejsFunction } from 'aws-cdk-lib/aws-lambda-nodejs';
import type { Construct } from 'constructs';

export interface SearchProps extends NestedStackProps {
  readonly bus: IEventBus;
}

/** The search over products, in front of a search engine. */
export class Search extends NestedStack {
  public readonly query: Function;

  constructor(scope: Construct, id: string, props: SearchProps) {
    super(scope, id, props);
    const environment = { SEARCH_URL: 'https://search.example.com' };

    const indexer = new NodejsFunction(this, 'Indexer', {
      entry: join(__dirname, '../functions/search-indexer/handler.ts'),
      runtime: Runtime.NODEJS_22_X,
      bundling: { minify: true },
      environment,
    });
    new Rule(this, 'ProductChanged', {
      eventBus: props.bus,
      eventPattern: { source: ['shop.products'], detailType: ['ProductChanged'] },
      targets: [new LambdaFunction(indexer)],
    });

    this.query = new Function(this, 'Query', {
      code: Code.fromAsset(join(__dirname, '../functions/search-query')),
      handler: 'handler.handler',
      runtime: Runtime.PYTHON_3_13,
      environment,
    });
  }
}
