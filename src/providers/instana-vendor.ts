import { LayerVendor, VendorPart } from './decide-by-layers';
import { unsupportedOptions } from './invocation-plan';
import type { LayerOverrides } from './layer-overrides';
import { secretPart } from './secret-part';
import { INSTANA } from '../catalog/catalog';
import type { LanguageFacts } from '../catalog/vendor-facts';
import type { Diagnostic } from '../core/diagnostic';
import { diagnostic } from '../core/diagnostics';
import type { FunctionModel } from '../core/function-model';
import { RuntimeFamily } from '../core/runtime-family';
import type { TracingSecret } from '../core/tracing-secret';

/** What the plans of all functions have in common. */
export interface InstanaSettings extends LayerOverrides {
  readonly agentKey: TracingSecret;
  readonly environment: { readonly [name: string]: string };
}

/** Lambda's default, and so the memory of a function that sets none. */
const DEFAULT_MEMORY = 128;

/** IBM Instana as a vendor of layers. */
export function instanaVendor(name: string, settings: InstanaSettings): LayerVendor {
  return {
    name,
    facts: INSTANA,
    overrides: settings,
    activeTracing: false,
    part: (model, language) => {
      const problem = problemWithHandler(name, model);
      const key = problem ?? agentKey(name, settings.agentKey, model);
      if ('message' in key) { return key; }
      const memory = memoryPart(name, model, language);
      return {
        ...key,
        ...redirect(model, language),
        environment: {
          ...settings.environment,
          ...key.environment,
          ...memory.environment,
          ...(model.serviceName === undefined ? {} : { INSTANA_SERVICE_NAME: model.serviceName }),
        },
        notes: [...(key.notes ?? []), ...(memory.notes ?? []), ...unsupportedOptions(name, { samplingRatio: model.samplingRatio })],
      };
    },
  };
}

function problemWithHandler(provider: string, { runtimeFamily, handler }: FunctionModel): Diagnostic | undefined {
  return runtimeFamily === RuntimeFamily.NODEJS && handler?.includes('..')
    ? diagnostic('handlerNotSupported', { provider, handler, why: 'its tracer refuses a handler with \'..\' in it' }) : undefined;
}

/** The tracer for Python imports the handler's module by its dotted name. */
function redirect({ runtimeFamily, handler }: FunctionModel, language: LanguageFacts): VendorPart {
  if (runtimeFamily !== RuntimeFamily.PYTHON || !handler?.includes('/')) { return {}; }
  return { handlerRedirect: { handler: language.handler!, originalHandlerVariable: language.originalHandlerVariable!, originalHandler: handler.replaceAll('/', '.') } };
}

/** Only the tracer for Node.js reads a store, and only the Parameter Store. */
function agentKey(provider: string, secret: TracingSecret, model: FunctionModel): VendorPart | Diagnostic {
  const nodejs = model.runtimeFamily === RuntimeFamily.NODEJS;
  const key = secretPart(provider, secret, model, {
    value: 'INSTANA_AGENT_KEY',
    ...(nodejs ? { ssmParameter: { variable: 'INSTANA_SSM_PARAM_NAME' } } : {}),
  });
  return 'secrets' in key && secret.secureString ? { ...key, environment: { INSTANA_SSM_DECRYPTION: 'true' } } : key;
}

/** With less memory than its extension needs the tracer ignores it, but it runs all the same and may block. */
function memoryPart(provider: string, { memorySize = DEFAULT_MEMORY }: FunctionModel, { minimumMemory: floor }: LanguageFacts): VendorPart {
  if (floor === undefined || memorySize >= floor) { return {}; }
  return {
    environment: { INSTANA_DISABLE_LAMBDA_EXTENSION: 'true' },
    notes: [diagnostic('memoryBelowFloor', { provider, memory: memorySize, floor })],
  };
}
