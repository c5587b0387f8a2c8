import { IResolvable, IResolveContext, Tokenization } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { mayHoldTokens } from './literal';

/** A value that CDK makes at synthesis; one of its own may know, under `CDK_DEBUG`, the lines that set it. */
export type Source = IResolvable & { readonly getStackTraces?: () => readonly unknown[] };

/** The token that a value is, or stands for as a whole: a text, a list. */
export function tokenOf(value: unknown): Source | undefined {
  if (typeof value === 'string') { return mayHoldTokens(value) ? Tokenization.reverse(value, { failConcat: false }) : undefined; }
  if (Array.isArray(value)) { return value.length === 1 && typeof value[0] === 'string' && mayHoldTokens(value[0]) ? Tokenization.reverseList(value as string[]) : undefined; }
  return typeof (value as Partial<Source> | null | undefined)?.resolve === 'function' ? value as Source : undefined;
}

const NOT_ASKED = new Error('whoever asks here does not resolve');

/** What a token is asked with: it resolves nothing, and knows whether it was to, by whatever way its methods are called. */
class Asking implements IResolveContext {
  public readonly preparing = false;
  public readonly documentPath: string[] = [];
  public refused = false;

  constructor(public readonly scope: IConstruct) {}

  public readonly resolve = (): never => {
    this.refused = true;
    throw NOT_ASKED;
  };
  public readonly registerPostProcessor = (): never => this.resolve();
}

/** What a token has made of itself, or that it cannot be had by asking. */
type Produced = { readonly value: unknown } | undefined;

/**
 * What a token makes of itself, with the tokens that are in that. Nothing where it wants more than to be asked, even if it does without when it is
 * refused: CDK knows what becomes of it.
 */
export function producedBy(token: Source, scope: IConstruct): Produced {
  const asking = new Asking(scope);
  try {
    const value: unknown = token.resolve(asking);
    return asking.refused ? undefined : { value };
  } catch {
    return undefined;
  }
}

/** The same while a template is made: what knows the lines that set it tells them to CDK itself. */
export function producedFor(context: IResolveContext, token: Source): Produced {
  return token.getStackTraces?.().length ? undefined : producedBy(token, context.scope);
}
