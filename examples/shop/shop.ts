import { App, AppProps } from 'aws-cdk-lib';
import { BackOffice } from './stacks/back-office';
import { Delivery } from './stacks/delivery';
import { Fulfilment } from './stacks/fulfilment';
import { Ledger } from './stacks/ledger';
import { Loyalty } from './stacks/loyalty';
import { Orders } from './stacks/orders';
import { Parcels } from './stacks/parcels';
import { Storefront } from './stacks/storefront';
import { Website } from './stacks/website';
import { ITracingProvider, LambdaTracing, OpenTelemetryProvider } from 'cdk-lambda-tracing';

/**
 * An online shop: a storefront, orders, what happens once an order is placed, and a back office of its own.
 *
 * @param provider traces it; X-Ray is the back end unless another is given
 */
export function shop(props: AppProps = {}, provider: ITracingProvider = new OpenTelemetryProvider()): App {
  const app = new App(props);
  const env = { account: '111122223333', region: 'eu-central-1' };

  const { queue, bus } = new Orders(app, 'Orders', { env });
  new Storefront(app, 'Storefront', { env, queue, bus });
  new Fulfilment(app, 'Fulfilment', { env, bus });
  new Parcels(app, 'Parcels', { env, bus });
  new Ledger(app, 'Ledger', { env, bus });
  new BackOffice(app, 'BackOffice');
  new Loyalty(app, 'Loyalty', { env });
  new Website(app, 'Website', { env });
  new Delivery(app, 'Delivery', { env });

  // This is all there is to tracing. The other files know nothing of it, but for one function that opts out, one pipeline, one bus and one stream.
  LambdaTracing.of(app).add(provider);
  return app;
}
