import { CfnResource, Lazy, Reference, Stack, Tokenization } from 'aws-cdk-lib';
import { CfnRole, IRole, Policy, PolicyDocument, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { render, shapeOf } from './lambda-resource';
import { inStack } from './placeholders';
import { FunctionProperties } from './read-properties';
import { FoundReference, referencesOf } from './references';
import { resolved } from './resolved';
import { Diagnostic } from '../core/diagnostic';
import { diagnostic } from '../core/diagnostics';
import { TracingPermission } from '../core/instrumentation-plan';
import { MAX_INLINE_POLICY_CHARACTERS } from '../core/limits';

/** Name of the inline policy in a role. */
const POLICY_NAME = 'LambdaTracing';

/** Construct id of the policy resource for an imported role. */
const POLICY_ID = 'LambdaTracingPolicy';

/** A statement in JSON, by its own text: the same permission of many functions is one statement. */
type Statements = Map<string, object>;

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
  if (role !== undefined && !guarded) { return permitInline(role, statements); }
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
function permitInline(role: CfnResource, statements: object[]): Diagnostic | undefined {
  const holder = role as { [STATEMENTS]?: Statements };
  const present = holder[STATEMENTS];
  const missing = keyed(role, statements).filter(([key]) => !present?.has(key));
  if (missing.length === 0) { return undefined; }
  if (inlineCharacters(role, missing.map(([, statement]) => statement)) > MAX_INLINE_POLICY_CHARACTERS) {
    return notGranted(Stack.of(role), `its inline policies would be over IAM's ${MAX_INLINE_POLICY_CHARACTERS} characters`, statements);
  }
  if (present !== undefined) {
    missing.forEach(([key, statement]) => present.set(key, statement));
    return undefined;
  }
  const mine: Statements = new Map(missing);
  Object.defineProperty(role, STATEMENTS, { value: mine, enumerable: false });
  if (isTypedRole(role)) {
    const former = role.policies;
    role.policies = Lazy.uncachedAny({
      produce: (context) => [
        ...(context.resolve(former) as object[] | undefined ?? []),
        { policyName: POLICY_NAME, policyDocument: documentOf(inOrder(mine)) },
      ],
    });
  } else {
    const former: unknown[] = render(role).Properties?.Policies ?? [];
    role.addPropertyOverride('Policies', Lazy.uncachedAny({
      produce: () => [...former, { PolicyName: POLICY_NAME, PolicyDocument: documentOf(inOrder(mine)) }],
    }));
  }
  return undefined;
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
function inOrder(statements: Statements): object[] {
  return [...statements].sort(([one], [other]) => (one < other ? -1 : 1)).map(([, statement]) => statement);
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
  const id = `${POLICY_ID}${role.node.addr.slice(-8)}`;
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

function notGranted(stack: Stack, why: string, statements: object[]): Diagnostic {
  return diagnostic('permissionsNotGranted', { why, statements: JSON.stringify(stack.resolve(statements)) });
}
