import { join } from 'path';
import { Stack, StackProps } from 'aws-cdk-lib';
import { Role } from 'aws-cdk-lib/aws-iam';
import { Code, Function, LayerVersion, Runtime } from 'aws-cdk-lib/aws-lambda';
import { CfnInclude } from 'aws-cdk-lib/cloudformation-include';
import type { Construct } from 'constructs';

/** The loyalty programme, taken over from another team: a SAM template, a role made elsewhere, a tracer of another vendor. */
export class Loyalty extends Stack {
  constructor(scope: Construct, id: string, props: StackProps) {
    super(scope, id, props);
    new CfnInclude(this, 'Sam', { templateFile: join(__dirname, '../loyalty/template.yaml') });

    // The security team makes the roles; this one may be extended.
    new Function(this, 'Vouchers', {
      code: Code.fromInline('exports.handler = async ({ customer }) => ({ customer, voucher: "WELCOME10" });'),
      handler: 'index.handler',
      runtime: Runtime.NODEJS_22_X,
      role: Role.fromRoleName(this, 'VouchersRole', 'loyalty-vouchers'),
    });

    // Still reports to the vendor that the team used before.
    new Function(this, 'Newsletter', {
      code: Code.fromInline('exports.handler = async ({ customers }) => ({ sent: customers.length });'),
      handler: '/opt/nodejs/node_modules/datadog-lambda-js/handler.handler',
      runtime: Runtime.NODEJS_22_X,
      layers: [LayerVersion.fromLayerVersionArn(this, 'Datadog', 'arn:aws:lambda:eu-central-1:464622532012:layer:Datadog-Node22-x:142')],
      environment: { DD_LAMBDA_HANDLER: 'index.handler', DD_SITE: 'datadoghq.eu' },
    });
  }
}
