import { CfnElement, DefaultTokenResolver, IPostProcessor, IResolvable, IResolveContext, Reference, StringConcat, Tokenization } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { unresolved } from './lambda-resource';

/** A reference that a resource makes, and where in the resource. */
export interface FoundReference {
  readonly target: IConstruct;
  /** Names of the properties down to it. */
  readonly path: readonly string[];
  /** What stands there instead. */
  readonly resolved: unknown;
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

/** The constructs that the tokens in a value stand for where it is written; a name or an ARN that is known is text there, and stands for none. */
export function referencesIn(scope: IConstruct, value: unknown): IConstruct[] {
  const resolver = new RecordingResolver();
  Tokenization.resolve(value, { scope, resolver, preparing: false });
  return resolver.found.filter(({ resolved }) => isIntrinsic(resolved)).map(({ target }) => target);
}

/** A text, or one joined from pseudo parameters, is what CDK writes for a physical name in another environment. */
function isIntrinsic(resolved: unknown): boolean {
  return typeof resolved === 'object' && resolved !== null && !('Fn::Join' in resolved);
}

class RecordingResolver extends DefaultTokenResolver {
  public readonly found: FoundReference[] = [];

  constructor() {
    super(new StringConcat()); // the text is thrown away
  }

  public resolveToken(token: IResolvable, context: IResolveContext, postProcessor: IPostProcessor): unknown {
    const path = Reference.isReference(token) ? [...context.documentPath] : [];
    const resolved: unknown = super.resolveToken(token, context, postProcessor);
    if (Reference.isReference(token)) { this.found.push({ target: token.target, path, resolved }); }
    return resolved;
  }
}
