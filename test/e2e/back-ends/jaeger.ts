import { mkdtempSync, rmSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { freePorts, installed, ServerProcess } from './process';
import { RealBackEnd } from './real-back-end';
import { decodeOtlpJson } from '../../../sandbox/receivers/otlp-json';

/** Jaeger 2, with its storage in memory; read back by its query API, which answers in OTLP. */
export async function jaeger(): Promise<RealBackEnd> {
  const [otlp, query, grpc] = await freePorts(3);
  const folder = mkdtempSync(join(tmpdir(), 'jaeger-'));
  const config = join(folder, 'config.yaml');
  writeFileSync(config, JSON.stringify({
    extensions: {
      jaeger_storage: { backends: { main: { memory: { max_traces: 10_000 } } } },
      jaeger_query: { storage: { traces: 'main' }, http: { endpoint: `127.0.0.1:${query}` }, grpc: { endpoint: `127.0.0.1:${grpc}` } },
    },
    receivers: { otlp: { protocols: { http: { endpoint: `127.0.0.1:${otlp}` } } } },
    exporters: { jaeger_storage_exporter: { trace_storage: 'main' } },
    service: {
      extensions: ['jaeger_storage', 'jaeger_query'],
      telemetry: { metrics: { level: 'none' } },
      pipelines: { traces: { receivers: ['otlp'], exporters: ['jaeger_storage_exporter'] } },
    },
  }));
  const server = await ServerProcess.start(installed('jaeger-1.76.0'), ['--config', config], `http://127.0.0.1:${query}/api/services`);
  return {
    backend: 'otlp',
    url: `http://127.0.0.1:${otlp}`,
    read: async (traceId) => {
      const response = await fetch(`http://127.0.0.1:${query}/api/v3/traces/${traceId}`);
      if (!response.ok) { return []; }
      const { result } = await response.json() as { result: object };
      return decodeOtlpJson(Buffer.from(JSON.stringify(result))).map((span) => {
        // Jaeger's own remarks, such as on clocks, stand among the attributes.
        const { '@jaeger@warnings': _, ...attributes } = span.attributes;
        return { ...span, attributes };
      });
    },
    stop: async () => {
      await server.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
