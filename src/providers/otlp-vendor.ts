import { LayerVendor, VendorPart } from './decide-by-layers';
import { deployedSecret } from './deployed-secret';
import { unsupportedOptions } from './invocation-plan';
import { LayerOverrides } from './layer-overrides';
import { openTelemetryVariables } from './opentelemetry-variables';
import { encodedHeader, endpointVariable } from './otlp-variables';
import type { Backend } from '../backends/backend';
import { OPENTELEMETRY_COMMUNITY } from '../catalog/catalog';
import type { LanguageFacts } from '../catalog/vendor-facts';
import type { Diagnostic } from '../core/diagnostic';
import { diagnostic } from '../core/diagnostics';
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

/** What tells the layers where to send, and how; or why they cannot send there. */
export function otlpPart(name: string, backend: Backend, model: FunctionModel, language: LanguageFacts): VendorPart | Diagnostic {
  const runtime = model.runtime!;
  const accepted = backend.acceptedProtocols;
  const usable = language.protocols.filter((offered) => accepted.length === 0 || accepted.some((one) => one === offered));
  if (language.protocols.length > 0 && usable.length === 0) {
    return diagnostic('protocolNotAccepted', { backend: backend.vendor, accepted: accepted.join(', '), provider: name, runtime, offered: language.protocols.join(', ') });
  }
  const secrets = Object.entries(backend.secretHeaders);
  const headers = Object.entries(backend.headers).map(([header, value]) => `${header}=${encodedHeader(value)}`);
  const notes = new Map<string, Diagnostic>();
  for (const [header, secret] of secrets) {
    const deployed = deployedSecret(name, secret, runtime);
    if (!('value' in deployed)) { return deployed; }
    headers.push(`${header}=${secret.store === SecretStore.PLAIN_TEXT ? encodedHeader(deployed.value) : deployed.value}`);
    deployed.notes.forEach((note) => notes.set(note.id, note));
  }
  const protocol = usable.find((offered) => offered === backend.protocol) ?? usable[0];
  return {
    environment: {
      [endpointVariable(backend.endpoint!)]: backend.endpoint!,
      ...(headers.length > 0 ? { OTEL_EXPORTER_OTLP_HEADERS: headers.join(',') } : {}),
      ...layerVariables(protocol, model),
    },
    referencedSecrets: secrets.map(([, secret]) => secret),
    notes: [
      ...notes.values(),
      ...(backend.protocol === undefined || backend.protocol === protocol ? [] : unsupportedOptions(name, { [`protocol ${backend.protocol}`]: true })),
    ],
  };
}

/** What the layers are told whatever they send to: they send metrics and logs as well unless told otherwise. */
export function layerVariables(protocol: string, model: FunctionModel): { [name: string]: string } {
  return { OTEL_EXPORTER_OTLP_PROTOCOL: protocol, OTEL_METRICS_EXPORTER: 'none', OTEL_LOGS_EXPORTER: 'none', ...openTelemetryVariables(model) };
}
