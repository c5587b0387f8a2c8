import { Fields, fieldsOf } from './fields';
import type { FoundTemplate, Resource } from './templates';

/** Name of the inline policy that tracing puts into a role. */
const POLICY_NAME = 'LambdaTracing';

/** Beginning of the logical id of the policy that imported roles have. */
const SHARED_POLICY = 'LambdaTracingPolicy';

/** The IAM statements that were added for a function: in its role, in the policy of an imported role, or in what SAM makes a role from. */
export function addedStatements({ resources }: FoundTemplate, { Type, Properties }: Resource): unknown[] {
  const { Role, Policies } = fieldsOf(Properties);
  if (Type === 'AWS::Serverless::Function' && Role === undefined) { return statementsIn(Array.isArray(Policies) ? Policies[Policies.length - 1] : undefined); }
  const role = roleOf(Role);
  const inline = role === undefined ? [] : policiesOf(resources[role]).filter(({ PolicyName }) => PolicyName === POLICY_NAME);
  const found = inline.length > 0 ? inline : Object.entries(resources)
    .filter(([logicalId, resource]) => logicalId.startsWith(SHARED_POLICY) && resource?.Type === 'AWS::IAM::Policy')
    .map(([, resource]) => fieldsOf(resource.Properties))
    .filter(({ Roles }) => mayBeOf(Roles, Role));
  return found.flatMap(({ PolicyDocument }) => statementsIn(PolicyDocument));
}

function statementsIn(document: unknown): unknown[] {
  return [fieldsOf(document).Statement ?? []].flat();
}

/** Imported roles are known by the names at the end of their ARNs; of one that is put together at deployment it may be any. */
function mayBeOf(roles: unknown, role: unknown): boolean {
  const name = typeof role === 'string' ? role.split('/').pop() : undefined;
  return name === undefined || !Array.isArray(roles) || roles.includes(name);
}

function roleOf(role: unknown): string | undefined {
  const attribute = fieldsOf(role)['Fn::GetAtt'];
  return Array.isArray(attribute) && typeof attribute[0] === 'string' ? attribute[0] : undefined;
}

function policiesOf(role: Resource | undefined): Fields[] {
  const policies = fieldsOf(role?.Properties).Policies;
  return Array.isArray(policies) ? policies.map(fieldsOf) : [];
}
