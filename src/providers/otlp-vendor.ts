import { LayerVendor, VendorPart } from './decide-by-layers';
import { deployedSecret } from './deployed-secret';
import { unsupportedOptions } from './invocation-plan';
import { LayerOverrides } from './layer-overrides';
import { openTelemetryVariables } from './opentelemetry-variables';
import type { Backend } from '../backends/backend';
import { OPENTELEMETRY_COMMUNITY } from '../catalog/catalog';
import type { LanguageFacts } from '../catalog/vendor-facts';
import type { Diagnostic } from '../core/diagnostic';
import type { FunctionModel } from '../core/function-model';
import { SecretStore } from '../core/tracing-secret';

/** The language layers of the OpenTelemetry community, which send to an OTLP endpoint without a collector. */
export function otlpVendor(name: string, overrides: LayerOverrides, backend: Backend): LayerVendor {
  return {
    name,
    facts: OPENTELEMETRY_COMMUNITY,
    overrides,
    activeTracing: false,
    part: (model, language) => otlpPart(name, backend, model, language),
  };
}

function otlpPart(name: string, backend: Backend, model: FunctionModel, language: LanguageFacts): VendorPart | Diagnostic {
  const secrets = Object.entries(backend.secretHeaders);
  const headers = Object.entries(backend.headers).map(([header, value]) => `${header}=${encoded(value)}`);
  const notes = new Map<string, Diagnostic>();
  for (const [header, secret] of secrets) {
    const deployed = deployedSecret(name, secret, model.runtime!);
    if (!('value' in deployed)) { return deployed; }
    headers.push(`${header}=${secret.store === SecretStore.PLAIN_TEXT ? encoded(deployed.value) : deployed.value}`);
    deployed.notes.forEach((note) => notes.set(note.id, note));
  }
  const protocol = language.protocols.find((offered) => offered === backend.protocol) ?? language.protocols[0];
  return {
    environment: {
      [endpointVariable(backend.endpoint!)]: backend.endpoint!,
      OTEL_EXPORTER_OTLP_PROTOCOL: protocol,
      ...(headers.length > 0 ? { OTEL_EXPORTER_OTLP_HEADERS: headers.join(',') } : {}),
      // The layers send metrics and logs as well unless told otherwise.
      OTEL_METRICS_EXPORTER: 'none',
      OTEL_LOGS_EXPORTER: 'none',
      ...openTelemetryVariables(model),
    },
    referencedSecrets: secrets.map(([, secret]) => secret),
    notes: [
      ...notes.values(),
      ...(backend.protocol === undefined || backend.protocol === protocol ? [] : unsupportedOptions(name, { [`protocol ${backend.protocol}`]: true })),
    ],
  };
}

/** The specification appends `/v1/traces` to the value of the one variable, and takes the other's as it is. */
function endpointVariable(endpoint: string): string {
  return /\/v1\/traces\/?$/.test(endpoint) ? 'OTEL_EXPORTER_OTLP_TRACES_ENDPOINT' : 'OTEL_EXPORTER_OTLP_ENDPOINT';
}

/**
 * A header's value as the specification wants it in the variable: percent-encoded but for what W3C Baggage allows
 * ("baggage-octet"). `+` is encoded too, because some SDKs read it as a space. Tokens stay as they are.
 */
function encoded(value: string): string {
  return value.split(/(\$\{Token\[[^\]]+\]\})/).map((part, index) => (index % 2 === 1 ? part : part.replace(/[^!#$&-*\-.\/-:<-[\]-~]/gu, encodeURIComponent))).join('');
}
