import { freePorts, installed, ServerProcess } from './process';
import { RealBackEnd } from './real-back-end';
import { decodeZipkinJson } from '../../../sandbox/receivers/zipkin-json';

/** Zipkin's server, with its storage in memory; read back by GET /api/v2/trace. */
export async function zipkin(): Promise<RealBackEnd> {
  const [port] = await freePorts(1);
  const url = `http://127.0.0.1:${port}`;
  const server = await ServerProcess.start('java', ['-Xmx256m', '-jar', installed('zipkin-3.6.1.jar')], `${url}/health`, { QUERY_PORT: String(port) });
  return {
    backend: 'zipkin',
    url,
    // Its documentation says so: names of services and spans are stored in lower case.
    keeps: (span) => ({ ...span, name: span.name.toLowerCase(), resource: { 'service.name': String(span.resource['service.name']).toLowerCase() } }),
    read: async (traceId) => {
      const response = await fetch(`${url}/api/v2/trace/${traceId}`);
      return response.ok ? decodeZipkinJson(Buffer.from(await response.arrayBuffer())) : [];
    },
    stop: () => server.stop(),
  };
}
