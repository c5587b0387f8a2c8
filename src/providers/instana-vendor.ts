import { LayerVendor, VendorPart } from './decide-by-layers';
import { deployedSecret } from './deployed-secret';
import { unsupportedOptions } from './invocation-plan';
import type { LayerOverrides } from './layer-overrides';
import { INSTANA } from '../catalog/catalog';
import type { LanguageFacts } from '../catalog/vendor-facts';
import type { Diagnostic } from '../core/diagnostic';
import { diagnostic } from '../core/diagnostics';
import { FunctionModel, ModuleFormat } from '../core/function-model';
import type { HandlerRedirect } from '../core/instrumentation-plan';
import { RuntimeFamily } from '../core/runtime-family';
import { SecretStore, TracingSecret } from '../core/tracing-secret';

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
        handlerRedirect: redirect(model, language),
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

/** The tracer for Python imports the handler's module by its dotted name. A module format that is not known may be any, and the handler for ES modules serves both. */
function redirect({ runtimeFamily, handler, moduleFormat }: FunctionModel, language: LanguageFacts): HandlerRedirect {
  return {
    handler: (moduleFormat === ModuleFormat.COMMONJS ? language.commonJsHandler : undefined) ?? language.handler!,
    originalHandlerVariable: language.originalHandlerVariable!,
    ...(runtimeFamily === RuntimeFamily.PYTHON && handler?.includes('/') ? { originalHandler: handler.replaceAll('/', '.') } : {}),
  };
}

/** Only the tracer for Node.js reads a store, and only the Parameter Store. */
function agentKey(provider: string, secret: TracingSecret, model: FunctionModel): VendorPart | Diagnostic {
  if (model.runtimeFamily === RuntimeFamily.NODEJS && secret.store === SecretStore.SSM_PARAMETER) {
    return {
      secrets: [{ secret, variable: 'INSTANA_SSM_PARAM_NAME' }],
      environment: secret.secureString ? { INSTANA_SSM_DECRYPTION: 'true' } : {},
    };
  }
  const deployed = deployedSecret(provider, secret, model.runtime!);
  return 'message' in deployed ? deployed : { environment: { INSTANA_AGENT_KEY: deployed.value }, referencedSecrets: [secret], notes: deployed.notes };
}

/** With less memory than its extension needs the tracer ignores it, but it runs all the same and may block. */
function memoryPart(provider: string, { memorySize = DEFAULT_MEMORY }: FunctionModel, { minimumMemory: floor }: LanguageFacts): VendorPart {
  if (floor === undefined || memorySize >= floor) { return {}; }
  return {
    environment: { INSTANA_DISABLE_LAMBDA_EXTENSION: 'true' },
    notes: [diagnostic('memoryBelowFloor', { provider, memory: memorySize, floor })],
  };
}
