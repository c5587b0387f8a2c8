import { COLLECTOR_ENDPOINT } from './collector-config';
import { decideByLayers, LayerVendor, VendorPart } from './decide-by-layers';
import { deployedSecret } from './deployed-secret';
import { dockerfile } from './dockerfile';
import type { LayerArnOptions } from './layer-arn-options';
import { problemsWithOverrides } from './layer-overrides';
import { layerVariables } from './otlp-vendor';
import { Backend, BackendKind } from '../backends/backend';
import { completeEndpoint } from '../backends/complete-endpoint';
import { OPENTELEMETRY_COMMUNITY, ROTEL } from '../catalog/catalog';
import type { LanguageFacts } from '../catalog/vendor-facts';
import { withExtension } from '../catalog/with-extension';
import type { Decision } from '../core/decision';
import type { Diagnostic } from '../core/diagnostic';
import type { FunctionArchitecture, FunctionModel } from '../core/function-model';
import type { TracingPermission } from '../core/instrumentation-plan';
import { refuseIfWrong } from '../core/props-error';
import { TracingProvider } from '../core/provider';
import { SecretStore } from '../core/tracing-secret';

/** Options for Rotel. */
export interface RotelProviderProps extends LayerArnOptions {
  /** Where Rotel sends to: a back end that takes OTLP. */
  readonly backend: Backend;
}

const FACTS = withExtension(OPENTELEMETRY_COMMUNITY, ROTEL);

/** Source: rotel-lambda-extension README, 2026-08-03. IAM has no resource for the batch action. */
const BATCH: { readonly [store in SecretStore]?: TracingPermission } = {
  [SecretStore.SECRETS_MANAGER]: { actions: ['secretsmanager:BatchGetSecretValue'], resources: ['*'] },
};

/**
 * Rotel, a collector of little weight, as an extension, with the language layers of the OpenTelemetry community (Node.js,
 * Python, Java, Ruby) before it. Only on runtimes that are Amazon Linux 2023. Rotel sends the function's log as well.
 *
 * @example
 * LambdaTracing.of(app).add(new RotelProvider({ backend: Backend.collector({ endpoint: 'http://collector.internal:4318' }) }));
 */
export class RotelProvider extends TracingProvider {
  public readonly name = 'rotel';

  private readonly vendor: LayerVendor;

  constructor(props: RotelProviderProps) {
    super();
    const { backend, layerArns } = (props ?? {}) as RotelProviderProps;
    refuseIfWrong('RotelProvider', [
      ...(backend?.kind === BackendKind.OTLP ? [] : [`backend is not one that takes OTLP, got ${backend?.vendor ?? typeof backend}; use Backend.otlp() or the like`]),
      ...problemsWithOverrides({ layerArns }, FACTS),
    ]);
    this.vendor = {
      name: this.name,
      facts: FACTS,
      overrides: { layerArns },
      activeTracing: false,
      part: (model, language) => rotelPart(this.name, backend, model, language),
    };
  }

  public decide(model: FunctionModel): Decision {
    return decideByLayers(this.vendor, model);
  }

  public dockerfile(runtime: string, architecture?: FunctionArchitecture): string[] {
    return dockerfile(this.vendor, runtime, architecture);
  }
}

function rotelPart(name: string, backend: Backend, model: FunctionModel, language: LanguageFacts): VendorPart | Diagnostic {
  const headers = Object.entries(backend.headers).map(([header, value]) => `${header}=${value}`);
  const notes = new Map<string, Diagnostic>();
  const permissions: TracingPermission[] = [];
  for (const [header, secret] of Object.entries(backend.secretHeaders)) {
    const arn = secret.identifier(true);
    if (arn !== undefined) {
      headers.push(`${header}=\${${arn}}`);
      permissions.push(...readsOf(secret.readPermissions), ...(BATCH[secret.store] ? [BATCH[secret.store]!] : []));
      continue;
    }
    const deployed = deployedSecret(name, secret, model.runtime!, 'TracingSecret.fromSecretsManagerName() or TracingSecret.fromSsmParameterName()');
    if (!('value' in deployed)) { return deployed; }
    headers.push(`${header}=${deployed.value}`);
    deployed.notes.forEach((note) => notes.set(note.id, note));
  }
  const endpoint = backend.endpoint!;
  return {
    environment: {
      [completeEndpoint(endpoint) ? 'ROTEL_OTLP_EXPORTER_TRACES_ENDPOINT' : 'ROTEL_OTLP_EXPORTER_ENDPOINT']: endpoint,
      ROTEL_OTLP_EXPORTER_PROTOCOL: 'http',
      ...(headers.length > 0 ? { ROTEL_OTLP_EXPORTER_CUSTOM_HEADERS: headers.join(',') } : {}),
      ...(language.extensionOnly ? {} : { OTEL_EXPORTER_OTLP_ENDPOINT: COLLECTOR_ENDPOINT, ...layerVariables(language.protocols[0], model) }),
    },
    permissions,
    referencedSecrets: Object.values(backend.secretHeaders),
    notes: [...notes.values()],
  };
}

/** Rotel reads parameters by the action for many. */
function readsOf(permissions: readonly TracingPermission[]): TracingPermission[] {
  return permissions.map(({ actions, resources }) => ({ resources, actions: actions.map((action) => (action === 'ssm:GetParameter' ? 'ssm:GetParameters' : action)) }));
}
