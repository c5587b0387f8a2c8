import { LayerVendor, VendorPart } from './decide-by-layers';
import type { LayerOverrides } from './layer-overrides';
import { secretPart } from './secret-part';
import { DATADOG } from '../catalog/catalog';
import type { Diagnostic } from '../core/diagnostic';
import { diagnostic } from '../core/diagnostics';
import type { FunctionModel } from '../core/function-model';
import type { TracingSecret } from '../core/tracing-secret';

/** What the plans of all functions have in common. */
export interface DatadogSettings extends LayerOverrides {
  readonly apiKey: TracingSecret;
  readonly extension: boolean;
  readonly environment: { readonly [name: string]: string };
}

/** Datadog as a vendor of layers. */
export function datadogVendor(name: string, settings: DatadogSettings): LayerVendor {
  return {
    name,
    facts: DATADOG,
    overrides: settings,
    activeTracing: false,
    extension: settings.extension,
    part: (model) => {
      const delivery = settings.extension ? byExtension(name, settings.apiKey, model) : byLog(name);
      if ('message' in delivery) { return delivery; }
      return { ...delivery, environment: { ...settings.environment, ...delivery.environment, ...options(model) } };
    },
  };
}

/** The extension sends, so it needs the key; it knows all stores, and joins logs with traces by itself. */
function byExtension(name: string, apiKey: TracingSecret, model: FunctionModel): VendorPart | Diagnostic {
  const key = secretPart(name, apiKey, model, {
    value: 'DD_API_KEY',
    secretsManager: { variable: 'DD_API_KEY_SECRET_ARN', byArn: true },
    ssmParameter: { variable: 'DD_API_KEY_SSM_ARN', byArn: true },
    ciphertext: 'DD_KMS_API_KEY',
  });
  return 'message' in key ? key : { ...key, environment: { ...key.environment, DD_FLUSH_TO_LOG: 'false', DD_LOGS_INJECTION: 'false' } };
}

/** Nothing is sent from the function, so there is no key in it. */
function byLog(name: string): VendorPart {
  return { environment: { DD_FLUSH_TO_LOG: 'true' }, notes: [diagnostic('spansInLog', { provider: name, reader: 'the Datadog Forwarder' })] };
}

function options({ serviceName, samplingRatio }: FunctionModel): { [name: string]: string } {
  return {
    ...(serviceName === undefined ? {} : { DD_SERVICE: serviceName }),
    ...(samplingRatio === undefined ? {} : { DD_TRACE_SAMPLE_RATE: String(samplingRatio) }),
  };
}
