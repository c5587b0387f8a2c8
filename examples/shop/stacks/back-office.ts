import { Stack, Stage } from 'aws-cdk-lib';
import { Rule, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import { Code, Function, Runtime } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';

/** For the shop's own people; deployed by itself, into whatever account and region is current. */
export class BackOffice extends Stage {
  constructor(scope: Construct, id: string) {
    super(scope, id);
    const stack = new Stack(this, 'Reports');

    const dailySales = new Function(stack, 'DailySales', {
      code: Code.fromInline([
        'import datetime',
        '',
        'def handler(event, context):',
        '    yesterday = datetime.date.today() - datetime.timedelta(days=1)',
        '    print("sales of", yesterday.isoformat())',
      ].join('\n')),
      handler: 'index.handler',
      runtime: Runtime.PYTHON_3_13,
    });
    new Rule(stack, 'EveryMorning', { schedule: Schedule.cron({ hour: '5', minute: '0' }), targets: [new LambdaFunction(dailySales)] });

    new Function(stack, 'Refund', {
      code: Code.fromInline('exports.handler = async ({ order, cents }) => ({ order, refunded: cents });'),
      handler: 'index.handler',
      runtime: Runtime.NODEJS_22_X,
    });
  }
}
