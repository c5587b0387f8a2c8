import { homedir } from 'os';
import { join } from 'path';
import { freePorts, ServerProcess } from '../back-ends/process';

const CACHE = join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'cdk-lambda-tracing/outside');

/** How a service outside Lambda is started, in each language. */
const COMMANDS = {
  node: ['node', '--require', join(__dirname, 'node/tracing.js'), join(__dirname, 'node/service.js')],
  python: [join(CACHE, 'python/bin/python'), join(__dirname, 'python/service.py')],
  java: ['java', `-javaagent:${join(CACHE, 'opentelemetry-javaagent-2.20.1.jar')}`, join(__dirname, 'java/Service.java')],
  xray: ['node', join(__dirname, 'xray/service.js')],
} as const;

export interface OutsideService {
  readonly url: string;
  stop(): Promise<void>;
}

/** Starts a service on a port; where the shop is, it learns when it is asked. */
export async function outsideService(language: keyof typeof COMMANDS, port: number, environment: Record<string, string>): Promise<OutsideService> {
  const [command, ...args] = COMMANDS[language];
  const url = `http://127.0.0.1:${port}`;
  const server = await ServerProcess.start(command, args, `${url}/health`, { PORT: String(port), ...environment });
  return { url, stop: () => server.stop() };
}

/** Variables of the standard SDKs: W3C only, OTLP in protobuf, soon. */
export function standardSdk(name: string, tracesUrl: string): Record<string, string> {
  return {
    OTEL_SERVICE_NAME: name, OTEL_EXPORTER_OTLP_ENDPOINT: tracesUrl, OTEL_EXPORTER_OTLP_PROTOCOL: 'http/protobuf', OTEL_PROPAGATORS: 'tracecontext',
    OTEL_TRACES_EXPORTER: 'otlp', OTEL_METRICS_EXPORTER: 'none', OTEL_LOGS_EXPORTER: 'none', OTEL_BSP_SCHEDULE_DELAY: '200',
  };
}

export { freePorts };
