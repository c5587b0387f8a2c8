import { LAYER_SECRET_HEADERS } from '../../../src/contract/layer-environment';
import type { FunctionFacts } from '../assembly/function-facts';
import { isObject, WholeTemplate } from '../assembly/read-templates';
import { error, Finding, warning } from '../finding';

const XRAY = ['xray:PutTelemetryRecords', 'xray:PutTraceSegments'];

/** Managed policies that allow what tracing needs. Source: AWS managed policy reference, X-Ray and Lambda. */
const MANAGED: { readonly [name: string]: readonly string[] } = {
  AWSXRayDaemonWriteAccess: XRAY, AWSXrayWriteOnlyAccess: XRAY, AWSXrayFullAccess: ['xray:*'], AdministratorAccess: ['*'], PowerUserAccess: ['xray:*', 'secretsmanager:*', 'ssm:*'],
};

interface Allowed {
  readonly allow: string[];
  readonly deny: string[];
  /** Whether there are policies that are not in the template. */
  readonly more: boolean;
}

/** Whether the function's role allows what the plan needs, by action. */
export function checkPermissions(facts: FunctionFacts): Finding[] {
  const { reported, properties, template } = facts;
  if (reported?.changes === undefined) { return []; }
  const needed = new Set([...reported.changes.permissions, ...neededBy(facts)]);
  if (needed.size === 0) { return []; }
  const allowed = facts.serverless && properties.Role === undefined ? serverlessRole(properties) : roleOf(properties.Role, template);
  const denied = [...needed].filter((action) => allowed.deny.some((pattern) => matches(pattern, action)));
  const missing = [...needed].filter((action) => !allowed.allow.some((pattern) => matches(pattern, action)));
  if (denied.length > 0) { return [error('permissionDenied', `its role denies ${denied.join(', ')}`, true)]; }
  if (missing.length === 0) { return []; }
  return allowed.more
    ? [warning('permissionNotSeen', `its role has policies that are not in the template; those that are do not allow ${missing.join(', ')}`, true)]
    : [error('permissionMissing', `its role does not allow ${missing.join(', ')}`, true)];
}

/** From the template, whatever the report says. */
function neededBy({ reported, environment }: FunctionFacts): string[] {
  const secrets = environment[LAYER_SECRET_HEADERS]?.text ?? '';
  return [
    ...(reported!.changes!.activeTracing ? XRAY : []),
    ...(/=secretsmanager:/.test(secrets) ? ['secretsmanager:GetSecretValue'] : []),
    ...(/=ssm:/.test(secrets) ? ['ssm:GetParameter'] : []),
  ];
}

function serverlessRole({ Policies, Tracing }: FunctionFacts['properties']): Allowed {
  const policies = Policies === undefined ? [] : [Policies].flat() as unknown[];
  // SAM adds AWSXrayWriteOnlyAccess to the roles that it makes for functions with tracing.
  return sum([...policies.map(fromPolicy), fromManaged(Tracing === 'Active' ? 'AWSXrayWriteOnlyAccess' : 'AWSLambdaBasicExecutionRole')]);
}

function fromPolicy(policy: unknown): Allowed {
  if (typeof policy === 'string') { return fromManaged(policy); }
  return isObject(policy) && policy.Statement !== undefined ? fromDocument(policy) : { allow: [], deny: [], more: true };
}

function roleOf(role: unknown, { resources }: WholeTemplate): Allowed {
  const attribute = isObject(role) ? role['Fn::GetAtt'] : undefined;
  const id = Array.isArray(attribute) ? String(attribute[0]) : typeof attribute === 'string' ? attribute.split('.')[0] : undefined;
  const own = id === undefined ? undefined : resources[id];
  const { Policies, ManagedPolicyArns } = own?.Properties ?? {};
  const inline = (Array.isArray(Policies) ? Policies : []).map((policy: unknown) => fromDocument(isObject(policy) ? policy.PolicyDocument : undefined));
  const managed = (Array.isArray(ManagedPolicyArns) ? ManagedPolicyArns : []).map((arn: unknown) => fromManaged(/policy\/(?:[\w-]+\/)*([\w-]+)/.exec(JSON.stringify(arn))?.[1] ?? ''));
  const attached = Object.values(resources)
    .filter(({ Type, Properties }) => (Type === 'AWS::IAM::Policy' || Type === 'AWS::IAM::ManagedPolicy') && Array.isArray(Properties?.Roles) && Properties.Roles.some((name) => isOf(name, id, role)))
    .map(({ Properties }) => fromDocument(Properties?.PolicyDocument));
  return sum([...inline, ...managed, ...attached, { allow: [], deny: [], more: own === undefined }]);
}

/** A role of this template by reference, one from elsewhere by its name at the end of its ARN. */
function isOf(name: unknown, id: string | undefined, role: unknown): boolean {
  if (id !== undefined) { return isObject(name) && name.Ref === id; }
  return typeof name === 'string' && new RegExp(`[/"]${name.replace(/[^\w-]/g, '\\$&')}"`).test(JSON.stringify(role));
}

function fromManaged(name: string): Allowed {
  const known = name.replace(/^.*\//, '');
  const harmless = /^AWSLambda(Basic|VPCAccess|SQSQueue|DynamoDB|Kinesis)ExecutionRole$/.test(known) || known === 'CloudWatchLambdaInsightsExecutionRolePolicy';
  return { allow: [...MANAGED[known] ?? []], deny: [], more: !(known in MANAGED) && !harmless };
}

function fromDocument(document: unknown): Allowed {
  const statements = isObject(document) ? [document.Statement].flat() as unknown[] : [];
  const allowed = { allow: [] as string[], deny: [] as string[], more: false };
  for (const statement of statements) {
    if (!isObject(statement)) { continue; }
    const actions = ([statement.Action ?? []].flat() as unknown[]).map(String);
    // A denial that depends on the resource or on a condition need not meet us.
    if (statement.Effect === 'Allow') { allowed.allow.push(...actions); } else if (statement.Resource === '*' && statement.Condition === undefined) { allowed.deny.push(...actions); }
  }
  return allowed;
}

function sum(parts: readonly Allowed[]): Allowed {
  return { allow: parts.flatMap(({ allow }) => allow), deny: parts.flatMap(({ deny }) => deny), more: parts.some(({ more }) => more) };
}

function matches(pattern: string, action: string): boolean {
  return new RegExp(`^${pattern.replace(/[^\w*?]/g, '\\$&').replace(/\*/g, '.*').replace(/\?/g, '.')}$`, 'i').test(action);
}
