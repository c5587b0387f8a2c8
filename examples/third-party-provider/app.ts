import { App, AppProps, Stack } from 'aws-cdk-lib';
import { Code, Function, Runtime } from 'aws-cdk-lib/aws-lambda';
import { BeaconProvider } from './beacon-provider';
import { LambdaTracing, TracingSecret } from 'cdk-lambda-tracing';

/** Two functions that Beacon traces and one that it cannot. */
export function beaconApp(props: AppProps = {}): App {
  const app = new App(props);
  const stack = new Stack(app, 'Parcels', { env: { region: 'eu-central-1' } });
  const node = { runtime: Runtime.NODEJS_22_X, handler: 'index.handler', code: Code.fromInline('exports.handler = async () => "on its way";') };

  new Function(stack, 'Track', { ...node, environment: { NODE_OPTIONS: '--enable-source-maps' } });
  const notify = new Function(stack, 'Notify', node);
  new Function(stack, 'Forecast', { runtime: Runtime.PYTHON_3_13, handler: 'index.handler', code: Code.fromInline('def handler(event, context): return "late"') });

  LambdaTracing.of(app).add(new BeaconProvider({ ingestKey: TracingSecret.fromSecretsManagerName('beacon/ingest-key') }));
  LambdaTracing.of(notify).configure({ serviceName: 'notify', samplingRatio: 0.1 });
  return app;
}

if (require.main === module) {
  beaconApp().synth();
}
