import { cpSync, existsSync, mkdtempSync, readFileSync, readdirSync, statSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { deflateRawSync } from 'zlib';
import { COMPOSITION } from './overhead-run';
import { BackEnd, TraceBackEnd, type ReceivedSpan, type XrayDaemon } from '../sandbox';
import { awsDistroLayer, datadogLayer, openTelemetryLayer, sentryLayer } from './rivals/layers';

/** What has come from one function, for an arm to show that its tracer was at work. */
export interface Evidence {
  readonly backEnd: BackEnd;
  readonly daemon: XrayDaemon;
  /** What the function has logged. */
  readonly lines: readonly string[];
}

/** One way to run the function: with nothing, with a layer of ours, with another. */
export interface Arm {
  readonly name: string;
  readonly ours?: true;
  /** Directory that becomes /opt. */
  readonly layer?: string;
  /** Where it is not run everywhere. */
  readonly runtimes?: readonly string[];
  /** Where its spans go, by the network. */
  readonly backEnd: () => BackEnd;
  /** What the function is configured with, beside its own handler. */
  readonly settings: (backEnd: string) => { readonly handler?: string; readonly environment: Readonly<Record<string, string>> };
  /** How many invocations were recorded together with the two requests each of them makes. */
  readonly traced: (evidence: Evidence) => number;
}

const DIST = join(__dirname, '../layers/nodejs/dist');
const WRAPPER = '/opt/cdk-lambda-tracing/wrapper';
/** Where more arms cost more time than they tell. */
const NODE_24 = ['nodejs24.x'];

/** The arms, each round in this order or the reverse; the base is the first. */
export function arms(): Arm[] {
  // A copy: a build while this runs must not change what is measured.
  const ours = join(mkdtempSync(join(tmpdir(), 'overhead-layer-')), 'layer');
  cpSync(DIST, ours, { recursive: true });
  cpSync(`${DIST}.zip`, `${ours}.zip`);
  const receiver = () => new TraceBackEnd();
  const byOtlp = ({ backEnd }: Evidence) => inSpans((backEnd as TraceBackEnd).spans);
  return [
    { name: 'bare', backEnd: receiver, settings: () => ({ environment: {} }), traced: () => 0 },
    {
      name: 'ours, X-Ray (UDP)',
      ours: true,
      layer: ours,
      backEnd: receiver,
      settings: () => ({ environment: { AWS_LAMBDA_EXEC_WRAPPER: WRAPPER } }),
      traced: ({ daemon }) => inSpans(daemon.spans),
    },
    {
      name: 'ours, OTLP',
      ours: true,
      layer: ours,
      backEnd: receiver,
      settings: (url) => ({ environment: { AWS_LAMBDA_EXEC_WRAPPER: WRAPPER, OTEL_EXPORTER_OTLP_ENDPOINT: url } }),
      traced: byOtlp,
    },
    {
      name: COMPOSITION,
      layer: openTelemetryLayer(),
      backEnd: receiver,
      settings: (url) => ({ environment: { AWS_LAMBDA_EXEC_WRAPPER: '/opt/otel-handler', OTEL_EXPORTER_OTLP_ENDPOINT: url } }),
      traced: byOtlp,
    },
    {
      name: 'AWS Distro, OTLP',
      layer: awsDistroLayer(),
      runtimes: NODE_24,
      backEnd: receiver,
      settings: (url) => ({
        environment: { AWS_LAMBDA_EXEC_WRAPPER: '/opt/otel-instrument', OTEL_AWS_APPLICATION_SIGNALS_ENABLED: 'false', OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: `${url}/v1/traces` },
      }),
      traced: byOtlp,
    },
    {
      // Their extension is on no registry. Without it the spans go to the log.
      name: 'Datadog, no extension',
      layer: datadogLayer(),
      runtimes: NODE_24,
      backEnd: receiver,
      settings: () => ({
        handler: '/opt/nodejs/node_modules/datadog-lambda-js/handler.handler',
        environment: { DD_LAMBDA_HANDLER: 'index.handler', DD_TRACE_ENABLED: 'true', DD_FLUSH_TO_LOG: 'true', DD_SITE: 'datadoghq.eu', DD_CAPTURE_LAMBDA_PAYLOAD: 'false' },
      }),
      traced: ({ lines }) => inDatadogLog(lines),
    },
    {
      name: 'Sentry',
      layer: sentryLayer(),
      runtimes: NODE_24,
      backEnd: () => new BackEnd(),
      settings: (url) => ({
        environment: { NODE_OPTIONS: '--import @sentry/aws-serverless/awslambda-auto', SENTRY_DSN: `${url.replace('//', '//key@')}/1`, SENTRY_TRACES_SAMPLE_RATE: '1' },
      }),
      traced: ({ backEnd }) => inEnvelopes(backEnd.requests.map(({ body }) => body.toString())),
    },
  ];
}

/** The size of a layer as it is uploaded: of the archive beside it where there is one, else of files deflated, with the headers of a zip archive. */
export function zippedBytes(layer: string): number {
  if (existsSync(`${layer}.zip`)) return statSync(`${layer}.zip`).size;
  const files = readdirSync(layer, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return files.reduce((sum, entry) => {
    const path = join(entry.parentPath, entry.name);
    return sum + deflateRawSync(readFileSync(path), { level: 9 }).length + 76 + 2 * (path.length - layer.length - 1);
  }, 22);
}

function inSpans(spans: readonly ReceivedSpan[]): number {
  const requests = spans.filter(({ kind }) => kind === 'client' || kind === 'producer').length;
  return Math.min(spans.filter(({ kind }) => kind === 'server').length, Math.floor(requests / 2));
}

function inDatadogLog(lines: readonly string[]): number {
  const spans = lines.filter((line) => line.includes('{"traces":')).flatMap((line) => (JSON.parse(line.slice(line.indexOf('{"traces":'))) as { traces: { name: string }[][] }).traces.flat());
  return Math.min(spans.filter(({ name }) => name === 'aws.lambda').length, Math.floor(spans.filter(({ name }) => name === 'http.request').length / 2));
}

function inEnvelopes(envelopes: readonly string[]): number {
  const transactions = envelopes.flatMap((text) => text.split('\n')).filter((line) => line.includes('"type":"transaction"') && line.includes('"spans":'))
    .map((line) => JSON.parse(line) as { spans: { op?: string }[] });
  return transactions.filter(({ spans }) => spans.filter(({ op }) => op === 'http.client').length >= 2).length;
}
