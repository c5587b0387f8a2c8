import { CfnResource, Lazy, Reference, Stack, Tokenization } from 'aws-cdk-lib';
import { CfnRole, IRole, Policy, PolicyDocument, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { functionsOf, render, shapeOf } from './lambda-resource';
import { inStack } from './placeholders';
import { recordOf } from './record';
import { FoundReference, referencesOf } from './references';
import { resolved } from './resolved';
import { Diagnostic } from '../core/diagnostic';
import { diagnostic } from '../core/diagnostics';
import { FunctionProperties } from '../core/function-facts';
import { TracingPermission } from '../core/instrumentation-plan';
import { MAX_INLINE_POLICY_CHARACTERS } from '../core/limits';

/** Name of the inline policy in a role. */
const POLICY_NAME = 'LambdaTracing';

/** Construct id of the policy resource for an imported role. */
const POLICY_ID = 'LambdaTracingPolicy';

/** A statement, and the functions that need it: none, once all of them were opted out. */
interface Grant {
  readonly statement: object;
  readonly holders: Set<CfnResource>;
}

/** By the statement's own text: the same permission of many functions is one statement. */
type Grants = Map<string, Grant>;

const STATEMENTS = Symbol.for('cdk-lambda-tracing.statements');

/**
 * Allows what a function's tracer needs, in the role the function has.
 *
 * @returns what the user has to do where the role cannot be changed
 */
export function permit(
  resource: CfnResource, properties: FunctionProperties, permissions: readonly TracingPermission[],
): Diagnostic | undefined {
  if (permissions.length === 0) { return undefined; }
  const stack = Stack.of(resource);
  const statements = permissions.map((permission) => statementOf(stack, permission));
  if (shapeOf(resource).serverless && properties.Role === undefined) {
    // SAM makes the role from this list, which may be one entry alone.
    const former: unknown[] = properties.Policies === undefined ? [] : [properties.Policies].flat();
    resource.addPropertyOverride('Policies', [...former, documentOf(statements)]);
    return undefined;
  }
  const role = ownRole(resource);
  const imported = constructedRole(resource, properties.Role);
  // A role of this app behind another construct: that one decides, as withoutPolicyUpdates() does.
  const guarded = imported !== undefined && role !== undefined && !role.node.scopes.includes(imported);
  if (role !== undefined && !guarded) { return permitInline(role, statements, resource); }
  if (imported !== undefined && permitByPolicy(stack, imported, statements)) { return undefined; }
  return notGranted(stack, imported === undefined ? 'it is not part of this app' : 'it is immutable or from another account', statements);
}

function statementOf(stack: Stack, { actions, resources }: TracingPermission): object {
  return { Effect: 'Allow', Action: oneOrMany([...actions].sort()), Resource: oneOrMany(resources.map((resource) => inStack(stack, resource))) };
}

/** As CDK and the IAM console write it. */
function oneOrMany(values: string[]): string | string[] {
  return values.length === 1 ? values[0] : values;
}

/** The role's L1, by identity of the construct behind the token, never by logical id. */
export function ownRole(resource: CfnResource): CfnResource | undefined {
  const token = (resource as { role?: unknown }).role;
  const reversed = Tokenization.reverse(token, { failConcat: false });
  const target = Reference.isReference(reversed) ? reversed.target : referencesOf(resource).find(isRoleProperty)?.target;
  return CfnResource.isCfnResource(target) && target.cfnResourceType === CfnRole.CFN_RESOURCE_TYPE_NAME ? target : undefined;
}

/** The whole value of the property, not a part of it. */
function isRoleProperty({ path }: FoundReference): boolean {
  return path[path.length - 1]?.toLowerCase() === 'role';
}

/** One inline policy on the role's L1: no resource more, and it is there before anything initialises. */
function permitInline(role: CfnResource, statements: object[], resource: CfnResource): Diagnostic | undefined {
  const present = grantsOf(role);
  const wanted = keyed(role, statements);
  const missing = wanted.filter(([key]) => !present?.has(key));
  wanted.forEach(([key]) => present?.get(key)?.holders.add(resource));
  if (missing.length === 0) { return undefined; }
  if (inlineCharacters(role, missing.map(([, statement]) => statement)) > MAX_INLINE_POLICY_CHARACTERS) {
    return notGranted(Stack.of(role), `its inline policies would be over IAM's ${MAX_INLINE_POLICY_CHARACTERS} characters`, statements);
  }
  const mine: Grants = present ?? new Map();
  missing.forEach(([key, statement]) => mine.set(key, { statement, holders: new Set([resource]) }));
  if (present !== undefined) { return undefined; }
  Object.defineProperty(role, STATEMENTS, { value: mine, enumerable: false });
  if (isTypedRole(role)) {
    const former = role.policies;
    role.policies = Lazy.uncachedAny({
      produce: (context) => {
        const own = context.resolve(former) as object[] | undefined;
        return mine.size === 0 ? own : [...own ?? [], { policyName: POLICY_NAME, policyDocument: documentOf(inOrder(mine)) }];
      },
    });
  } else {
    const former = render(role).Properties?.Policies as unknown[] | undefined;
    role.addPropertyOverride('Policies', Lazy.uncachedAny({
      produce: () => (mine.size === 0 ? former : [...former ?? [], { PolicyName: POLICY_NAME, PolicyDocument: documentOf(inOrder(mine)) }]),
    }));
  }
  return undefined;
}

function grantsOf(role: CfnResource): Grants | undefined {
  return (role as { [STATEMENTS]?: Grants })[STATEMENTS];
}

/** Takes back what was granted for a function, but for what others need. */
export function withdraw(resource: CfnResource, properties: FunctionProperties, permissions: readonly TracingPermission[]): void {
  if (permissions.length === 0) { return; }
  const role = ownRole(resource);
  const grants = role && grantsOf(role);
  for (const [key, { holders }] of grants ?? []) {
    if (holders.delete(resource) && holders.size === 0) { grants!.delete(key); }
  }
  const imported = constructedRole(resource, properties.Role);
  if (imported !== undefined) { withdrawPolicy(Stack.of(resource), imported); }
}

/** Not a raw CfnResource. */
function isTypedRole(role: CfnResource): role is CfnRole {
  return 'assumeRolePolicyDocument' in role;
}

/** By text, so that the order in which functions are visited does not show in the template. */
function keyed(scope: CfnResource, statements: object[]): [string, object][] {
  return statements.map((statement) => [JSON.stringify(resolved(Stack.of(scope), statement)), statement]);
}

function documentOf(statements: object[]): object {
  return { Version: '2012-10-17', Statement: statements };
}

/** By their resolved text: the numbers of tokens depend on what was made before. */
function inOrder(grants: Grants): object[] {
  return [...grants].sort(([one], [other]) => (one < other ? -1 : 1)).map(([, { statement }]) => statement);
}

/** Characters of the policies in the role, what we have granted before included, of its L2's default policy and of what is to come; white space does not count. */
function inlineCharacters(role: CfnResource, more: object[]): number {
  const stack = Stack.of(role);
  const defaultPolicy = role.node.scope?.node.tryFindChild('DefaultPolicy') as Policy | undefined;
  const parts: unknown[] = [isTypedRole(role) ? role.policies ?? [] : render(role).Properties?.Policies ?? [], documentOf(more), defaultPolicy?.document ?? {}];
  return parts.reduce((sum: number, part) => sum + JSON.stringify(resolved(stack, part)).replace(/\s/g, '').length, 0);
}

/** The role construct of the L2 above the function's L1. A construct of the user's may have another role for its member. */
function constructedRole(resource: CfnResource, property: unknown): IRole | undefined {
  const role = (resource.node.scope as { role?: IRole } | undefined)?.role;
  if (typeof role?.attachInlinePolicy !== 'function') { return undefined; }
  if ((resource as { role?: unknown }).role === role.roleArn) { return role; } // as every L2 function passes it
  const text = (value: unknown) => JSON.stringify(resolved(Stack.of(resource), value));
  return text(role.roleArn) === text(property) ? role : undefined;
}

/** One policy resource per stack and imported role. A role that takes no policy leaves it unattached: it is removed again. */
function permitByPolicy(stack: Stack, role: IRole, statements: object[]): boolean {
  const id = policyId(role);
  const existing = stack.node.tryFindChild(id) as Policy | undefined;
  const policy = existing ?? new Policy(stack, id, { document: new PolicyDocument({ minimize: true }) });
  statements.forEach((statement) => policy.addStatements(PolicyStatement.fromJson(statement)));
  if (existing !== undefined) { return true; }
  role.attachInlinePolicy(policy);
  const attached: unknown[] | undefined = stack.resolve((policy.node.defaultChild as unknown as { roles?: unknown }).roles);
  if (attached !== undefined && attached.length > 0) { return true; }
  stack.node.tryRemoveChild(id);
  return false;
}

/** A statement cannot be removed from a policy: it is made anew from what the stack's other functions with that role need. */
function withdrawPolicy(stack: Stack, role: IRole): void {
  if (!stack.node.tryRemoveChild(policyId(role))) { return; }
  const others = functionsOf(stack).filter((other) => Stack.of(other) === stack && constructedRole(other, (other as { role?: unknown }).role) === role);
  const statements = others.flatMap((other) => recordOf(other)?.change?.permissions ?? []).map((permission) => statementOf(stack, permission));
  if (statements.length > 0) { permitByPolicy(stack, role, statements); }
}

function policyId(role: IRole): string {
  return `${POLICY_ID}${role.node.addr.slice(-8)}`;
}

function notGranted(stack: Stack, why: string, statements: object[]): Diagnostic {
  return diagnostic('permissionsNotGranted', { why, statements: JSON.stringify(stack.resolve(statements)) });
}
