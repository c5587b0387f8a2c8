import type { Backend } from '../backends/backend';
import { completeEndpoint } from '../backends/complete-endpoint';

/** Where the language layers send to; the Collector listens there. */
export const COLLECTOR_ENDPOINT = 'http://localhost:4318';

/**
 * Configuration of the Collector as JSON, which is YAML too: spans in by OTLP, out to the back end.
 *
 * `decouple` is last, so that the function answers while the Collector sends: it is not added by itself since 2024,
 * whatever the README says.
 *
 * @param headers with what stands for a secret in place
 */
export function collectorConfig(backend: Backend, headers: { readonly [name: string]: string }): string {
  const endpoint = backend.endpoint!;
  return configTo({
    [completeEndpoint(endpoint) ? 'traces_endpoint' : 'endpoint']: endpoint,
    ...(backend.protocol === 'http/json' ? { encoding: 'json' } : {}),
    ...(Object.keys(headers).length > 0 ? { headers } : {}),
  });
}

/** The same to X-Ray's own endpoint, with signed requests. The region is the Collector's own. */
export function xrayCollectorConfig(endpoint: string, region: string): string {
  return configTo({ traces_endpoint: endpoint, auth: { authenticator: 'sigv4auth' } }, { sigv4auth: { service: 'xray', region } });
}

function configTo(otlphttp: object, extensions?: { readonly [name: string]: object }): string {
  return JSON.stringify({
    ...(extensions ? { extensions } : {}),
    receivers: { otlp: { protocols: { http: { endpoint: 'localhost:4318' } } } },
    processors: { batch: {}, decouple: {} },
    exporters: { otlphttp },
    service: {
      ...(extensions ? { extensions: Object.keys(extensions) } : {}),
      pipelines: { traces: { receivers: ['otlp'], processors: ['batch', 'decouple'], exporters: ['otlphttp'] } },
    },
  });
}

/** A text as it is: the Collector fills in what stands after a `$`. A token is none of its business. */
export function literal(value: string): string {
  return value.split(/(\$\{Token\[[^\]]+\]\})/).map((part, index) => (index % 2 === 1 ? part : part.replaceAll('$', '$$$$'))).join('');
}
