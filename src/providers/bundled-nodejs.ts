import { join } from 'path';
import { forPackage } from './for-package';
import { openTelemetryVariables } from './opentelemetry-variables';
import { encodedHeader, endpointVariable } from './otlp-variables';
import { xrayOtlpEndpoint, XRAY_OTLP_PERMISSION } from './xray-otlp';
import { Backend, BackendKind } from '../backends/backend';
import { OWN_IMAGE } from '../contract/image-marker';
import { EXEC_WRAPPER_VARIABLE } from '../contract/lambda-environment';
import { LAYER_EXEC_WRAPPER, LAYER_ORIGINAL_HANDLER, LAYER_REDIRECT_HANDLER, LAYER_SECRET_HEADERS } from '../contract/layer-environment';
import { Decision } from '../core/decision';
import type { Diagnostic } from '../core/diagnostic';
import { diagnostic } from '../core/diagnostics';
import { FunctionModel, PackageType } from '../core/function-model';
import type { InstrumentationPlan, TracingPermission } from '../core/instrumentation-plan';
import { isTaken } from '../core/merge-variables';
import { RuntimeFamily } from '../core/runtime-family';
import { TracingLayer } from '../core/tracing-layer';
import { TracingLevel } from '../core/tracing-level';
import { SecretStore, TracingSecret } from '../core/tracing-secret';

/** Our Node.js layer, built by `npm run compile`; the same place from `src` and from `lib`. A zip file keeps the wrapper executable on Windows too. */
const LAYER = TracingLayer.fromAsset(join(__dirname, '../../layers/nodejs/dist.zip'), 'cdk-lambda-tracing-nodejs');

/** The first Node.js the layer is made for; every later one is. */
const FIRST_NODEJS = 18;

type Part = Pick<InstrumentationPlan, 'permissions' | 'referencedSecrets' | 'notes'> & { readonly environment: { [name: string]: string } };

/** Whether our own layer traces a function: any on Node.js, of container images those that hold it. */
export function hasBundledLayer(model: FunctionModel): boolean {
  const version = /^nodejs(\d+)\./.exec(model.runtime ?? '')?.[1];
  return model.runtimeFamily === RuntimeFamily.NODEJS && (model.packageType === PackageType.ZIP || model.preparedFor === OWN_IMAGE) && Number(version) >= FIRST_NODEJS;
}

/**
 * Our own layer: deployed from the user's account, so there is no region or partition without it. Where the function has an exec
 * wrapper of its own, the handler is redirected instead.
 */
export function decideBundledNodejs(provider: string, backend: Backend, model: FunctionModel): Decision {
  const part = partFor(provider, backend, model);
  if ('message' in part) { return Decision.skip(part); }
  const wrapperTaken = EXEC_WRAPPER_VARIABLE in model.environment || model.unresolvedEnvironment.includes(EXEC_WRAPPER_VARIABLE);
  const ours = model.environment[EXEC_WRAPPER_VARIABLE] === LAYER_EXEC_WRAPPER;
  return Decision.instrument(forPackage(provider, model, undefined, {
    level: TracingLevel.CODE,
    layers: [LAYER],
    ...(wrapperTaken && !ours
      ? { handlerRedirect: { handler: LAYER_REDIRECT_HANDLER, originalHandlerVariable: LAYER_ORIGINAL_HANDLER } }
      : { execWrapper: LAYER_EXEC_WRAPPER }),
    activeTracing: backend.kind === BackendKind.XRAY,
    ...part,
    environment: { ...part.environment, ...openTelemetryVariables(model) },
  }));
}

function partFor(provider: string, backend: Backend, model: FunctionModel): Part | Diagnostic {
  switch (backend.kind) {
    case BackendKind.XRAY: return xrayPart(model);
    case BackendKind.XRAY_OTLP: return xrayOtlpPart(model);
    case BackendKind.ZIPKIN: return zipkinPart(backend);
    default: return otlpPart(provider, backend, model);
  }
}

/** The layer knows the endpoint by its host, and signs. */
function xrayOtlpPart(model: FunctionModel): Part {
  return {
    environment: { OTEL_TRACES_EXPORTER: 'otlp', OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: xrayOtlpEndpoint(model) },
    permissions: [XRAY_OTLP_PERMISSION],
  };
}

function xrayPart({ samplingRatio }: FunctionModel): Part {
  return {
    environment: { OTEL_TRACES_EXPORTER: 'xray' },
    notes: samplingRatio === undefined ? [] : [diagnostic('samplingDecidedByXRay', { ratio: samplingRatio })],
  };
}

function zipkinPart({ endpoint }: Backend): Part {
  return { environment: { OTEL_TRACES_EXPORTER: 'zipkin', OTEL_EXPORTER_ZIPKIN_ENDPOINT: endpoint! } };
}

function otlpPart(provider: string, backend: Backend, model: FunctionModel): Part | Diagnostic {
  const headers = Object.entries(backend.headers).map(([name, value]) => `${name}=${encodedHeader(value)}`);
  const fetched: string[] = [];
  const permissions: TracingPermission[] = [];
  const notes = new Map<string, Diagnostic>();
  for (const [name, secret] of Object.entries(backend.secretHeaders)) {
    const source = sourceOf(secret);
    if (source !== undefined) {
      fetched.push(`${name}=${source}`);
      // Where the variable is the user's, it stays, and ours is read by nobody.
      if (!isTaken(model, LAYER_SECRET_HEADERS)) { permissions.push(...secret.readPermissions); }
    } else if (secret.store === SecretStore.PLAIN_TEXT) {
      headers.push(`${name}=${encodedHeader(secret.deploymentReference!)}`);
      notes.set('secretInTemplate', diagnostic('secretInTemplate', { provider }));
    } else {
      return diagnostic('secretFormNotSupported', {
        provider, store: secret.store, runtime: model.runtime!, supported: 'TracingSecret.fromSecretsManagerName() or TracingSecret.fromSsmParameterName()',
      });
    }
  }
  return {
    environment: {
      OTEL_TRACES_EXPORTER: 'otlp',
      [endpointVariable(backend.endpoint!)]: backend.endpoint!,
      ...(backend.protocol === undefined ? {} : { OTEL_EXPORTER_OTLP_PROTOCOL: backend.protocol }),
      ...(headers.length > 0 ? { OTEL_EXPORTER_OTLP_HEADERS: headers.join(',') } : {}),
      ...(fetched.length > 0 ? { [LAYER_SECRET_HEADERS]: fetched.join(',') } : {}),
    },
    permissions,
    referencedSecrets: Object.values(backend.secretHeaders),
    notes: [...notes.values()],
  };
}

/** How the layer is told where a secret is: it fetches it after the first response. */
function sourceOf(secret: TracingSecret): string | undefined {
  switch (secret.store) {
    case SecretStore.SECRETS_MANAGER: return `secretsmanager:${secret.arn ?? secret.name}${secret.jsonField === undefined ? '' : `#${secret.jsonField}`}`;
    case SecretStore.SSM_PARAMETER: return `ssm:${secret.identifier(false)}`;
    default: return undefined;
  }
}
