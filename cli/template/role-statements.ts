import type { TemplateFunction } from './function-scan';
import { substituted } from './placeholders';
import { Diagnostic } from '../../src/core/diagnostic';
import { diagnostic } from '../../src/core/diagnostics';
import { FUNCTION_SHAPES } from '../../src/core/function-facts';
import { TracingPermission } from '../../src/core/instrumentation-plan';
import { MAX_INLINE_POLICY_CHARACTERS } from '../../src/core/limits';
import type { TextEditor } from '../text/text-editor';
import { isPlainObject, Json } from '../text/text-source';

/** Name of the inline policy in a role, as in CDK apps. */
const POLICY_NAME = 'LambdaTracing';

/** Grants what tracers need: in the role's own resource where that is in the template, else by the statements that SAM makes a role from. */
export class RoleStatements {
  private readonly byRole = new Map<string, Map<string, object>>();

  constructor(private readonly template: Json, private readonly editor: TextEditor) {}

  /** @returns what the user has to do where the role cannot be changed */
  public grant({ logicalId, type, own }: TemplateFunction, permissions: readonly TracingPermission[]): Diagnostic | undefined {
    if (permissions.length === 0) { return undefined; }
    const statements = permissions.map(statementOf);
    if (FUNCTION_SHAPES[type].serverless && own.Role === undefined) { return this.grantBySam(logicalId, own.Policies, statements); }
    const role = roleOf(own.Role);
    const resource = role === undefined ? undefined : (this.template.Resources as Json)[role];
    if (resource?.Type !== 'AWS::IAM::Role') { return notGranted('it is not part of this template', statements); }
    return this.grantInline(role!, resource.Properties?.Policies, statements);
  }

  /** Once all functions are known: what several of them need of one role is one policy. */
  public write(): void {
    for (const [role, statements] of this.byRole) {
      const former = policiesIn((this.template.Resources as Json)[role].Properties?.Policies);
      const ours = former.findIndex((policy) => isPlainObject(policy) && policy.PolicyName === POLICY_NAME);
      const path = ['Resources', role, 'Properties', 'Policies'];
      const sorted = [...statements].sort(([one], [other]) => (one < other ? -1 : 1)).map(([, statement]) => statement);
      if (ours < 0) {
        this.editor.append(path, { PolicyName: POLICY_NAME, PolicyDocument: documentOf(sorted) });
      } else {
        sorted.forEach((statement) => this.editor.append([...path, ours, 'PolicyDocument', 'Statement'], statement));
      }
    }
  }

  private grantInline(role: string, policies: unknown, statements: object[]): Diagnostic | undefined {
    const path = ['Resources', role, 'Properties', 'Policies'];
    const problem = policies === undefined || policies === null || Array.isArray(policies) ? this.editor.problemAt(path) : 'its policies are an intrinsic function';
    if (problem !== undefined) { return notGranted(problem, statements); }
    const ours = policiesIn(policies).find((policy) => isPlainObject(policy) && policy.PolicyName === POLICY_NAME) as Json | undefined;
    const present = new Set([ours?.PolicyDocument?.Statement ?? []].flat().map((statement) => JSON.stringify(statement)));
    const wanted = this.byRole.get(role) ?? new Map<string, object>();
    const missing = statements.filter((statement) => !present.has(JSON.stringify(statement)));
    const all = new Map([...wanted, ...missing.map((statement): [string, object] => [JSON.stringify(statement), statement])]);
    if (JSON.stringify([policies ?? [], [...all.values()]]).length > MAX_INLINE_POLICY_CHARACTERS) {
      return notGranted(`its inline policies would be over IAM's ${MAX_INLINE_POLICY_CHARACTERS} characters`, statements);
    }
    if (all.size > 0) { this.byRole.set(role, all); }
    return undefined;
  }

  /** SAM makes the role from this list, which may be one entry alone. */
  private grantBySam(logicalId: string, policies: unknown, statements: object[]): Diagnostic | undefined {
    const path = ['Resources', logicalId, 'Properties', 'Policies'];
    if (policies === undefined || policies === null || Array.isArray(policies)) {
      this.editor.append(path, documentOf(statements));
    } else {
      this.editor.set(path, [policies, documentOf(statements)]);
    }
    return undefined;
  }
}

function statementOf({ actions, resources }: TracingPermission): object {
  return { Effect: 'Allow', Action: oneOrMany([...actions].sort()), Resource: oneOrMany(resources.map(substituted)) };
}

function oneOrMany(values: unknown[]): unknown {
  return values.length === 1 ? values[0] : values;
}

function documentOf(statements: readonly object[]): object {
  return { Version: '2012-10-17', Statement: statements };
}

function policiesIn(policies: unknown): unknown[] {
  return Array.isArray(policies) ? policies : [];
}

function roleOf(role: unknown): string | undefined {
  const attribute: unknown = isPlainObject(role) ? role['Fn::GetAtt'] : undefined;
  const [name, what] = typeof attribute === 'string' ? attribute.split('.') : Array.isArray(attribute) ? attribute as unknown[] : [];
  return typeof name === 'string' && what === 'Arn' ? name : undefined;
}

function notGranted(why: string, statements: object[]): Diagnostic {
  return diagnostic('permissionsNotGranted', { why, statements: JSON.stringify(statements) });
}
