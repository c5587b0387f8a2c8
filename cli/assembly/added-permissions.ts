import type { FoundTemplate, Resource } from './templates';

/** Name of the inline policy that tracing puts into a role. */
const POLICY_NAME = 'LambdaTracing';

/** Beginning of the logical id of the policy that imported roles share. */
const SHARED_POLICY = 'LambdaTracingPolicy';

type Json = { readonly [name: string]: unknown };

/** The IAM statements that were added for a function, from its role in the same template or the policy that its role shares. */
export function addedStatements({ resources }: FoundTemplate, { Properties = {} }: Resource): unknown[] {
  const role = roleOf(Properties.Role);
  const inline = (role === undefined ? [] : policiesOf(resources[role])).filter(({ PolicyName }) => PolicyName === POLICY_NAME);
  const found = inline.length > 0 ? inline : Object.entries(resources)
    .filter(([logicalId, resource]) => logicalId.startsWith(SHARED_POLICY) && resource?.Type === 'AWS::IAM::Policy')
    .map(([, resource]) => resource.Properties ?? {});
  return found.flatMap(({ PolicyDocument }) => (PolicyDocument as { Statement?: unknown[] } | undefined)?.Statement ?? []);
}

function roleOf(role: unknown): string | undefined {
  const attribute = (role as { 'Fn::GetAtt'?: unknown } | undefined)?.['Fn::GetAtt'];
  return Array.isArray(attribute) && typeof attribute[0] === 'string' ? attribute[0] : undefined;
}

function policiesOf(role: Resource | undefined): Json[] {
  const policies = role?.Properties?.Policies;
  return Array.isArray(policies) ? policies.filter((policy): policy is Json => typeof policy === 'object' && policy !== null) : [];
}
