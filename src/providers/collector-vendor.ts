import { collectorConfig, COLLECTOR_ENDPOINT, literal, xrayCollectorConfig } from './collector-config';
import { LayerVendor, VendorPart } from './decide-by-layers';
import { deployedSecret } from './deployed-secret';
import type { LayerOverrides } from './layer-overrides';
import { layerVariables } from './otlp-vendor';
import { xrayOtlpEndpoint, XRAY_OTLP_PERMISSION } from './xray-otlp';
import type { Backend } from '../backends/backend';
import { OPENTELEMETRY_COLLECTOR, OPENTELEMETRY_COMMUNITY } from '../catalog/catalog';
import type { LanguageFacts } from '../catalog/vendor-facts';
import { withExtension } from '../catalog/with-extension';
import type { Diagnostic } from '../core/diagnostic';
import type { FunctionModel } from '../core/function-model';
import type { TracingPermission } from '../core/instrumentation-plan';
import { SecretStore } from '../core/tracing-secret';

const FACTS = withExtension(OPENTELEMETRY_COMMUNITY, OPENTELEMETRY_COLLECTOR);

/** The language layers of the OpenTelemetry community with its Collector, which sends on to an OTLP endpoint. */
export function collectorVendor(name: string, overrides: LayerOverrides, backend: Backend): LayerVendor {
  return {
    name,
    imageName: 'opentelemetry-collector',
    facts: FACTS,
    overrides,
    activeTracing: false,
    part: (model, language) => collectorPart(name, backend, model, language),
  };
}

/** The same, on to X-Ray's own endpoint for OTLP: only the Collector signs requests. */
export function xrayCollectorVendor(name: string, overrides: LayerOverrides): LayerVendor {
  return {
    name,
    imageName: 'opentelemetry-collector',
    facts: FACTS,
    overrides,
    activeTracing: false,
    part: (model, language) => ({
      environment: collectorVariables(xrayCollectorConfig(xrayOtlpEndpoint(model), model.region ?? '${AWS::Region}'), model, language),
      permissions: [XRAY_OTLP_PERMISSION],
    }),
  };
}

/** A tracer that is not there needs no variables; one in the code sends to the same address by itself. */
function collectorVariables(config: string, model: FunctionModel, language: LanguageFacts): { [name: string]: string } {
  return {
    OPENTELEMETRY_COLLECTOR_CONFIG_URI: `yaml:${config}`,
    ...(language.extensionOnly ? {} : { OTEL_EXPORTER_OTLP_ENDPOINT: COLLECTOR_ENDPOINT, ...layerVariables(language.protocols[0], model) }),
  };
}

function collectorPart(name: string, backend: Backend, model: FunctionModel, language: LanguageFacts): VendorPart | Diagnostic {
  const headers: { [header: string]: string } = Object.fromEntries(Object.entries(backend.headers).map(([header, value]) => [header, literal(value)]));
  const notes = new Map<string, Diagnostic>();
  const permissions: TracingPermission[] = [];
  for (const [header, secret] of Object.entries(backend.secretHeaders)) {
    const arn = secret.store === SecretStore.SECRETS_MANAGER ? secret.identifier(true) : undefined;
    if (arn !== undefined) {
      headers[header] = `\${secretsmanager:${arn}}`;
      permissions.push(...secret.readPermissions);
      continue;
    }
    const deployed = deployedSecret(name, secret, model.runtime!, 'TracingSecret.fromSecretsManagerName()');
    if (!('value' in deployed)) { return deployed; }
    headers[header] = secret.store === SecretStore.PLAIN_TEXT ? literal(deployed.value) : deployed.value;
    deployed.notes.forEach((note) => notes.set(note.id, note));
  }
  return {
    environment: collectorVariables(collectorConfig(backend, headers), model, language),
    permissions,
    referencedSecrets: Object.values(backend.secretHeaders),
    notes: [...notes.values()],
  };
}
