import type { Diagnostic } from '../core/diagnostic';
import { diagnostic, DiagnosticName } from '../core/diagnostics';
import { SecretStore, TracingSecret } from '../core/tracing-secret';

/** A secret whose value reaches the function in its environment, because the tracer reads no store. */
export interface DeployedSecret {
  /** What to write into the template. */
  readonly value: string;
  readonly notes: Diagnostic[];
}

const NOTES: { readonly [store in SecretStore]?: DiagnosticName } = {
  [SecretStore.SECRETS_MANAGER]: 'secretResolvedAtDeployment',
  [SecretStore.SSM_PARAMETER]: 'secretResolvedAtDeployment',
  [SecretStore.PLAIN_TEXT]: 'secretInTemplate',
};

const SUPPORTED = 'TracingSecret.fromSecretsManagerName(), or a parameter that is not a SecureString';

/** The value as CloudFormation puts it into the environment at deployment, or why it cannot. */
export function deployedSecret(provider: string, secret: TracingSecret, runtime: string, supported = SUPPORTED): DeployedSecret | Diagnostic {
  const note = NOTES[secret.store];
  const value = secret.deploymentReference;
  if (note === undefined || value === undefined) {
    const store = secret.store === SecretStore.SSM_PARAMETER ? 'a SecureString parameter' : secret.store;
    return diagnostic('secretFormNotSupported', { provider, store, runtime, supported });
  }
  return { value, notes: [diagnostic(note, { provider, runtime, unread: secret.jsonField === undefined ? 'no secret store' : 'no field of a secret' })] };
}
