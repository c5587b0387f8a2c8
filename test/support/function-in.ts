import { Resource, Template } from './app';

/** The properties of the one function of a template, or of the one whose logical id begins so. */
export function functionIn(template: Template, idPrefix = ''): { readonly [name: string]: any } {
  return resourceIn(template, 'AWS::Lambda::Function', idPrefix).Properties;
}

/** The environment variables of the one function of a template, or of the one whose logical id begins so. */
export function variablesIn(template: Template, idPrefix = ''): { readonly [name: string]: unknown } {
  return functionIn(template, idPrefix).Environment?.Variables ?? {};
}

/** The one resource of a type, or the one whose logical id begins so. */
export function resourceIn(template: Template, type: string, idPrefix = ''): Resource {
  const found = resourcesIn(template, type).filter(([id]) => id.startsWith(idPrefix));
  if (found.length !== 1) { throw new Error(`expected one ${type} ${idPrefix}, found ${found.map(([id]) => id).join(', ') || 'none'}`); }
  return found[0][1];
}

/** Every resource of a type, by logical id. */
export function resourcesIn(template: Template, type: string): [string, Resource][] {
  return Object.entries(template.Resources).filter(([, resource]) => resource.Type === type);
}

/** The statements of the inline policy that tracing added to the one role, or to the one whose logical id begins so. */
export function grantedIn(template: Template, idPrefix = ''): any[] {
  const { Policies = [] } = resourceIn(template, 'AWS::IAM::Role', idPrefix).Properties;
  return Policies.filter(({ PolicyName }: { PolicyName: string }) => PolicyName === 'LambdaTracing')
    .flatMap(({ PolicyDocument }: { PolicyDocument: { Statement: any[] } }) => PolicyDocument.Statement);
}
