import type { VendorPart } from './decide-by-layers';
import { deployedSecret } from './deployed-secret';
import type { Diagnostic } from '../core/diagnostic';
import type { FunctionModel } from '../core/function-model';
import { SecretStore, TracingSecret } from '../core/tracing-secret';

/** A variable that tells a tracer where a secret is. */
export interface StoreVariable {
  readonly variable: string;
  readonly byArn?: boolean;
}

/** The variables in which a tracer takes a secret: in one its value, in others where to read it. */
export interface SecretVariables {
  readonly value: string;
  readonly secretsManager?: StoreVariable;
  readonly ssmParameter?: StoreVariable;
  /** Takes a ciphertext of KMS, which the tracer decrypts. */
  readonly ciphertext?: string;
}

/** Hands a secret to a tracer, in the way that shows least of it; or says why it cannot. */
export function secretPart(provider: string, secret: TracingSecret, model: FunctionModel, variables: SecretVariables): VendorPart | Diagnostic {
  const read = { [SecretStore.SECRETS_MANAGER]: variables.secretsManager, [SecretStore.SSM_PARAMETER]: variables.ssmParameter }[secret.store as string];
  if (read && secret.identifier(read.byArn ?? false) !== undefined) { return { secrets: [{ secret, ...read }] }; }
  if (secret.store === SecretStore.KMS_CIPHERTEXT && variables.ciphertext) {
    return { environment: { [variables.ciphertext]: secret.deploymentReference! }, permissions: secret.readPermissions };
  }
  const deployed = deployedSecret(provider, secret, model.runtime!, supportedForms(variables));
  return 'message' in deployed ? deployed : { environment: { [variables.value]: deployed.value }, referencedSecrets: [secret], notes: deployed.notes };
}

function supportedForms({ secretsManager, ssmParameter, ciphertext }: SecretVariables): string | undefined {
  const forms = [
    ...(secretsManager ? ['TracingSecret.fromSecretsManagerName()'] : []),
    ...(ssmParameter ? ['TracingSecret.fromSsmParameterName()'] : []),
    ...(ciphertext ? ['TracingSecret.fromKmsCiphertext()'] : []),
  ];
  return forms.length > 0 ? forms.join(' or ') : undefined;
}
