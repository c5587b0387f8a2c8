// The standard SDK as its documentation starts it; the rest comes from OTEL_* variables.
const { OTLPTraceExporter } = require('@opentelemetry/exporter-trace-otlp-proto');
const { HttpInstrumentation } = require('@opentelemetry/instrumentation-http');
const { UndiciInstrumentation } = require('@opentelemetry/instrumentation-undici');
const { NodeSDK } = require('@opentelemetry/sdk-node');

const sdk = new NodeSDK({ traceExporter: new OTLPTraceExporter(), instrumentations: [new HttpInstrumentation(), new UndiciInstrumentation()] });
sdk.start();
process.on('SIGTERM', () => { void sdk.shutdown().finally(() => process.exit(0)); });
