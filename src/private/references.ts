import { CfnElement, DefaultTokenResolver, IPostProcessor, IResolvable, IResolveContext, Reference, StringConcat, Tokenization } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { unresolved } from './lambda-resource';

/** A reference that a resource makes, and where in the resource. */
export interface FoundReference {
  readonly target: IConstruct;
  /** Names of the properties down to it. */
  readonly path: readonly string[];
}

/**
 * The constructs that a resource refers to, by identity: tokens say which construct they stand for, logical ids do
 * not. Works for raw resources too, whose properties are not public.
 */
export function referencesOf(resource: CfnElement): FoundReference[] {
  const resolver = new RecordingResolver();
  Tokenization.resolve(unresolved(resource), { scope: resource, resolver, preparing: false });
  return resolver.found;
}

class RecordingResolver extends DefaultTokenResolver {
  public readonly found: FoundReference[] = [];

  constructor() {
    super(new StringConcat()); // the text is thrown away
  }

  public resolveToken(token: IResolvable, context: IResolveContext, postProcessor: IPostProcessor): unknown {
    if (Reference.isReference(token)) { this.found.push({ target: token.target, path: [...context.documentPath] }); }
    return super.resolveToken(token, context, postProcessor);
  }
}
