/**
 * What a function will emit.
 */
export enum TracingLevel {
  /** Spans from inside the code: the invocation, outgoing calls, exceptions. */
  CODE = 'CODE',

  /** One span per invocation, recorded by the Lambda platform; nothing from inside the code. */
  INVOCATION = 'INVOCATION',

  /** No span arrives anywhere. */
  NONE = 'NONE',
}
