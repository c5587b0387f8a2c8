import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { freePorts, installed, ServerProcess } from './process';
import { RealBackEnd } from './real-back-end';
import { decodeOtlpJson } from '../../../sandbox/receivers/otlp-json';

/** The OpenTelemetry Collector: from its OTLP receiver into a file, which is read back. */
export async function collector(): Promise<RealBackEnd> {
  const [port] = await freePorts(1);
  const folder = mkdtempSync(join(tmpdir(), 'collector-'));
  const [config, file] = [join(folder, 'config.yaml'), join(folder, 'spans.json')];
  writeFileSync(config, JSON.stringify({
    receivers: { otlp: { protocols: { http: { endpoint: `127.0.0.1:${port}` } } } },
    exporters: { file: { path: file, flush_interval: '100ms' } },
    service: { telemetry: { metrics: { level: 'none' } }, pipelines: { traces: { receivers: ['otlp'], exporters: ['file'] } } },
  }));
  const url = `http://127.0.0.1:${port}`;
  const server = await ServerProcess.start(installed('otelcol-0.159.0'), ['--config', config], url);
  return {
    backend: 'otlp',
    url,
    read: async (traceId) => {
      const lines = existsSync(file) ? readFileSync(file, 'utf8').split('\n').slice(0, -1) : [];
      return lines.flatMap((line) => decodeOtlpJson(Buffer.from(line))).filter((span) => span.traceId === traceId);
    },
    stop: async () => {
      await server.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
