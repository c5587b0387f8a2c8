import { Deployment } from './names';
import { Located, resourcesOf } from './template';

interface Statement {
  readonly Effect: 'Allow' | 'Deny';
  readonly Action?: string | string[];
  readonly Resource?: string | string[];
}

/** What the templates permit: who may invoke a function, and what a function's role may call. */
export class Permissions {
  private readonly granted: { fn: string; principal: string; sourceArn?: string }[];
  private readonly statements = new Map<string, Statement[]>();

  constructor(deployment: Deployment) {
    const { templates } = deployment;
    this.granted = resourcesOf(templates, 'AWS::Lambda::Permission').map(({ properties, template }) => {
      const { FunctionName, Principal, SourceArn } = deployment.resolve(properties, template);
      return { fn: String(FunctionName).split(':').pop()!, principal: Principal, sourceArn: SourceArn };
    });
    for (const role of resourcesOf(templates, 'AWS::IAM::Role')) { this.add(deployment, deployment.ref(role), role, role.properties.Policies ?? []); }
    for (const policy of resourcesOf(templates, 'AWS::IAM::Policy')) {
      for (const role of deployment.resolve(policy.properties.Roles ?? [], policy.template)) { this.add(deployment, role, policy, [policy.properties]); }
    }
  }

  /** Whether a service may invoke a function on behalf of a resource: a rule, a topic, a route. */
  public mayInvoke(fn: string, principal: string, sourceArn: string): boolean {
    return this.granted.some((grant) => grant.fn === fn && grant.principal === principal && (grant.sourceArn === undefined || matches(grant.sourceArn, sourceArn)));
  }

  /** Whether a role may do something to a resource. */
  public mayCall(role: string, action: string, resource: string): boolean {
    const applying = (this.statements.get(role) ?? []).filter(({ Action, Resource }) =>
      [Action ?? []].flat().some((pattern) => matches(pattern.toLowerCase(), action.toLowerCase())) && [Resource ?? []].flat().some((pattern) => matches(pattern, resource)));
    return applying.some(({ Effect }) => Effect === 'Allow') && !applying.some(({ Effect }) => Effect === 'Deny');
  }

  private add(deployment: Deployment, role: string, { template }: Located, policies: readonly any[]): void {
    const statements = policies.flatMap(({ PolicyDocument }) => deployment.resolve(PolicyDocument.Statement, template) as Statement[]);
    this.statements.set(role, [...this.statements.get(role) ?? [], ...statements]);
  }
}

/** Wildcards as IAM has them. */
function matches(pattern: string, text: string): boolean {
  return new RegExp(`^${pattern.replace(/[.+^${}()|[\]\\]/g, '\\$&').replace(/\*/g, '.*').replace(/\?/g, '.')}$`).test(text);
}
