import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { BackendFacts, BACKENDS, BACKENDS_DATE } from '../../src/catalog/backends';

/** The call that makes each back end of the catalog. */
export const CALLS: { readonly [id: string]: string } = {
  'jaeger': "Backend.jaeger({ endpoint: 'http://jaeger.internal:4318' })",
  'zipkin': "Backend.zipkin({ endpoint: 'http://zipkin.internal:9411/api/v2/spans' })",
  'opentelemetry-collector': "Backend.collector({ endpoint: 'http://collector.internal:4318' })",
  'grafana-cloud': "Backend.grafanaCloud({ zone: 'prod-eu-west-2', authorization })",
  'honeycomb': "Backend.honeycomb({ apiKey, region: 'eu' })",
  'dash0': "Backend.dash0({ region: 'eu-west-1', authorization })",
  'new-relic': "Backend.newRelic({ licenseKey, region: 'eu' })",
  'datadog': 'Backend.datadog({ endpoint, apiKey })',
  'dynatrace': "Backend.dynatrace({ environment: 'abc12345', authorization })",
  'elastic': 'Backend.elastic({ endpoint, authorization })',
  'splunk': "Backend.splunk({ realm: 'us1', accessToken })",
  'instana': "Backend.instana({ endpoint: 'https://otlp-blue-saas.instana.io:4318', agentKey, host: 'lambda' })",
  'lumigo': 'Backend.lumigo({ authorization })',
  'coralogix': "Backend.coralogix({ domain: 'eu1.coralogix.com', authorization, application: 'shop', subsystem: 'orders' })",
  'signoz': "Backend.sigNoz({ region: 'eu', ingestionKey })",
  'uptrace': 'Backend.uptrace({ dsn })',
  'axiom': "Backend.axiom({ dataset: 'lambda', authorization })",
};

const INTRODUCTION = `# Back ends

Where the spans of \`OpenTelemetryProvider\`, \`RotelProvider\` and any other OpenTelemetry layer go. Generated from \`src/catalog/backends.json\`, in which every
address and header has its source, by \`npx tsx --tsconfig test/tsconfig.json test/backends/backends-page.ts\`; a test holds it equal.

\`\`\`ts
new OpenTelemetryProvider({ backend: Backend.honeycomb({ apiKey: TracingSecret.fromSecretsManagerName('honeycomb-key') }) });
\`\`\`

\`Backend.xray()\`, the default, needs nothing: spans go to X-Ray in the account and region of each function. [\`Backend.xrayOtlp()\`](#x-ray-by-otlp) sends them to X-Ray's own endpoint for OTLP. \`Backend.otlp({ endpoint, headers, secretHeaders,
protocol })\` is for whatever else takes OTLP over HTTP; a named back end is the same with its address and headers filled in.

A key is a \`TracingSecret\`. This package's own layer for Node.js and the collectors (\`collector: true\`, \`RotelProvider\`) read it at run time; for other
languages CloudFormation resolves it at deployment, with the note \`secretResolvedAtDeployment\`. A header \`authorization\` takes the secret as it is, so the secret
holds the whole value: \`Bearer abc\`, not \`abc\`.

A secret that is JSON names its field, \`TracingSecret.fromSecretsManagerName('telemetry', { jsonField: 'apiKey' })\`. This package's own layer reads the field at run
time; to collectors and other layers, which take a secret as a whole, CloudFormation hands it at deployment, with the same note; in the configuration of a Collector or of Rotel such a value
must have no quotation mark, backslash, comma or \`$\` in it.

Where a back end takes protobuf only, a layer that sends JSON only (the OpenTelemetry community's for Node.js) is not attached: \`protocolNotAccepted\`.

## Through a collector

\`\`\`ts
new OpenTelemetryProvider({ backend, collector: true });
\`\`\`

attaches the Collector of the OpenTelemetry community (layer opentelemetry-collector, 0.23.0) beside its language layers. Its configuration is generated into
\`OPENTELEMETRY_COLLECTOR_CONFIG_URI\`: spans in by OTLP at \`localhost:4318\`, out by OTLP over HTTP, with \`decouple\` as the last processor, so that the function
answers while the Collector sends. A secret in Secrets Manager stands in it as its ARN, and the role may read that one secret. Executables and .NET functions get the
Collector alone, for an SDK in the code. It costs some 200 ms at a cold start; \`RotelProvider\` is the lighter one.

## X-Ray by OTLP

\`\`\`ts
new OpenTelemetryProvider({ backend: Backend.xrayOtlp() });
\`\`\`

sends to \`https://xray.<region>.amazonaws.com/v1/traces\`, signed, with \`xray:PutTraceSegments\` in the role. Active tracing stays as it is, so whether a span is recorded is up to
\`samplingRatio\`, not to Lambda's own sampling. Node.js functions send by themselves, after the response; the others get the Collector, with its extension
\`sigv4auth\`: Python, Java and Ruby with a tracer, the rest for an SDK in the code. The account needs CloudWatch Transaction Search, once
(\`AWS::XRay::TransactionSearchConfig\`). Sources: Amazon CloudWatch User Guide, "OTLP Endpoints" and "Exporting collector-less telemetry using ADOT SDK"; managed
policy AWSXrayWriteOnlyAccess. That the endpoint is there in GovCloud and China is not confirmed.

## Zipkin

Zipkin's core takes no OTLP, and none of the community's layers sends to it: only this package's layer for Node.js does. Functions in other languages are skipped with
\`backendNotSupported\`. A Collector of your own with a Zipkin exporter, as \`Backend.collector()\`, serves all of them.

`;

/** The page. */
export function backendsPage(): string {
  return `${INTRODUCTION}## Addresses and headers

As the vendors' pages had it on ${BACKENDS_DATE}.

| back end | address | header with the secret | encodings | sources |
|---|---|---|---|---|
${Object.entries(BACKENDS).map(([id, facts]) => row(id, facts)).join('\n')}

## Calls

\`\`\`ts
${Object.values(CALLS).map((call) => `${call};`).join('\n')}
\`\`\`
`;
}

function row(id: string, { vendor, endpoint, endpoints, header, scheme, encodings, sources }: BackendFacts): string {
  const addresses = endpoints ? Object.entries(endpoints).map(([region, url]) => `${region}: \`${url}\``) : [endpoint ? `\`${endpoint}\`` : 'yours'];
  const secret = header ? `\`${header}\`${scheme ? `: \`${scheme}\`` : ''}` : 'none, or yours';
  const taken = id === 'zipkin' ? 'Zipkin JSON' : encodings?.join(', ') ?? 'both';
  return `| ${vendor} | ${addresses.join(', ')} | ${secret} | ${taken} | ${sources.join('; ')} |`;
}

if (process.argv[1]?.endsWith('backends-page.ts')) { writeFileSync(join(__dirname, '../../docs/backends.md'), backendsPage()); }
