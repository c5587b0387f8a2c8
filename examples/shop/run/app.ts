import { shop } from '../shop';
import { Backend, OpenTelemetryProvider } from 'cdk-lambda-tracing';

/** Where the shop's spans go when it runs: a name that the runner gives an address, as a DNS does. */
const HOST = 'https://traces.example.com';

const BACKENDS: Record<string, () => Backend> = {
  otlp: () => Backend.collector({ endpoint: HOST }),
  zipkin: () => Backend.zipkin({ endpoint: `${HOST}/api/v2/spans` }),
  xray: () => Backend.xray(),
};

shop({}, new OpenTelemetryProvider({ backend: BACKENDS[process.env.SHOP_BACKEND ?? 'otlp']() })).synth();
