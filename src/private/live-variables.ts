import { CfnResource, IResolvable, IResolveContext, Lazy, Stack } from 'aws-cdk-lib';

type Variables = { readonly [name: string]: unknown };

/**
 * The environment variables of an L1's public property as they are when the template is written: what the user sets
 * after tracing was attached is the user's value, and wins.
 */
export class LiveVariables {
  private pass?: { readonly variables: Variables; readonly served: Set<string> };

  constructor(private readonly resource: CfnResource & { readonly environment?: unknown }) {}

  /** The variable as it is now. */
  public now(name: string): unknown {
    return variablesIn(Stack.of(this.resource).resolve(this.resource.environment))[name];
  }

  /** A value made of what the variable is when the template is written. */
  public lazily(name: string, valueOf: (current: unknown) => unknown): IResolvable {
    return Lazy.uncachedAny({ produce: (context) => valueOf(this.read(name, context)) });
  }

  /** The property is resolved once for all variables: a name that is asked for again begins another pass. */
  private read(name: string, context: IResolveContext): unknown {
    if (this.pass === undefined || this.pass.served.has(name)) {
      this.pass = { variables: variablesIn(context.resolve(this.resource.environment)), served: new Set() };
    }
    this.pass.served.add(name);
    return this.pass.variables[name];
  }
}

function variablesIn(environment: { readonly variables?: Variables } | undefined): Variables {
  return environment?.variables ?? {};
}
