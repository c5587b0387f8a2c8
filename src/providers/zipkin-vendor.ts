import type { LayerVendor } from './decide-by-layers';
import type { LayerOverrides } from './layer-overrides';
import type { Backend } from '../backends/backend';
import { OPENTELEMETRY_COMMUNITY } from '../catalog/catalog';
import { diagnostic } from '../core/diagnostics';

/** No layer of the community's sends to Zipkin; only this package's own layer for Node.js does. */
export function zipkinVendor(name: string, overrides: LayerOverrides, backend: Backend): LayerVendor {
  return {
    name,
    facts: OPENTELEMETRY_COMMUNITY,
    overrides,
    activeTracing: false,
    part: (model) => diagnostic('backendNotSupported', { provider: name, runtime: model.runtime!, backend: backend.vendor }),
  };
}
