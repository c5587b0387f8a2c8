import { Diagnostic } from './diagnostic';
import { TracingLayer } from './tracing-layer';
import { TracingLevel } from './tracing-level';
import { TracingSecret } from './tracing-secret';

/** Sends the runtime to the provider's handler, which then calls the user's. */
export interface HandlerRedirect {
  /** Handler that Lambda is to call, for example `instana.lambda_handler`. */
  readonly handler: string;

  /** Environment variable in which the provider's handler finds the user's. */
  readonly originalHandlerVariable: string;

  /**
   * What to put into that variable.
   * @default - the user's handler, unchanged
   */
  readonly originalHandler?: string;
}

/** Actions to allow in the function's role. */
export interface TracingPermission {
  /** IAM actions, for example `xray:PutTraceSegments`. */
  readonly actions: string[];

  /**
   * ARNs; `${AWS::Partition}`, `${AWS::Region}` and `${AWS::AccountId}` stand for those of the function's stack.
   * Use `*` only for actions that IAM cannot restrict to a resource.
   */
  readonly resources: string[];
}

/** A secret that the tracer in the function reads by itself. */
export interface PlannedSecret {
  /** Where the secret is kept. */
  readonly secret: TracingSecret;

  /** Environment variable that tells the tracer which secret to read. */
  readonly variable: string;

  /**
   * Whether the variable takes the ARN instead of the name.
   * @default false
   */
  readonly byArn?: boolean;
}

/**
 * Everything a provider wants to have added to one function.
 *
 * A plan is data. The library checks it against the function and Lambda's limits, and then carries it out as a whole
 * or not at all. What the user has set always wins.
 */
export interface InstrumentationPlan {
  /** What the function will emit once the plan is carried out. */
  readonly level: TracingLevel;

  /**
   * Layers to append after the user's.
   * @default - none
   */
  readonly layers?: TracingLayer[];

  /**
   * Value for `AWS_LAMBDA_EXEC_WRAPPER`, a path under `/opt`. A function has one wrapper: if the user set another,
   * the function is skipped.
   * @default - none
   */
  readonly execWrapper?: string;

  /**
   * Replacement of the function's handler.
   * @default - the handler stays
   */
  readonly handlerRedirect?: HandlerRedirect;

  /**
   * Environment variables to set where the user has not. `${AWS::Partition}`, `${AWS::Region}`, `${AWS::AccountId}` and
   * `${AWS::URLSuffix}` stand for those of the function's stack.
   * @default - none
   */
  readonly environment?: { [name: string]: string };

  /**
   * Text to append to variables that hold a list of options: `NODE_OPTIONS`, `JAVA_TOOL_OPTIONS` (joined by a space),
   * `PYTHONPATH` (joined by a colon).
   * @default - none
   */
  readonly appendedEnvironment?: { [name: string]: string };

  /**
   * Whether X-Ray active tracing must be on. Its two permissions are then granted as well.
   * @default false
   */
  readonly activeTracing?: boolean;

  /**
   * Actions the tracer needs besides.
   * @default - none
   */
  readonly permissions?: TracingPermission[];

  /**
   * Secrets the tracer reads by itself; reading them is granted. One with a `jsonField` cannot be: its `deploymentReference` goes
   * into `environment`.
   * @default - none
   */
  readonly secrets?: PlannedSecret[];

  /**
   * Secrets already referred to in `environment` (by `deploymentReference`), named so that it can be checked whether
   * the function's stack can reach them.
   * @default - none
   */
  readonly referencedSecrets?: TracingSecret[];

  /**
   * What the user should know although the function is traced.
   * @default - nothing
   */
  readonly notes?: Diagnostic[];
}
